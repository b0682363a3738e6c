import type { Column } from '../../data/column.ts'

/** (high + low + close) / 3 of every bar. */
export function typicalPrice(high: Column, low: Column, close: Column): Float64Array {
  const price = new Float64Array(close.length)
  for (let i = 0; i < close.length; i++) price[i] = (high[i] + low[i] + close[i]) / 3
  return price
}
