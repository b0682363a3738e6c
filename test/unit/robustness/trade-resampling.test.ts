import { expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { quantile } from '../../../src/robustness/quantile.ts'
import { resampleTrades } from '../../../src/robustness/trade-resampling.ts'
import { expectRelative } from '../../support/statistics.ts'

const trades = [0.1, -0.2, 0.3, -0.05, 0.02]

test('resampleTrades(three trades, shuffled) finds the drawdowns of the six orders, equally often', () => {
  const three = [0.5, -0.5, -0.2]
  const { finalValues, maxDrawdowns } = resampleTrades(three, 'shuffled', 60_000, Random.from(1))
  for (const value of finalValues) expectRelative(value, 0.6, 'final value', 1e-15)
  // + - -, + -- and - - +: 0.6; - + -: 0.5; -0.2 first, then +: 0.5, from the peak 1.2 after it
  const counts = new Map<number, number>()
  for (const fall of maxDrawdowns) {
    const rounded = Math.round(fall * 1e9) / 1e9
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([0.5, 0.6])
  expect(Math.abs((counts.get(0.6) ?? 0) - 40_000)).toBeLessThan(500)
})

test('resampleTrades(two trades, drawn) finds the four samples, equally often', () => {
  const { finalValues, maxDrawdowns } = resampleTrades([1, -0.5], 'drawn', 40_000, Random.from(2))
  const shares = [0.25, 1, 4].map((value) => finalValues.filter((x) => x === value).length / 40_000)
  ;[0.25, 0.5, 0.25].forEach((wanted, i) => {
    expect(Math.abs(shares[i] - wanted)).toBeLessThan(0.01)
  })
  expect([...new Set(maxDrawdowns)]).toEqual([0, 0.5, 0.75])
})

test('the mean of the drawn final values is the mean trade, compounded', () => {
  const { finalValues } = resampleTrades(trades, 'drawn', 100_000, Random.from(3))
  const mean = finalValues.reduce((sum, value) => sum + value, 0) / finalValues.length
  const expected = (1 + trades.reduce((sum, r) => sum + r, 0) / 5) ** 5
  expect(Math.abs(mean / expected - 1)).toBeLessThan(0.01)
})

test('both lists rise, and are the same for the same seed', () => {
  for (const how of ['shuffled', 'drawn'] as const) {
    const { finalValues, maxDrawdowns } = resampleTrades(trades, how, 500, Random.from(4))
    for (const list of [finalValues, maxDrawdowns]) expect(list).toEqual(list.toSorted())
    expect(resampleTrades(trades, how, 500, Random.from(4))).toEqual({ finalValues, maxDrawdowns })
    expect(resampleTrades(trades, how, 500, Random.from(5)).maxDrawdowns).not.toEqual(maxDrawdowns)
    for (const fall of maxDrawdowns) expect(fall >= 0 && fall < 1).toBe(true)
  }
})

test('an account that loses all, or more, stays at 0', () => {
  const { finalValues, maxDrawdowns } = resampleTrades([0.5, -1.5, 0.5], 'shuffled', 50, Random.from(6))
  expect(new Set(finalValues)).toEqual(new Set([0]))
  expect(new Set(maxDrawdowns)).toEqual(new Set([1]))
})

test('no trades change nothing, a NaN makes everything NaN, gains only have no drawdown', () => {
  const none = resampleTrades([], 'drawn', 2, Random.from(7))
  expect(none).toEqual({ finalValues: Float64Array.of(1, 1), maxDrawdowns: Float64Array.of(0, 0) })
  for (const r of [NaN, Infinity]) {
    const unknown = resampleTrades([0.1, r], 'drawn', 2, Random.from(7))
    expect(unknown).toEqual({ finalValues: Float64Array.of(NaN, NaN), maxDrawdowns: Float64Array.of(NaN, NaN) })
  }
  expect(resampleTrades([0.1, 0.2], 'drawn', 2, Random.from(7)).maxDrawdowns).toEqual(Float64Array.of(0, 0))
  expect(() => resampleTrades(trades, 'drawn', 0, Random.from(7))).toThrow('resampleTrades: samples is 0')
})

test('quantile(rising, q) lies between the nearest ranks', () => {
  expect([0, 0.25, 0.5, 0.875, 1].map((q) => quantile([1, 2, 3, 4, 10], q))).toEqual([1, 2, 3, 7, 10])
  expect(quantile([5], 0.3)).toBe(5)
  expect(quantile([1, Infinity, Infinity], 0.75)).toBe(Infinity)
  expect(quantile([], 0.5)).toBeNaN()
  expect(() => quantile([1, 2], 1.1)).toThrow('quantile: q is 1.1')
  expect(() => quantile([1, 2], NaN)).toThrow('quantile: q is NaN')
})
