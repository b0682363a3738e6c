import type { Column } from '../data/column.ts'
import { forEachBlock, tailTotals } from './blocks.ts'

/** How many bars ago the highest or the lowest value of every window of `period` bars was; of equal values the newest counts. */
export function windowExtremeAge(source: Column, period: number, side: 'highest' | 'lowest', out: Float64Array): void {
  out.fill(NaN)
  const highest = side === 'highest'
  const beats = (one: number, other: number) => (highest ? one > other : one < other)
  const tails = tailTotals(source, period) // the bars of the extremes
  forEachBlock(source, period, (last, stop) => {
    let best = last
    for (let back = 0; back < period; back++) {
      const bar = last - back
      if (beats(source[bar], source[best])) best = bar
      tails[back] = best
    }
    out[last] = last - best

    best = last // in every tail, so it may start the head
    for (let m = 1; last + m < stop; m++) {
      const bar = last + m
      if (!beats(source[best], source[bar])) best = bar
      const tail = tails[period - m - 1]
      out[bar] = bar - (beats(source[tail], source[best]) ? tail : best)
    }
  })
}
