import { Random } from '../base/random.ts'
import { meanBlockLength } from '../robustness/block-length.ts'
import { bootstrapMeans } from '../robustness/bootstrap-means.ts'
import { normalQuantile } from '../robustness/normal.ts'
import { resampledMaxima, statisticOf } from '../robustness/resampled-maxima.ts'
import { type Resamples, stationaryResamples } from '../robustness/resamples.ts'
import { returnShape } from '../robustness/return-shape.ts'
import { ReturnsMatrix, returnRounding } from '../robustness/returns-matrix.ts'
import { studentTail } from '../robustness/student-t.ts'

/**
 * Superior predictive ability (Hansen 2005; see robustness/superior-predictive-ability.ts) of all trials, and of the one that a
 * sweep ranks first, which need not be the one with the highest statistic.
 */
export interface BestOfAll {
  /** Of 1: what part of the resamples, in which no trial is any good, has a trial as good as the best of these. NaN without a trial. */
  readonly lower: number
  readonly consistent: number
  readonly upper: number
  /**
   * The same as `consistent` for the winner in place of the best, and with a more careful error (see `carefulStatistic`). 1 when it does
   * not beat the benchmark or cannot be compared.
   */
  readonly winner: number
}

export interface Rivals {
  /** Returns of one observation of an account that does nothing. */
  readonly riskFree: number
  /**
   * Returns of a benchmark, to which every trial is compared at equal risk: its returns above `riskFree` times σ of the benchmark / σ of its
   * own. Left out: the benchmark is cash.
   */
  readonly benchmark?: ArrayLike<number>
  readonly resamples: Resamples
}

/** Trials that are resampled together: what they take is then the same, however many there are. */
const together = 1000

/** Resamples by the stationary bootstrap with the mean block length that the trials ask for. */
export function resamplesFor(matrix: ReturnsMatrix, count: number, seed: number): Resamples {
  const { observations } = matrix
  return stationaryResamples({ observations, count, meanBlockLength: meanBlockLength(matrix) }, Random.from(seed))
}

export function bestOfAll(matrix: ReturnsMatrix, winner: number, rivals: Rivals): BestOfAll {
  const trials = matrix.comparable()
  const maxima = { lower: lowest(rivals), consistent: lowest(rivals), upper: lowest(rivals) }
  let best = NaN
  let ofWinner = NaN
  for (let from = 0; from < trials.length; from += together) {
    const some = trials.subarray(from, from + together)
    const relative = relativeReturns(matrix, some, rivals)
    const bootstrap = bootstrapMeans(relative, rivals.resamples)
    for (let k = 0; k < bootstrap.compared.length; k++) {
      const statistic = statisticOf(bootstrap, k, true)
      if (!(statistic <= best)) best = statistic
      if (some[bootstrap.compared[k]] === winner) {
        ofWinner = carefulStatistic(relative.row(bootstrap.compared[k]), bootstrap.variances[k])
      }
    }
    for (const recentring of ['lower', 'consistent', 'upper'] as const) {
      const found = resampledMaxima(bootstrap, { recentring, studentised: true })
      const known = maxima[recentring]
      for (let b = 0; b < known.length; b++) if (found[b] > known[b]) known[b] = found[b]
    }
  }
  const share = (of: Float64Array, statistic: number) =>
    Number.isNaN(best) ? NaN : of.filter((value) => Math.max(0, value) > Math.max(0, statistic)).length / of.length
  return {
    lower: share(maxima.lower, best),
    consistent: share(maxima.consistent, best),
    upper: share(maxima.upper, best),
    winner: ofWinner > 0 ? share(maxima.consistent, ofWinner) : 1,
  }
}

/**
 * √n d̄ / ω with the larger one of two errors: that of the stationary bootstrap, which sees too little of strong autocorrelation, and that of
 * the form of 2026 for a ratio of 0, γ_0 (1 + ρ) / (1 - ρ). The statistics of the resamples keep their own error, by which their variance is 1.
 *
 * Variance and ρ are estimated: the logarithm of ω² varies by 2 / n + 4 / n, as that of a variance of n / 3 observations does. So the
 * statistic has Student's distribution with n / 3 degrees of freedom, and the normal value of the same probability is returned. Without
 * this the best of 1,000 trials of 1,000 observations would be too good about a fifth more often than the level says.
 */
function carefulStatistic(returns: Float64Array, variance: number): number {
  const n = returns.length
  const { autocorrelation: rho } = returnShape(returns)
  let sum = 0
  for (let t = 0; t < n; t++) sum += returns[t]
  const own = deviation(returns) ** 2 * ((1 + rho) / (1 - rho))
  const statistic = ((sum / n) * Math.sqrt(n)) / Math.sqrt(Math.max(variance, own))
  return statistic > 0 ? -normalQuantile(studentTail(statistic, Math.max(1, Math.floor(n / 3)))) : statistic
}

function lowest({ resamples }: Rivals): Float64Array {
  return new Float64Array(resamples.count).fill(-Infinity)
}

/** Returns less those of cash, or of the benchmark at equal risk. What differs by rounding only is 0, as in `readRelative`. */
function relativeReturns(
  matrix: ReturnsMatrix,
  trials: Uint32Array,
  { riskFree, benchmark }: Pick<Rivals, 'riskFree' | 'benchmark'>,
): ReturnsMatrix {
  const relative = new ReturnsMatrix(trials.length, matrix.observations)
  const risk = benchmark === undefined ? NaN : deviation(benchmark)
  trials.forEach((trial, k) => {
    const returns = matrix.row(trial)
    const out = relative.row(k)
    if (benchmark === undefined) {
      for (let t = 0; t < out.length; t++) out[t] = returns[t] - riskFree
      return
    }
    const scale = risk / deviation(returns)
    for (let t = 0; t < out.length; t++) {
      const difference = (returns[t] - riskFree) * scale - (benchmark[t] - riskFree)
      out[t] = Math.abs(difference) <= returnRounding ? 0 : difference
    }
  })
  return relative
}

function deviation(values: ArrayLike<number>): number {
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t]
  const mean = sum / values.length
  let squares = 0
  for (let t = 0; t < values.length; t++) squares += (values[t] - mean) ** 2
  return Math.sqrt(squares / values.length)
}
