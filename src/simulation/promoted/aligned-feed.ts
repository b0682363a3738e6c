import { Bars } from '../../data/bars.ts'
import type { AlignedBars } from '../../data/universe.ts'

/**
 * A symbol on the bars of its portfolio as a feed of the event engine: where it has no bar its open, high and low are NaN and its close is
 * the last one known (F41). The feed does not tick there, so nothing is ever tried at these prices.
 */
export function alignedFeed({ symbol, open, high, low, close }: AlignedBars, { time, timeframe }: Bars): Bars {
  return Bars.derived({ symbol, timeframe, time, open, high, low, close })
}
