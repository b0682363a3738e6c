import { describe, expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { DAY } from '../../../src/data/time.ts'
import { Universe } from '../../../src/data/universe.ts'
import { type Benchmark, benchmarkColumn } from '../../../src/metrics/benchmark-column.ts'
import { ledgerOf, measured } from '../../support/measured.ts'
import { sp500 } from '../../support/sp500.ts'

/** Daily bars that stand still at each close, on these days since 1970. */
function days(symbol: string, closes: Readonly<Record<number, number>>, timeframe = '1d'): Bars {
  const close = Object.values(closes)
  const time = Object.keys(closes).map((day) => Number(day) * DAY)
  return Bars.from({ symbol, timeframe, time, open: close, high: close, low: close, close })
}

const early = days('EARLY', { 10: 100, 11: 110, 12: 121, 13: 99, 14: 132, 15: 110 })
const late = days('LATE', { 12: 20, 14: 30, 15: 40 })
const universe = Universe.of([early, late])

function column(
  of: Universe,
  benchmark: Benchmark,
  options: { from?: number; to?: number; riskFreeRate?: number } = {},
) {
  const all = { from: 0, to: of.clock.length, initialAmount: 1000, riskFreeRate: 0, periodsPerYear: 252, ...options }
  return [...benchmarkColumn(of, benchmark, all)]
}

function expectValues(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [t, value] of found.entries()) expect(value).toBeCloseTo(expected[t], 9)
}

describe("benchmarkColumn('buy-and-hold')", () => {
  test('buys the first symbol at the first close of the range and holds it', () => {
    expectValues(column(universe, 'buy-and-hold'), [1000, 1100, 1210, 990, 1320, 1100])
    expectValues(column(universe, 'buy-and-hold', { from: 1, to: 4 }), [1000, 1100, 900])
  })

  test('is what an account is worth that buys there without costs', () => {
    const fills = [{ bar: 1, units: 1000 / 110, price: 110, cashAfter: 0 }]
    const options = { from: 1, initialAmount: 1000, periodsPerYear: 252, riskFreeRate: 0 }
    const benchmark = benchmarkColumn(Universe.of([early]), 'buy-and-hold', { ...options, to: 6 })
    const found = measured(ledgerOf(1000, fills), early.close, { ...options, benchmark }, 'benchmark')
    expect(found).toMatchObject({ benchmarkReturn: 0, beatRate: 0, trackingError: 0 })
    expect(found.beta).toBeCloseTo(1, 12)
  })

  test('of 20 years, held by a strategy that pays once, is ahead of it on the one bar that fell before it bought, and never by rounding', () => {
    const options = { from: 0, to: sp500.length, initialAmount: 10_000, periodsPerYear: 252, riskFreeRate: 0 }
    const benchmark = benchmarkColumn(Universe.of([sp500]), 'buy-and-hold', options)
    const price = sp500.close[3]
    const ledger = ledgerOf(10_000, [{ bar: 3, units: 9990 / price, price, fee: 10 }])
    const found = measured(ledger, sp500.close, { ...options, benchmark }, 'benchmark')
    expect(sp500.close[1]).toBeLessThan(sp500.close[0])
    expect(sp500.close[2]).toBeGreaterThan(sp500.close[1])
    expect(found.beatRate).toBe(1 / sp500.length)
    expect(found.benchmarkCorrelation).toBeGreaterThan(0.99)
  })

  test('of a symbol named waits as cash for its first bar, and keeps its last close where it has none', () => {
    expectValues(column(universe, { symbol: 'LATE' }), [1000, 1000, 1000, 1000, 1500, 2000])
  })

  test('does not buy at a close before the range', () => {
    expectValues(column(universe, { symbol: 'LATE' }, { from: 3 }), [1000, 1000, 1000 * (40 / 30)])
  })

  test('of an unknown symbol answers with the nearest one', () => {
    expect(() => column(universe, { symbol: 'LAT' })).toThrow(
      expect.objectContaining({
        code: 'name-unknown',
        message: 'Unknown symbol "LAT" in benchmark. Did you mean "LATE"?',
      }),
    )
  })

  test('of a symbol without a bar in the range is an error', () => {
    expect(() => column(universe, { symbol: 'LATE' }, { to: 2 })).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining('LATE has no price') }),
    )
    expect(column(universe, { symbol: 'LATE' }, { from: 2, to: 2 })).toEqual([])
  })
})

describe("benchmarkColumn('equal-weight')", () => {
  test('buys each symbol at its first close from a part that waited as cash, and rebalances nothing', () => {
    expectValues(column(universe, 'equal-weight'), [1000, 1050, 1105, 995, 660 + 750, 550 + 1000])
  })

  test('keeps the part of a symbol that has no bar in the range as cash', () => {
    expectValues(column(universe, 'equal-weight', { to: 2 }), [1000, 1050])
  })

  test('of one symbol is buy and hold', () => {
    const alone = Universe.of([early])
    expect(column(alone, 'equal-weight')).toEqual(column(alone, 'buy-and-hold'))
  })
})

describe("benchmarkColumn('risk-free')", () => {
  test('grows on every bar, the first included, to the annual rate after a year of bars', () => {
    const grown = column(universe, 'risk-free', { riskFreeRate: 0.05 })
    expectValues(
      grown,
      grown.map((_, t) => 1000 * 1.05 ** ((t + 1) / 252)),
    )
    expect(column(universe, 'risk-free')).toEqual([1000, 1000, 1000, 1000, 1000, 1000])
  })

  test('has constant returns', () => {
    const options = { from: 0, to: 6, initialAmount: 1000, periodsPerYear: 252, riskFreeRate: 0.3 }
    const benchmark = benchmarkColumn(universe, 'risk-free', options)
    const found = measured(ledgerOf(1000, []), early.close, { ...options, benchmark }, 'benchmark')
    expect(found).toMatchObject({ beta: null, alpha: null, benchmarkCorrelation: null, trackingError: 0, beatRate: 0 })
  })
})

describe('benchmarkColumn(bars)', () => {
  test('counts a bar when it has closed', () => {
    // the three days from the 9th close with the 11th, those from the 12th with the 14th
    const index = days('INDEX', { 9: 50, 12: 60, 15: 70 }, '3d')
    expectValues(column(universe, index), [1000, 1000, 1000, 1000, 1200, 1200])
    expectValues(column(universe, index, { from: 2 }), [1000, 1000, 1200, 1200])
  })

  test('of the same bars is buy and hold', () => {
    expect(column(universe, early)).toEqual(column(universe, 'buy-and-hold'))
  })

  test('knows at a bar nothing of the bars after it', () => {
    const index = days('INDEX', { 9: 50, 12: 60, 15: 70 }, '3d')
    const whole = column(universe, index)
    for (let n = 3; n <= 6; n++) {
      const known = index.between(-Infinity, universe.clock.time[n - 1] + 1)
      expect(column(universe.until(n), known)).toEqual(whole.slice(0, n))
    }
  })

  test('that were over before the range, or close none in it, is an error', () => {
    const refused = expect.objectContaining({
      code: 'option-invalid',
      details: { option: 'benchmark', symbol: 'INDEX' },
    })
    expect(() => column(universe, days('INDEX', { 5: 50, 6: 60 }))).toThrow(refused)
    expect(() => column(universe, days('INDEX', { 15: 50, 16: 60 }), { to: 5 })).toThrow(refused)
    expect(() => column(universe, days('INDEX', {}))).toThrow(refused)
  })
})
