import type { Column } from '../../data/column.ts'

/** (high + low + close) / 3 of every bar, in a new column. Missing where one of the three is. */
export function typicalPrice(high: Column, low: Column, close: Column): Float64Array {
  const price = new Float64Array(close.length)
  for (let i = 0; i < price.length; i++) price[i] = (high[i] + low[i] + close[i]) / 3
  return price
}
