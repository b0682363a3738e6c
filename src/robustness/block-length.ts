import { readRelative } from './relative-returns.ts'
import { type ReturnsMatrix, varies } from './returns-matrix.ts'

/**
 * The mean block length with which the stationary bootstrap estimates the variance of a mean best: Politis and White (2004),
 * "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23(1), with the correction of Patton, Politis and
 * White (2009), Econometric Reviews 28(4).
 *
 * 1. m is the first lag from 1 with which a run of max(5, ⌊log10 n⌋) lags begins whose autocorrelations are all below
 *    2 √(log10 n / n) in size; M = 2 m, at most ⌈√n⌉ + max(5, ⌊log10 n⌋), which it also is without such a run.
 * 2. With the flat-top weights w(k) = 1 up to M / 2, then falling to 0 at M, and autocovariances γ_k:
 *    G = 2 Σ w(k) k γ_k,   D = 2 (γ_0 + 2 Σ w(k) γ_k)²,   k from 1 to M.
 * 3. Length = (2 G² / D)^(1/3) n^(1/3), at least 1 and at most ⌈min(3 √n, n / 3)⌉.
 *
 * In observations. The autocorrelation at lag k is that of the two overlapping parts, each with its own sum of squares. NaN for
 * constant returns, fewer than 8 and with a NaN.
 */
export function blockLength(values: Float64Array): number {
  const n = values.length
  const run = Math.max(5, Math.floor(Math.log10(n)))
  const mostLags = Math.ceil(Math.sqrt(n)) + run
  if (n < 8 || !varies(values)) return NaN

  const { covariances, correlations } = autocovariances(values, Math.min(mostLags, n - 2))
  const noise = 2 * Math.sqrt(Math.log10(n) / n)
  const significant = correlations.map((correlation) => Math.abs(correlation) >= noise)
  const first = significant.findIndex(
    (_, lag) => lag >= 1 && lag + run <= significant.length && !significant.slice(lag, lag + run).includes(true),
  )
  const last = Math.min(first < 0 ? mostLags : 2 * first, covariances.length - 1)

  let slope = 0
  let longRun = covariances[0]
  for (let k = 1; k <= last; k++) {
    const weight = Math.min(1, 2 * (1 - k / last))
    slope += 2 * weight * k * covariances[k]
    longRun += 2 * weight * covariances[k]
  }
  const length = Math.cbrt((slope / longRun) ** 2 * n)
  return Math.min(Math.max(1, length), Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)))
}

/** Trials whose block lengths are averaged. */
const mostTrials = 200

/**
 * One mean block length for all trials: the mean of `blockLength` over the comparable trials, over 200 of them at equal distances where there
 * are more, of their returns less those of `benchmark` (nothing when left out). All trials must be resampled with the same blocks,
 * or their dependence would be lost. 1 without a trial to take it from.
 */
export function meanBlockLength(matrix: ReturnsMatrix, benchmark?: ArrayLike<number>): number {
  const trials = matrix.comparable()
  const taken = Math.min(trials.length, mostTrials)
  const relative = new Float64Array(matrix.observations)
  let sum = 0
  let count = 0
  for (let i = 0; i < taken; i++) {
    readRelative(matrix, trials[Math.floor((i * trials.length) / taken)], benchmark, relative)
    const length = blockLength(relative)
    if (Number.isNaN(length)) continue
    sum += length
    count++
  }
  return count === 0 ? 1 : sum / count
}

/** From lag 0 to `lags`. */
function autocovariances(values: Float64Array, lags: number): { covariances: number[]; correlations: number[] } {
  const n = values.length
  let total = 0
  for (let t = 0; t < n; t++) total += values[t]
  const distances = values.map((value) => value - total / n)

  let early = 0 // squares of all but the last `lag` values
  for (const distance of distances) early += distance * distance
  let late = early // squares of all but the first `lag` values
  const covariances: number[] = []
  const correlations: number[] = []
  for (let lag = 0; lag <= lags; lag++) {
    let products = 0
    for (let t = lag; t < n; t++) products += distances[t] * distances[t - lag]
    covariances.push(products / n)
    correlations.push(products / Math.sqrt(early * late))
    early -= distances[n - 1 - lag] ** 2
    late -= distances[lag] ** 2
  }
  return { covariances, correlations }
}
