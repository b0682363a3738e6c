import { BacksweepError } from '../base/errors.ts'
import { readRelative } from './relative-returns.ts'
import type { Resamples } from './resamples.ts'
import { type ReturnsMatrix, varies } from './returns-matrix.ts'
import { stationaryVariance } from './stationary-variance.ts'

/**
 * What the tests of many trials against a benchmark start from: the mean of every trial's returns less the benchmark's, d̄, and how far
 * the means of its resamples lie from it. All trials are resampled with the same indices, which keeps their dependence.
 */
export interface BootstrapMeans {
  /** All trials, failed and idle ones included. */
  readonly trials: number
  /**
   * Of them, those that are tested: whose returns less the benchmark's are finite and not all equal, with a variance ω² above 0.
   * The lists below have one entry for each, in this order.
   */
  readonly compared: Uint32Array
  readonly observations: number
  readonly resamples: number
  /** d̄, a fraction per observation. */
  readonly means: Float64Array
  /** ω²: the variance of √n d̄ under the stationary bootstrap. */
  readonly variances: Float64Array
  /** [trial × resamples + resample]: mean of the resample less d̄. */
  readonly deviations: Float64Array
}

/** Trials done at once: each place of a resample is then looked up once for all of them. */
const together = 8

/**
 * @param benchmark returns of the benchmark, as many as the matrix has observations; 0 when left out
 *
 * Series are resampled by their running sums (see `Resamples`), of the distances to their mean: the sums end at 0 and stay as small as
 * can be, so that the deviations are exact to about 1e-15 of a standard deviation times √n. `deviations` takes 8 bytes × compared
 * trials × resamples: 80 MB for 10,000 and 1,000.
 */
export function bootstrapMeans(
  matrix: ReturnsMatrix,
  resamples: Resamples,
  benchmark?: ArrayLike<number>,
): BootstrapMeans {
  const n = matrix.observations
  if (resamples.observations !== n) {
    throw new BacksweepError(
      'option-invalid',
      `The resamples are of ${resamples.observations} observations, the trials have ${n}: draw them for this matrix.`,
      { option: 'resamples', value: resamples.observations },
    )
  }
  const compared: number[] = []
  const means: number[] = []
  const variances: number[] = []
  const relative = new Float64Array(n)
  for (let trial = 0; trial < matrix.trials; trial++) {
    readRelative(matrix, trial, benchmark, relative)
    if (!varies(relative)) continue
    const variance = stationaryVariance(relative, resamples.meanBlockLength)
    if (variance === 0) continue // nothing to divide by
    compared.push(trial)
    means.push(mean(relative))
    variances.push(variance)
  }

  const deviations = new Float64Array(compared.length * resamples.count)
  const running = new Float64Array((n + 1) * together) // P of one trial after the other at every place
  for (let k = 0; k < compared.length; k += together) {
    const lanes = Math.min(together, compared.length - k)
    for (let lane = 0; lane < lanes; lane++) {
      readRelative(matrix, compared[k + lane], benchmark, relative)
      let sum = 0
      for (let t = 0; t < n; t++) {
        sum += relative[t] - means[k + lane]
        running[(t + 1) * together + lane] = sum
      }
    }
    resampleSums(resamples, running, deviations.subarray(k * resamples.count), lanes)
  }
  for (let i = 0; i < deviations.length; i++) deviations[i] /= n

  return {
    trials: matrix.trials,
    compared: Uint32Array.from(compared),
    observations: n,
    resamples: resamples.count,
    means: Float64Array.from(means),
    variances: Float64Array.from(variances),
    deviations,
  }
}

/** Writes the sums of all resamples of the first `lanes` trials, one trial after the other. */
function resampleSums(
  { count, starts, places, weights }: Resamples,
  running: Float64Array,
  out: Float64Array,
  lanes: number,
): void {
  const sums = new Float64Array(together)
  for (let resample = 0; resample < count; resample++) {
    // a variable for each trial: they stay in registers, which the elements of an array do not
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    let e = 0
    let f = 0
    let g = 0
    let h = 0
    const stop = starts[resample + 1]
    for (let i = starts[resample]; i < stop; i++) {
      const at = places[i] * together
      const weight = weights[i]
      a += weight * running[at]
      b += weight * running[at + 1]
      c += weight * running[at + 2]
      d += weight * running[at + 3]
      e += weight * running[at + 4]
      f += weight * running[at + 5]
      g += weight * running[at + 6]
      h += weight * running[at + 7]
    }
    sums[0] = a
    sums[1] = b
    sums[2] = c
    sums[3] = d
    sums[4] = e
    sums[5] = f
    sums[6] = g
    sums[7] = h
    for (let lane = 0; lane < lanes; lane++) out[lane * count + resample] = sums[lane]
  }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t]
  return sum / values.length
}
