import { moreBars } from './more-bars.ts'
import { oneBar } from './one-bar.ts'
import { stars } from './stars.ts'
import { threeBars } from './three-bars.ts'
import { twoBars } from './two-bars.ts'

/** Candlestick patterns: on which bars one is complete. */
export const candlesticks = { ...oneBar, ...twoBars, ...stars, ...threeBars, ...moreBars }
