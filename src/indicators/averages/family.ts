import { ema } from './ema.ts'
import { sma } from './sma.ts'
import { smma } from './smma.ts'
import { wma } from './wma.ts'

/** Moving averages: the level of a column. */
export const averages = { sma, ema, wma, smma }
