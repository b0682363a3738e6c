import { macd } from './macd.ts'
import { roc } from './roc.ts'
import { rsi } from './rsi.ts'
import { stochastic } from './stochastic.ts'

/** Momentum: how fast a column or the bars rise or fall. */
export const oscillators = { roc, rsi, macd, stochastic }
