import { Bars } from '../../data/bars.ts'
import type { AlignedBars } from '../../data/universe.ts'

/**
 * A symbol on the bars of its portfolio as a feed of the event engine: where it has no bar its open, high and low are NaN and its close is
 * the last one known (F41). `Bars.from` would refuse them; the feed does not tick there, so nothing is ever tried at these prices.
 */
export function alignedFeed({ symbol, open, high, low, close }: AlignedBars, { time, timeframe, length }: Bars): Bars {
  const columns = [time, open, high, low, close] as const
  const buffer = new SharedArrayBuffer((columns.length + 1) * length * Float64Array.BYTES_PER_ELEMENT)
  const numbers = new Float64Array(buffer) // the volume stays 0
  for (const [place, column] of columns.entries()) numbers.set(column, place * length)
  return Bars.fromShared({ symbol, timeframe, buffer, capacity: length, offset: 0, length })
}
