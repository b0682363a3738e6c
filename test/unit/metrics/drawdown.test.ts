import { describe, expect, test } from 'vitest'
import { expectNear, ledgerOf, measured, measuredEquity } from '../../support/measured.ts'

describe('maxDrawdown', () => {
  test('is a positive fraction of the running peak', () => {
    expectNear(measuredEquity([100, 120, 90, 110, 130, 125]).maxDrawdown, 0.25, 'maxDrawdown')
  })

  test('starts from the initial amount', () => {
    expectNear(measuredEquity([100, 80, 90]).maxDrawdown, 0.2, 'maxDrawdown')
  })

  test('is 0 for an equity that never falls', () => {
    const values = measuredEquity([100, 100, 105, 105])
    expect(values).toMatchObject({ maxDrawdown: 0, maxDrawdownDuration: 0, longestUnderwater: 0, ulcerIndex: 0 })
    expect(values.calmar).toBe(Infinity)
  })
})

describe('maxDrawdownDuration', () => {
  test('runs from the peak to the first bar that is back at it', () => {
    expect(measuredEquity([100, 120, 90, 110, 120, 121]).maxDrawdownDuration).toBe(3)
  })

  test('runs to the last bar when the peak is not reached again', () => {
    expect(measuredEquity([100, 120, 90, 110]).maxDrawdownDuration).toBe(2)
  })

  test('starts at the first bar that reached the peak, though the equity was there again', () => {
    expect(measuredEquity([100, 120, 110, 120, 120, 90, 120]).maxDrawdownDuration).toBe(5)
  })

  test('starts before the first bar when the initial amount is the peak', () => {
    expect(measuredEquity([100, 90, 80, 100]).maxDrawdownDuration).toBe(3)
  })

  test('belongs to the deepest drawdown, not to the longest', () => {
    const values = measuredEquity([100, 99, 98, 99, 97, 99, 101, 50, 102])
    expect(values.maxDrawdownDuration).toBe(2)
    expect(values.longestUnderwater).toBe(5)
  })

  test('belongs to the first of two equally deep ones', () => {
    expect(measuredEquity([100, 50, 60, 100, 200, 100, 200]).maxDrawdownDuration).toBe(3)
  })
})

test('longestUnderwater(open at the end) counts to the last bar', () => {
  expect(measuredEquity([100, 99, 100, 98, 97, 96]).longestUnderwater).toBe(3)
})

test('drawdowns go on through bars without a position', () => {
  // The initial 100, then 100, 80 (sold), 80, 80, 80 (bought), 100: six bars after the first 100.
  const fills = [
    { bar: 0, units: 10, price: 10 },
    { bar: 1, units: -10, price: 8 },
    { bar: 4, units: 10, price: 8 },
  ]
  const values = measured(ledgerOf(100, fills), [10, 8, 5, 20, 8, 10])
  expectNear(values.maxDrawdown, 0.2, 'maxDrawdown')
  expect(values).toMatchObject({ maxDrawdownDuration: 6, longestUnderwater: 4, finalValue: 100 })
  expectNear(values.ulcerIndex, Math.sqrt((4 * 0.2 ** 2) / 6), 'ulcerIndex')
})

test('ulcerIndex is the root of the mean squared drawdown, peaks changing', () => {
  const values = measuredEquity([100, 90, 110, 99, 88, 120])
  expectNear(values.ulcerIndex, Math.sqrt((0.1 ** 2 + 0.1 ** 2 + 0.2 ** 2) / 5), 'ulcerIndex')
})

describe('calmar', () => {
  test('is cagr over maxDrawdown', () => {
    expectNear(measuredEquity([100, 80, 100, 150], { periodsPerYear: 3 }).calmar, 0.5 / 0.2, 'calmar')
  })

  test('is negative for a loss and null when nothing moved', () => {
    expectNear(measuredEquity([100, 80, 90], { periodsPerYear: 2 }).calmar, -0.1 / 0.2, 'calmar')
    expect(measuredEquity([100, 100, 100]).calmar).toBeNull()
  })
})
