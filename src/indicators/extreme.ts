import type { Column } from '../data/column.ts'
import { forEachBlock, tailTotals } from './blocks.ts'

/** The highest or the lowest value of every window of `period` bars. */
export function windowExtreme(source: Column, period: number, side: 'highest' | 'lowest', out: Float64Array): void {
  out.fill(NaN)
  const highest = side === 'highest'
  const tails = tailTotals(source, period)
  forEachBlock(source, period, (last, stop) => {
    let best = source[last]
    for (let back = 0; back < period; back++) {
      const value = source[last - back]
      if (value > best === highest) best = value
      tails[back] = best
    }
    out[last] = best

    best = source[last] // in every tail, so it may start the head
    for (let m = 1; last + m < stop; m++) {
      const value = source[last + m]
      if (value > best === highest) best = value
      const tail = tails[period - m - 1]
      out[last + m] = tail > best === highest ? tail : best
    }
  })
}
