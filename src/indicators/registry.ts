import { atr } from './atr.ts'
import { bollinger } from './bollinger.ts'
import { ema } from './ema.ts'
import { highest } from './highest.ts'
import type { IndicatorSpec } from './indicator.ts'
import { lowest } from './lowest.ts'
import { macd } from './macd.ts'
import { roc } from './roc.ts'
import { rsi } from './rsi.ts'
import { sma } from './sma.ts'
import { smma } from './smma.ts'
import { stdDev } from './std-dev.ts'
import { stochastic } from './stochastic.ts'
import { trueRange } from './true-range.ts'
import { wma } from './wma.ts'

/** All indicators by their name in `ta`: averages, bands and ranges, oscillators. Docs, tests and `ta` are made of this. */
export const registry = Object.freeze({
  sma,
  ema,
  wma,
  smma,
  highest,
  lowest,
  stdDev,
  bollinger,
  trueRange,
  atr,
  roc,
  rsi,
  macd,
  stochastic,
})

export type IndicatorName = keyof typeof registry

/** The same in a list, in the same order. */
export const indicators: readonly IndicatorSpec[] = Object.freeze(Object.values(registry))
