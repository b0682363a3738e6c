import { Random } from '../base/random.ts'
import { deflatedSharpe2014, deflatedSharpe2026, expectedBestSharpe } from '../robustness/deflated-sharpe.ts'
import { type EffectiveTrials, effectiveTrials } from '../robustness/effective-trials.ts'
import { haircutSharpe, sharpePValue } from '../robustness/haircut.ts'
import { minimumBacktestLength } from '../robustness/minimum-backtest-length.ts'
import { backtestOverfitting } from '../robustness/overfitting.ts'
import { probabilisticSharpe2012, probabilisticSharpe2026 } from '../robustness/probabilistic-sharpe.ts'
import { type ReturnShape, returnShape } from '../robustness/return-shape.ts'
import { type ReturnsMatrix, varies } from '../robustness/returns-matrix.ts'
import { sharpeError2026, sharpeInterval } from '../robustness/sharpe-error.ts'
import { type BestOfAll, bestOfAll, resamplesFor } from './best-of-all.ts'
import { type Conclusion, conclude, forAllTrials, level, sentenceOf, wantedSharpe } from './conclusion.ts'

export interface JudgeOptions {
  /** Observations in a year. */
  readonly periodsPerYear: number
  /** The row that was ranked first; default: the one with the highest Sharpe ratio. */
  readonly winner?: number
  /** All trials ever made, when these are not all: at least the rows of the matrix. */
  readonly trials?: number
  /** Return of one observation without risk; default 0. */
  readonly riskFree?: number
  /** Returns of holding, one per observation. Left out, or when they are all equal: there is no such test. */
  readonly holding?: ArrayLike<number>
  /** p-value of the sweep on permuted bars, when that was done (`permutationP`). */
  readonly permutationP?: number
  /** Default 1. */
  readonly seed?: number
  /** Bootstrap resamples; default 1,000. */
  readonly resamples?: number
  /** `short` leaves out what the conclusion does not need and takes long: overfitting and the effective number of trials. Default `full`. */
  readonly depth?: 'short' | 'full'
}

/** From the smallest to the largest value of a band. */
export type Band = readonly [low: number, high: number]

/** What one method says; `open` where its band goes across the limit. */
export interface Opinion {
  readonly method: 'cash' | 'holding' | 'permutation' | 'deflated2014' | 'deflated2026' | 'haircut' | 'overfitting'
  readonly says: 'skill' | 'luck' | 'open'
}

/** Sharpe ratios are annual, probabilities and shares fractions. What was not asked for, or cannot be known, is null. */
export interface Judgement {
  readonly conclusion: Conclusion
  readonly sentence: string
  /** N: all trials, failed and idle ones included. */
  readonly trials: number
  /** Those judged here, and of them those that can be compared. */
  readonly judged: number
  readonly compared: number
  readonly observations: number
  readonly years: number
  /** Minimum backtest length for N trials and an annual Sharpe ratio of 1, in years. */
  readonly yearsNeeded: number
  /** The Sharpe ratio that the best of N without skill is expected to show on this data. */
  readonly expectedBest: number
  readonly winner: WinnerFacts | null
  readonly effective: EffectiveTrials | null
  readonly deflated: { readonly form2014: Band; readonly form2026: Band } | null
  readonly cash: TestOfBest | null
  readonly holding: TestOfBest | null
  readonly permutationP: number | null
  readonly haircut: { readonly sharpe: number; readonly haircut: number; readonly pValue: number } | null
  readonly overfitting: OverfittingFacts | null
  readonly opinions: readonly Opinion[]
  /** Methods that say otherwise than the conclusion. */
  readonly disagree: readonly Opinion['method'][]
}

export interface WinnerFacts {
  /** Row of the matrix. */
  readonly trial: number
  readonly sharpe: number
  /** 95 %, with the standard error of 2026, which counts the first autocorrelation. */
  readonly interval: Band
  /** Of one observation. */
  readonly shape: ReturnShape
  /** Confidence that the true ratio is above 0, were this the only trial: forms of 2012 and 2026. */
  readonly probabilistic2012: number
  readonly probabilistic2026: number
}

