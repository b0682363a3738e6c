import { atr } from './atr.ts'
import { bollinger } from './bollinger.ts'
import { highest } from './highest.ts'
import { lowest } from './lowest.ts'
import { stdDev } from './std-dev.ts'
import { trueRange } from './true-range.ts'

/** Ranges, deviations and bands: how far a column or the bars move. */
export const volatility = { highest, lowest, stdDev, bollinger, trueRange, atr }
