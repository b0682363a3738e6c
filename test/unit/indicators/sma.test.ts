import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markConstant } from '../../../src/data/column.ts'
import { sma } from '../../../src/indicators/averages/sma.ts'
import { computeIndicator } from '../../../src/indicators/indicator.ts'
import { exactSum } from '../../support/exact-sum.ts'
import { sp500 } from '../../support/sp500.ts'

const { close } = sp500

test('sma(period 2 to 60) of the S&P 500 is the exactly rounded sum divided by the period, in every bit', () => {
  for (let period = 2; period <= 60; period++) expectExactMeans([...close], period)
})

test('sma(period) of random prices is the exactly rounded sum divided by the period, in every bit', () => {
  const price = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(fc.array(price, { maxLength: 200, size: 'max' }), fc.integer({ min: 1, max: 40 }), (prices, period) => {
      expectExactMeans(prices, period)
    }),
  )
})

test('sma(period 2) and sma(period 4) of the S&P 500 are equal on bar 3059, as they are on paper', () => {
  expect(average(close, 2)[3059]).toBe(average(close, 4)[3059])
})

test('sma(period 2) and sma(period 5) of the S&P 500 are equal on bar 1292, as they are on paper', () => {
  expect(average(close, 2)[1292]).toBe(average(close, 5)[1292])
})

test('sma(period 3) forgets a value of another size with the window that held it', () => {
  const source = Float64Array.of(0.1, 0.2, 1e300, -1e284, 1e-300, 0.1, 0.2, 0.3, 0.4)
  expect([...average(source, 3).slice(7)]).toEqual([exactSum([0.1, 0.2, 0.3]) / 3, exactSum([0.2, 0.3, 0.4]) / 3])
})

test('sma(period 2) is NaN where the sum overflows, and only there', () => {
  const source = Float64Array.of(1, Number.MAX_VALUE, Number.MAX_VALUE, 1, 2)
  expect([...average(source, 2)]).toEqual([NaN, Number.MAX_VALUE / 2, NaN, Number.MAX_VALUE / 2, 1.5])
})

test('sma(period 3) is NaN on the first two bars', () => {
  expect([...average(Float64Array.of(1, 2, 3, 4), 3)]).toEqual([NaN, NaN, 2, 3])
})

test('sma(period 2) is NaN where the window holds a missing value, and nowhere else', () => {
  const source = Float64Array.of(1, 3, NaN, 5, 7, Infinity, 1, 2)
  expect([...average(source, 2)]).toEqual([NaN, 2, NaN, NaN, 6, NaN, NaN, 1.5])
})

test('sma(a column that does not change), which is averaged from sums up to every value from the third time on, keeps every bit', () => {
  const size = fc.constantFrom(1, 1e-3, 1e6)
  const value = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), size).map(([x, times]) => x * times),
    },
    { weight: 20, arbitrary: fc.double({ min: 50, max: 200, noNaN: true }) },
    fc.constantFrom(0, -0, 1, 0.1, 1e300, 1e-300, NaN, Infinity),
  )
  const price = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
  const sources = [fc.array(value, { maxLength: 100 }), fc.array(price, { minLength: 1, maxLength: 200, size: 'max' })]
  fc.assert(
    fc.property(fc.oneof(...sources), fc.nat(5), fc.integer({ min: 1, max: 40 }), (values, missing, period) => {
      const source = [...new Array<number>(missing).fill(NaN), ...values]
      const constant = markConstant(Float64Array.from(source))
      const first = average(constant, period)
      average(constant, 2)
      expect(average(constant, period)).toEqual(first)
      expect(average(constant, period)).toEqual(average(Float64Array.from(source), period))
    }),
    { numRuns: 2000 },
  )
})

test('sma(period 1 to 60) of a column that does not change is the exactly rounded sum divided by the period', () => {
  for (let period = 1; period <= 60; period++) {
    const found = average(close, period)
    for (let i = period - 1; i < close.length; i += 7) {
      expect(found[i]).toBe(exactSum([...close.slice(i - period + 1, i + 1)]) / period)
    }
  }
})

function average(source: Float64Array | typeof close, period: number): Float64Array {
  return computeIndicator(sma, { period }, [source])[0]
}

function expectExactMeans(prices: readonly number[], period: number): void {
  const found = average(Float64Array.from(prices), period)
  for (let i = period - 1; i < prices.length; i++) {
    const expected = exactSum(prices.slice(i - period + 1, i + 1)) / period
    if (found[i] !== expected) expect.fail(`period ${period}, bar ${i}: ${found[i]} instead of ${expected}`)
  }
}
