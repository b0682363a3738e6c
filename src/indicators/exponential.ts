import type { Column } from '../data/column.ts'
import { RunningSum } from './running-sum.ts'

/**
 * The recursion of all exponential averages: the first value is the mean of the first `period` values;
 * then every value is `previous * (1 - alpha) + value * alpha`. A missing value starts it anew.
 *
 * `out` may be `source` itself.
 */
export function exponentialMean(source: Column, period: number, alpha: number, out: Float64Array): void {
  const kept = 1 - alpha
  const seed = new RunningSum()
  let seen = 0
  let mean = NaN
  for (let i = 0; i < source.length; i++) {
    const value = source[i]
    if (!Number.isFinite(value)) {
      seen = 0
      seed.clear()
      out[i] = NaN
      continue
    }
    seen++
    if (seen > period) {
      mean = mean * kept + value * alpha
    } else {
      seed.add(value)
      mean = seen === period ? seed.value / period : NaN
    }
    out[i] = mean
  }
}
