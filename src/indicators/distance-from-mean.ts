import type { Column } from '../data/column.ts'
import { forEachBlock, tailTotals } from './blocks.ts'

/**
 * Every value minus the mean of the window of `period` values that ends on it.
 *
 * The mean is that of the distances to a value inside the window, so the result is as precise where the
 * level is high and the moves are small, and exactly 0 where nothing moves: a rounded mean need not equal the
 * value it is the mean of (0.1 * 3 / 3), and what is divided by a range of 0 or nearly 0 would show it.
 */
export function distanceFromMean(source: Column, period: number, out: Float64Array): void {
  out.fill(NaN)
  const tails = tailTotals(source, period)
  forEachBlock(source, period, (last, stop) => {
    const reference = source[last]
    let sum = 0
    for (let back = 0; back < period; back++) {
      sum += source[last - back] - reference
      tails[back] = sum
    }
    out[last] = 0 - sum / period // not -0 where nothing moves

    sum = 0
    for (let m = 1; last + m < stop; m++) {
      const distance = source[last + m] - reference
      sum += distance
      out[last + m] = distance - (tails[period - m - 1] + sum) / period
    }
  })
}
