import { averages } from './averages/family.ts'
import { candlesticks } from './candlesticks/family.ts'
import type { IndicatorSpec } from './indicator.ts'
import { oscillators } from './oscillators/family.ts'
import { prices } from './prices/family.ts'
import { regression } from './regression/family.ts'
import { trend } from './trend/family.ts'
import { volatility } from './volatility/family.ts'
import { volume } from './volume/family.ts'

/** All indicators by their name in `ta`, family by family. Docs, tests and `ta` are made of this. */
export const registry = Object.freeze({
  ...averages,
  ...volatility,
  ...oscillators,
  ...trend,
  ...volume,
  ...regression,
  ...prices,
  ...candlesticks,
})

export type IndicatorName = keyof typeof registry

/** The same in a list, in the same order. */
export const indicators: readonly IndicatorSpec[] = Object.freeze(Object.values(registry))
