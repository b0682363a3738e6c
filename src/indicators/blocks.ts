import type { Column } from '../data/column.ts'

/**
 * Moving windows from which nothing is ever taken away.
 *
 * Keeping a window by adding what enters and subtracting what leaves lets the rounding errors of large
 * values outlive them; for the sum of squares even the sign can be lost. So the bars are cut into
 * blocks of `period` bars, and every window is the tail of one block and the head of the next:
 *
 *     block               next block
 *     . . . [ t  a  i  l   h  e  a  d ] . .
 *                      ^ last
 *
 * A kernel walks a block backwards once and keeps its running total for every length of tail; then it
 * walks forward through the next block and joins the total of the head with that of the tail. That is
 * two steps a bar whatever the period. (Van Herk and Gil & Werman did this for minimum and maximum.)
 *
 * Calls `visit(last, stop)` for every whole block: the kernel fills the windows that end on the bars
 * from `last`, the last bar of the block, up to `stop`, without it. The one that ends on `last` is the
 * block itself; the one that ends on `last + m` is the last `period - m` bars of the block and m bars
 * after it. Blocks start anew after a missing value (NaN or infinite): no window reaches over one.
 */
export function forEachBlock(source: Column, period: number, visit: (last: number, stop: number) => void): void {
  const { length } = source
  let start = 0
  while (start < length) {
    let end = start
    while (end < length && Number.isFinite(source[end])) end++
    for (let last = start + period - 1; last < end; last += period) visit(last, Math.min(last + period, end))
    start = end + 1
  }
}

/** Room for one number per length of tail, however much longer than the series the period is. */
export function tailTotals(source: Column, period: number): Float64Array {
  return new Float64Array(Math.min(period, source.length))
}