/** See `BestOfAll`. */
export interface TestOfBest extends BestOfAll {
  /** p of the winner after all trials, also those that are not judged here: what the conclusion rests on. */
  readonly forAllTrials: number
}

export interface OverfittingFacts {
  /** PBO; NaN when there is too little data for any split. */
  readonly probability: number
  readonly probabilityOfLoss: number
  readonly blocks: number
  readonly splits: number
}

/** Above it the choice of the best says little; on noise it is about one half. */
export const highOverfitting = 0.2
const confidence = 0.95

/**
 * Judges whether the best of many trials is luck, from nothing but numbers: the returns of every trial. The rule of the conclusion is in
 * conclusion.ts. Trials that failed or did nothing count in N, and change nothing else.
 */
export function judge(matrix: ReturnsMatrix, options: JudgeOptions): Judgement {
  const { periodsPerYear, riskFree = 0, seed = 1, resamples = 1000, depth = 'full', permutationP = null } = options
  const { observations } = matrix
  const trials = Math.max(options.trials ?? 0, matrix.trials)
  const years = observations / periodsPerYear
  const yearsNeeded = minimumBacktestLength(Math.max(1, trials), wantedSharpe)
  const comparable = matrix.comparable()
  const sharpes = Float64Array.from(comparable, (trial) => returnShape(matrix.row(trial), riskFree).sharpe)
  const annual = (sharpe: number) => sharpe * Math.sqrt(periodsPerYear)
  const variance = varianceOf(sharpes)
  const common = {
    trials,
    judged: matrix.trials,
    compared: comparable.length,
    observations,
    years,
    yearsNeeded,
    expectedBest: annual(trials < 2 ? 0 : expectedBestSharpe({ count: trials, variance })),
  }
  const row = options.winner ?? comparable[indexOfLargest(sharpes)] ?? -1
  if (row < 0 || !comparable.includes(row)) {
    const evidence = { pValues: [], years, yearsNeeded, trials }
    return { ...common, ...unjudged, sentence: sentenceOf('nothing', evidence), permutationP }
  }

  const winner = factsOf(row, returnShape(matrix.row(row), riskFree), annual)
  const drawn = resamplesFor(matrix, resamples, seed)
  const test = (benchmark?: ArrayLike<number>): TestOfBest => {
    const best = bestOfAll(matrix, row, { riskFree, resamples: drawn, ...(benchmark !== undefined && { benchmark }) })
    return { ...best, forAllTrials: forAllTrials(best.winner, trials, matrix.trials) }
  }
  const cash = test()
  const holding =
    options.holding !== undefined && varies(Float64Array.from(options.holding)) ? test(options.holding) : null
  const effective = depth === 'full' ? effectiveTrials(matrix, Random.from(seed)) : null
  const counts = Number.isNaN(effective?.lowest ?? NaN) ? [trials] : [trials, effective!.lowest]
  const { shape } = winner
  const deflated =
    comparable.length < 2
      ? null
      : {
          form2014: bandOf(counts.map((count) => deflatedSharpe2014(shape, { count, variance }))),
          form2026: bandOf(counts.map((count) => deflatedSharpe2026(shape.sharpe, { count, variance }))),
        }
  const haircut = haircutOf(winner, trials, periodsPerYear)
  const overfitting = depth === 'full' ? overfittingOf(matrix, comparable.length) : null

  const pValues = [cash.forAllTrials, ...(holding ? [holding.forAllTrials] : [])]
  if (permutationP !== null) pValues.push(permutationP)
  const evidence = { pValues, years, yearsNeeded, trials }
  const conclusion = conclude(evidence)
  const opinions: Opinion[] = [
    { method: 'cash', says: byP(cash.forAllTrials) },
    ...(holding ? [{ method: 'holding', says: byP(holding.forAllTrials) } as const] : []),
    ...(permutationP !== null ? [{ method: 'permutation', says: byP(permutationP) } as const] : []),
    ...(deflated
      ? ([
          { method: 'deflated2014', says: byBand(deflated.form2014) },
          { method: 'deflated2026', says: byBand(deflated.form2026) },
        ] as const)
      : []),
    { method: 'haircut', says: byP(haircut.pValue) },
    ...(overfitting ? [{ method: 'overfitting', says: byOverfitting(overfitting) } as const] : []),
  ]
  const other = conclusion === 'skill' ? 'luck' : 'skill'
  return {
    ...common,
    conclusion,
    sentence: sentenceOf(conclusion, evidence),
    winner,
    effective,
    deflated,
    cash,
    holding,
    permutationP,
    haircut,
    overfitting,
    opinions,
    disagree: opinions.filter(({ says }) => says === other).map(({ method }) => method),
  }
}

