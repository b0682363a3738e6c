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

/** The indicators of one folder. */
export interface IndicatorFamily {
  readonly name: string
  /** Heading of lists: what the members have in common. */
  readonly title: string
  readonly members: readonly IndicatorSpec[]
}

/** The same indicators by family, in the same order, for lists that people read. */
export const families: readonly IndicatorFamily[] = Object.freeze([
  family('averages', 'Moving averages: the level of a column', averages),
  family('volatility', 'Ranges, deviations and bands: how far a column or the bars move', volatility),
  family('oscillators', 'Momentum: how fast a column or the bars rise or fall', oscillators),
  family('trend', 'Trends: whether there is one, where it goes, and the levels at which it may end', trend),
  family('volume', 'Volume: whether the units traded go along with the price', volume),
  family('regression', 'Regression: lines fitted to a column', regression),
  family('prices', 'Prices: the bar as one number, as a source for other indicators', prices),
  family('candlesticks', 'Candlestick patterns, as TA-Lib finds them', candlesticks),
])

function family(name: string, title: string, members: Readonly<Record<string, IndicatorSpec>>): IndicatorFamily {
  return Object.freeze({ name, title, members: Object.freeze(Object.values(members)) })
}
