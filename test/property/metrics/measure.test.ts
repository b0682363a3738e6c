import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CloseSums } from '../../../src/metrics/close-sums.ts'
import { equityBySums } from '../../../src/metrics/equity-by-sums.ts'
import { walkEquity } from '../../../src/metrics/equity-walk.ts'
import { MeasureScratch } from '../../../src/metrics/measure.ts'
import { metricSets, metrics } from '../../../src/metrics/registry.ts'
import { sumSpread } from '../../../src/metrics/return-sums.ts'
import { expectNear, ledgerOf, measured } from '../../support/measured.ts'
import { plainBenchmarkMetrics } from '../../support/plain-benchmark.ts'
import { plainBacktest, plainMetrics } from '../../support/plain-metrics.ts'
import { allInLedgers, ledgers } from '../../support/random-ledgers.ts'

/** Metrics that are one of the inputs, or counted: no rounding is allowed. */
const exact = new Set([
  'finalValue',
  'bestReturn',
  'worstReturn',
  'maxDrawdown',
  'maxDrawdownDuration',
  'longestUnderwater',
  'exposure',
  'trades',
  'winRate',
  'bestTrade',
  'worstTrade',
  'refusedOrders',
  'ambiguousExits',
])

test('measure(random ledger) equals the plain formulas', () => {
  const scratch = new MeasureScratch()
  fc.assert(
    fc.property(ledgers, ({ ledger, close, options }) => {
      const expected = plainMetrics(plainBacktest(ledger, close, options), options)
      const values = measured(ledger, close, options, 'default', scratch)

      expect(Object.keys(values).toSorted()).toEqual(Object.keys(expected).toSorted())
      for (const [name, value] of Object.entries(values)) {
        if (exact.has(name)) expect(value, name).toBe(expected[name])
        else expectNear(value, expected[name], name, 1e-10)
      }
    }),
    { numRuns: 1500 },
  )
})

/** Made of mean and deviation, which differ in the last digits when nothing needs every return. */
const byDeviation = new Set(['sharpe', 'volatility'])

function expectSame(name: string, found: number | null, whole: number | null): void {
  if (byDeviation.has(name)) expectNear(found, whole, name, 1e-9)
  else expect(found, name).toBe(whole)
}

test('measure(what one metric needs) gives the same bits as measure(everything), ten digits of Sharpe and volatility', () => {
  const scratch = new MeasureScratch()
  fc.assert(
    fc.property(fc.oneof(ledgers, allInLedgers), ({ ledger, close, options }) => {
      const all = measured(ledger, close, options, 'default', scratch)
      for (const [name, value] of Object.entries(measured(ledger, close, options, 'screening', scratch))) {
        expectSame(name, value, all[name])
      }
      for (const name of metricSets.default) {
        expectSame(name, measured(ledger, close, options, [name], scratch)[name], all[name])
      }
    }),
    { numRuns: 400 },
  )
})

test('equityBySums(all in or all out) finds the bits of the walk, and its mean and deviation to 1e-10', () => {
  let found = 0
  fc.assert(
    fc.property(allInLedgers, ({ ledger, close, options }) => {
      fc.pre(options.to > options.from)
      const column = Float64Array.from(close)
      const quick = equityBySums(ledger, column, options, new CloseSums(column, options.from, options.to))
      if (quick === null) return
      found++
      const returns = new MeasureScratch().returnsOf(close.length)
      const { meanReturn: quickMean, ...quickRest } = quick.equity
      const { meanReturn, ...rest } = walkEquity(ledger, column, options, returns).equity
      expect(quickRest).toEqual(rest)
      const { squares } = sumSpread(returns, meanReturn)
      expect(Math.abs(quick.squares - squares)).toBeLessThanOrEqual(1e-10 * squares)
      expect(Math.abs(quickMean - meanReturn)).toBeLessThanOrEqual(1e-10 * Math.sqrt(squares / rest.bars))
    }),
    { numRuns: 2000 },
  )
  expect(found).toBeGreaterThan(1000)
})

test('equityBySums(cash beside the position, a short one, none at all) leaves it to the walk', () => {
  const close = Float64Array.of(10, 11, 12, 11, 12, 13)
  const options = { from: 0, to: 6, initialAmount: 100 }
  const bySums = (column: Float64Array, ...fills: Parameters<typeof ledgerOf>[1]) =>
    equityBySums(ledgerOf(100, fills), column, options, new CloseSums(column, 0, 6))
  expect(bySums(close, { bar: 1, units: 10, price: 10 })).not.toBeNull()
  expect(bySums(close, { bar: 1, units: 9, price: 10 })).toBeNull()
  expect(bySums(close, { bar: 1, units: -5, price: 10 })).toBeNull()
  expect(bySums(close)).toBeNull()
  // nothing is lost in sums of zeros
  expect(bySums(close.fill(10), { bar: 1, units: 10, price: 10 })).toMatchObject({ squares: 0 })
})

test('measure(any ledger) never gives NaN, and an infinity only where a denominator is missing', () => {
  const mayBeInfinite = new Set([
    'cagr',
    'calmar',
    'omega',
    'sortino',
    'tailRatio',
    'profitFactor',
    'payoffRatio',
    'kelly',
  ])
  fc.assert(
    fc.property(ledgers, ({ ledger, close, options }) => {
      for (const [name, value] of Object.entries(measured(ledger, close, options))) {
        expect(value, name).not.toBeNaN()
        if (!mayBeInfinite.has(name)) expect(value === null || Number.isFinite(value), name).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('every metric of the registry is measured by the plain formulas too', () => {
  const empty = plainBacktest(ledgerOf(100, []), [], { from: 0, to: 0, initialAmount: 100 })
  const options = { initialAmount: 100, periodsPerYear: 252, riskFreeRate: 0 }
  const plain = { ...plainMetrics(empty, options), ...plainBenchmarkMetrics([], null, options) }
  expect(Object.keys(plain).toSorted()).toEqual(Object.keys(metrics).toSorted())
})
