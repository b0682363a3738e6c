import { expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { inCurrency } from '../../../src/data/currency.ts'

const HOUR = 3_600_000

function barsOf(symbol: string, start: number, step: number, prices: readonly number[], timeframe: string): Bars {
  const time = prices.map((_, t) => start + t * step)
  const high = prices.map((price) => price + 1)
  const low = prices.map((price) => price - 1)
  return Bars.from({ symbol, timeframe, time, open: prices, high, low, close: prices, volume: prices })
}

test('inCurrency(bars, rates) takes rates that were known: at the open for the open, at the close for the close', () => {
  const bars = barsOf('X', 0, HOUR, [10, 20, 30, 40], '1h')
  const rates = barsOf('EURUSD', 0, HOUR, [2, 4, 8, 16], '1h')
  const { symbol, time, open, high, low, close, volume } = inCurrency(bars, rates)
  expect(symbol).toBe('X')
  expect(Array.from(time)).toEqual([HOUR, 2 * HOUR, 3 * HOUR]) // the first bar begins before any rate
  expect(Array.from(open)).toEqual([40, 120, 320])
  expect(Array.from(close)).toEqual([80, 240, 640])
  expect(Array.from(high)).toEqual([21 * 4, 31 * 8, 41 * 16])
  expect(Array.from(low)).toEqual([19 * 2, 29 * 4, 39 * 8])
  expect(Array.from(volume)).toEqual([20, 30, 40])
})

test('inCurrency(bars, rates of a longer timeframe) knows a day only when it is over', () => {
  const bars = barsOf('X', 24 * HOUR, 12 * HOUR, [10, 10, 10, 10], '12h')
  const rates = barsOf('EURUSD', 0, 24 * HOUR, [2, 4, 8], '1d')
  const { open, close } = inCurrency(bars, rates)
  expect(Array.from(open)).toEqual([20, 20, 40, 40])
  expect(Array.from(close)).toEqual([20, 40, 40, 80])
})

test('inCurrency(bars, later rates) is refused', () => {
  const bars = barsOf('X', 0, HOUR, [10, 20], '1h')
  expect(() => inCurrency(bars, barsOf('EURUSD', 5 * HOUR, HOUR, [2, 2], '1h'))).toThrow('give rates of the same time')
})
