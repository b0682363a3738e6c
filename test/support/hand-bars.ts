import type { PriceColumns } from '../../src/indicators/indicator.ts'

/** Bars written out in a test, as [open, high, low, close] each. */
export function handBars(...rows: (readonly [open: number, high: number, low: number, close: number])[]): PriceColumns {
  const [open, high, low, close] = [0, 1, 2, 3].map((place) => Float64Array.from(rows, (row) => row[place]))
  return { open, high, low, close, volume: new Float64Array(rows.length), length: rows.length }
}

/** Bars that never move from the given closes. */
export function stillBars(...closes: number[]): PriceColumns {
  return handBars(...closes.map((close) => [close, close, close, close] as const))
}
