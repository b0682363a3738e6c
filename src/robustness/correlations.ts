import type { ReturnsMatrix } from './returns-matrix.ts'

/** Symmetric, row by row, with ones on the diagonal. */
export interface CorrelationMatrix {
  readonly size: number
  readonly values: Float64Array
}

/** Pearson correlations of the returns of these trials, which must be comparable (`ReturnsMatrix.comparable`). */
export function correlationsOf(matrix: ReturnsMatrix, trials: Uint32Array): CorrelationMatrix {
  const size = trials.length
  const n = matrix.observations
  const units = new Float64Array(size * n)
  for (let i = 0; i < size; i++) standardise(matrix.row(trials[i]), units.subarray(i * n, (i + 1) * n))

  const values = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    values[i * size + i] = 1
    for (let j = 0; j < i; j++) {
      const correlation = Math.max(-1, Math.min(1, product(units, i * n, j * n, n) / n))
      values[i * size + j] = correlation
      values[j * size + i] = correlation
    }
  }
  return { size, values }
}

/**
 * The mean of the correlations of all pairs of these trials, without computing a pair: with z the returns in standard deviations from their
 * mean, the sum of all correlations is the sum over the observations of (Σ z)² / n. NaN for fewer than two trials.
 */
export function averageCorrelation(matrix: ReturnsMatrix, trials: Uint32Array): number {
  const n = matrix.observations
  const units = new Float64Array(n)
  const sums = new Float64Array(n)
  for (const trial of trials) {
    standardise(matrix.row(trial), units)
    for (let t = 0; t < n; t++) sums[t] += units[t]
  }
  let all = 0
  for (let t = 0; t < n; t++) all += sums[t] * sums[t]
  const count = trials.length
  return count < 2 ? NaN : (all / n - count) / (count * (count - 1))
}

/** Of the `n` values from `a` and the `n` from `b`, in four sums that do not wait for each other. */
function product(values: Float64Array, a: number, b: number, n: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let t = 0
  for (; t + 3 < n; t += 4) {
    first += values[a + t] * values[b + t]
    second += values[a + t + 1] * values[b + t + 1]
    third += values[a + t + 2] * values[b + t + 2]
    fourth += values[a + t + 3] * values[b + t + 3]
  }
  for (; t < n; t++) first += values[a + t] * values[b + t]
  return first + second + (third + fourth)
}

/** Writes the distances to the mean, in standard deviations of the population. */
function standardise(values: Float64Array, out: Float64Array): void {
  const n = values.length
  let total = 0
  for (let t = 0; t < n; t++) total += values[t]
  const mean = total / n
  let squares = 0
  for (let t = 0; t < n; t++) {
    out[t] = values[t] - mean
    squares += out[t] * out[t]
  }
  const scale = Math.sqrt(n / squares)
  for (let t = 0; t < n; t++) out[t] *= scale
}
