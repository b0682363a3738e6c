import type { Random } from '../base/random.ts'
import { clustersOf } from './clusters.ts'
import { averageCorrelation, correlationsOf } from './correlations.ts'
import { symmetricEigenvalues } from './eigenvalues.ts'
import type { ReturnsMatrix } from './returns-matrix.ts'

/**
 * How many independent trials a sweep amounts to: neighbours on a grid do nearly the same, and a thousand of them are not a thousand
 * chances to be lucky. No one number is right, so this is a band from `lowest` to the number of all trials.
 *
 * N is that of all trials, failed and idle ones included: those that cannot be compared (see `ReturnsMatrix`) are taken to be correlated as the
 * others are, so nothing makes N smaller. ρ̄ is the mean correlation of all pairs. What needs all pairs one by one comes from a random sample of
 * the comparable trials, and is an estimate where `sampled` is below `compared`: with m the mean of ρ² over the sample's pairs,
 * Σ λ² = N + N (N - 1) m for the eigenvalues λ of the correlations of N trials. Numbers by formula are kept within 1 and N.
 *
 * ρ² is 1 / T too large on average for T observations of independent trials, and a correlation matrix has at most T - 1 eigenvalues above 0: with
 * fewer observations than trials `participation` and the counts are about T at most, whatever the trials are.
 *
 * Every number is NaN with fewer than two trials to compare, but `trials`, `compared` and `sampled`.
 */
export interface EffectiveTrials {
  /** N: all trials. */
  readonly trials: number
  /** Of them, those whose correlations are known. */
  readonly compared: number
  /** Of them, those that the numbers below other than the first three are taken from. */
  readonly sampled: number
  /** ρ̄ */
  readonly averageCorrelation: number
  /** ρ̄ + (1 - ρ̄) N: Bailey and López de Prado (2014), "The deflated Sharpe ratio", appendix. */
  readonly byAverageCorrelation: number
  /** N / (1 + (N - 1) ρ̄): the size of an independent sample whose mean has the same variance. */
  readonly byVarianceInflation: number
  /** Participation ratio (Σ λ)² / Σ λ² = N² / (N + N (N - 1) m). */
  readonly participation: number
  /**
   * 1 + (N - 1) (1 - Var λ / N) = 1 + (N - 1) (1 - m): Cheverud (2001), Heredity 87; Nyholt (2004), American Journal of Human
   * Genetics 74(4).
   */
  readonly cheverudNyholt: number
  /** Eigenvalues of the sample that make up 95 % of their sum, largest first. A count within the sample: at most `sampled`. */
  readonly pca95: number
  /** Eigenvalues of the sample above 1, but at least 1: Kaiser (1960). A count within the sample: at most `sampled`. */
  readonly kaiser: number
  /** Groups of the sample, see `clustersOf`. A count within the sample: at most `sampled`. */
  readonly clusters: number
  /** The smallest of these numbers; of the counts only where the sample is all that can be compared, for they do not grow with N. */
  readonly lowest: number
}

const explained = 0.95

/** Eigenvalues of independent trials are 1 but for rounding. */
const aboveOne = 1 + 1e-9

/** Trials that are compared pair by pair, at most: two seconds with 5,000 observations. */
const sample = 500

export function effectiveTrials(matrix: ReturnsMatrix, random: Random): EffectiveTrials {
  const { trials } = matrix
  const comparable = matrix.comparable()
  const taken = draw(comparable, Math.min(sample, comparable.length), random)
  const counts = { trials, compared: comparable.length, sampled: taken.length }
  if (taken.length < 2) return { ...counts, ...unknown }

  const average = averageCorrelation(matrix, comparable)
  const correlations = correlationsOf(matrix, taken)
  const square = meanSquare(correlations.values, taken.length)
  const eigenvalues = symmetricEigenvalues(correlations.values, taken.length)
  const within = (value: number) => Math.min(trials, Math.max(1, value))
  const formulas = {
    byAverageCorrelation: within(average + (1 - average) * trials),
    // a negative mean correlation can make the divisor 0 or less: better than independent
    byVarianceInflation: within(average <= 0 ? trials : trials / (1 + (trials - 1) * average)),
    participation: within(trials / (1 + (trials - 1) * square)),
    cheverudNyholt: within(1 + (trials - 1) * (1 - square)),
  }
  const found = {
    pca95: countExplaining(eigenvalues),
    kaiser: Math.max(1, eigenvalues.filter((value) => value > aboveOne).length),
    clusters: new Set(clustersOf(correlations)).size,
  }
  const ofAll = Object.values(taken.length === comparable.length ? { ...formulas, ...found } : formulas)
  return { ...counts, averageCorrelation: average, ...formulas, ...found, lowest: Math.min(...ofAll) }
}

const unknown = {
  averageCorrelation: NaN,
  byAverageCorrelation: NaN,
  byVarianceInflation: NaN,
  participation: NaN,
  cheverudNyholt: NaN,
  pca95: NaN,
  kaiser: NaN,
  clusters: NaN,
  lowest: NaN,
}

/**
 * So many of the trials, each set as likely as any other, in order. A fixed step would meet the same value of a parameter again and
 * again.
 */
function draw(trials: Uint32Array, count: number, random: Random): Uint32Array {
  const left = trials.slice()
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(left.length - i)
    const held = left[i]
    left[i] = left[j]
    left[j] = held
  }
  return left.subarray(0, count).sort()
}

/** Of the elements beside the diagonal. */
function meanSquare(values: Float64Array, size: number): number {
  let sum = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) sum += values[i * size + j] * values[i * size + j]
  }
  return sum / ((size * (size - 1)) / 2)
}

function countExplaining(eigenvalues: Float64Array): number {
  let total = 0
  for (const value of eigenvalues) total += value
  let sum = 0
  let count = 0
  while (count < eigenvalues.length && sum < explained * total) sum += eigenvalues[count++]
  return count
}
