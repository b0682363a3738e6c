import type { prices } from '../../../src/indicators/prices/family.ts'
import { mean, type Plain, present, type Values } from './plain.ts'

export const plainPrices: Record<keyof typeof prices, Plain> = {
  typicalPrice: (_, { high, low, close }) => [meanOf(high, low, close)],
  medianPrice: (_, { high, low }) => [meanOf(high, low)],
  weightedClose: (_, { high, low, close }) => [meanOf(high, low, close, close)],
  averagePrice: (_, { open, high, low, close }) => [meanOf(open, high, low, close)],
}

/** Bar by bar. */
function meanOf(...columns: Values[]): Values {
  return columns[0].map((_, i) => {
    const values = columns.map((column) => column[i])
    return values.every(present) ? mean(values) : NaN
  })
}