const unjudged = {
  conclusion: 'nothing',
  winner: null,
  effective: null,
  deflated: null,
  cash: null,
  holding: null,
  haircut: null,
  overfitting: null,
  opinions: [],
  disagree: [],
} as const

function factsOf(trial: number, shape: ReturnShape, annual: (sharpe: number) => number): WinnerFacts {
  const [low, high] = sharpeInterval(shape.sharpe, sharpeError2026(shape), confidence)
  return {
    trial,
    sharpe: annual(shape.sharpe),
    interval: [annual(low), annual(high)],
    shape,
    probabilistic2012: probabilisticSharpe2012(shape, 0),
    probabilistic2026: probabilisticSharpe2026(shape, 0),
  }
}

/** Harvey and Liu, with Bonferroni's correction for all trials. */
function haircutOf(
  { sharpe, shape }: WinnerFacts,
  trials: number,
  periodsPerYear: number,
): NonNullable<Judgement['haircut']> {
  const { observations, autocorrelation } = shape
  const annual = { sharpe, observations, periodsPerYear: Math.max(1, periodsPerYear), autocorrelation }
  const pValue = Math.min(1, trials * sharpePValue(annual))
  return { ...haircutSharpe(annual, pValue), pValue }
}

/** At least so many observations in a block, and so many trials ranked over all splits, which takes some seconds. */
const shortestBlock = 8
const mostRanks = 150e6

/** With the 16 blocks of the paper, or fewer where these would be too short or the ranking would take too long. */
function overfittingOf(matrix: ReturnsMatrix, compared: number): OverfittingFacts {
  let blocks = 16
  while (blocks > 4 && (matrix.observations < blocks * shortestBlock || splitsOf(blocks) * compared > mostRanks))
    blocks -= 2
  const { probability, probabilityOfLoss, logits } = backtestOverfitting(matrix, { blocks })
  return { probability, probabilityOfLoss, blocks, splits: logits.length }
}

/** Ways to choose half of the blocks. */
function splitsOf(blocks: number): number {
  let splits = 1
  for (let k = 1; k <= blocks / 2; k++) splits = (splits * (blocks / 2 + k)) / k
  return splits
}

function byP(p: number): Opinion['says'] {
  return p <= level ? 'skill' : 'luck'
}

function byBand([low, high]: Band): Opinion['says'] {
  if (low >= 1 - level) return 'skill'
  return high >= 1 - level ? 'open' : 'luck'
}

function byOverfitting({ probability }: OverfittingFacts): Opinion['says'] {
  if (Number.isNaN(probability)) return 'open'
  return probability <= highOverfitting ? 'skill' : 'luck'
}

function bandOf(values: readonly number[]): Band {
  return [Math.min(...values), Math.max(...values)]
}

/** Of a sample; 0 of fewer than two, over which nothing varies. */
function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return squares / (values.length - 1)
}

/** The first of equals; -1 of none. */
function indexOfLargest(values: Float64Array): number {
  let best = -1
  for (let i = 0; i < values.length; i++) if (best < 0 || values[i] > values[best]) best = i
  return best
}
