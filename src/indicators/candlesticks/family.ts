import * as moreBars from './more-bars.ts'
import * as oneBar from './one-bar.ts'
import * as threeBars from './three-bars.ts'
import * as twoBars from './two-bars.ts'

/** Candlestick patterns: on which bars one is complete. */
export const candlesticks = { ...oneBar, ...twoBars, ...threeBars, ...moreBars }
