import type { Column } from '../data/column.ts'
import { forEachBlock, tailTotals } from './blocks.ts'

/**
 * The standard deviation of every window of `period` bars, of the population (divided by `period`).
 *
 * Sums of squares cancel where the values are large and their differences small, so the squares are
 * those of the distances to a value inside the window: the last bar of the block that the window's
 * tail belongs to. Of n values that contain the reference, the sum of squares is at most n + 1 times
 * what is left after subtracting the mean's part, which bounds the loss at any price level. A constant
 * window has distances of 0 and gives exactly 0.
 */
export function windowDeviation(source: Column, period: number, out: Float64Array): void {
  out.fill(NaN)
  const tailSums = tailTotals(source, period)
  const tailSquares = tailTotals(source, period)
  forEachBlock(source, period, (last, stop) => {
    const reference = source[last]
    let sum = 0
    let squares = 0
    for (let back = 0; back < period; back++) {
      const distance = source[last - back] - reference
      sum += distance
      squares += distance * distance
      tailSums[back] = sum
      tailSquares[back] = squares
    }
    out[last] = deviation(sum, squares, period)

    sum = 0
    squares = 0
    for (let m = 1; last + m < stop; m++) {
      const distance = source[last + m] - reference
      sum += distance
      squares += distance * distance
      const tail = period - m - 1
      out[last + m] = deviation(tailSums[tail] + sum, tailSquares[tail] + squares, period)
    }
  })
}

function deviation(sum: number, squares: number, count: number): number {
  const spread = squares - (sum * sum) / count
  return spread > 0 ? Math.sqrt(spread / count) : 0
}
