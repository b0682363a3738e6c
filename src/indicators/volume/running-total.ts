import type { Column } from '../../data/column.ts'
import { RunningSum } from '../running-sum.ts'

/**
 * The sum of all values so far. A missing value starts it anew: NaN on its bar, and from 0 after it.
 *
 * `out` may be `source` itself.
 */
export function runningTotal(source: Column, out: Float64Array): void {
  const total = new RunningSum()
  for (let i = 0; i < source.length; i++) {
    if (Number.isFinite(source[i])) {
      total.add(source[i])
      out[i] = total.value
    } else {
      total.clear()
      out[i] = NaN
    }
  }
}
