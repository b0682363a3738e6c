import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MeasureScratch } from '../../../src/metrics/measure.ts'
import { metricSets, metrics } from '../../../src/metrics/registry.ts'
import type { Ledger } from '../../../src/simulation/model/ledger.ts'
import { expectNear, ledgerOf, measured } from '../../support/measured.ts'
import { plainBacktest, plainMetrics } from '../../support/plain-metrics.ts'

interface Backtest {
  ledger: Ledger
  close: number[]
  options: { from: number; to: number; initialAmount: number; periodsPerYear: number; riskFreeRate: number }
}

/** Closes of every kind: jumping, drifting by small steps, standing still, only rising, only falling. */
function closes(bars: number): fc.Arbitrary<number[]> {
  const jump = fc.integer({ min: 100, max: 100_000 })
  const step = fc.integer({ min: -300, max: 300 })
  const shape = fc.constantFrom('jumps', 'walk', 'flat', 'up', 'down')
  return fc
    .tuple(shape, jump, fc.array(fc.tuple(jump, step), { minLength: bars, maxLength: bars }))
    .map(([shape, start, moves]) => {
      let price = start
      return moves.map(([jumped, stepped]) => {
        if (shape === 'jumps') price = jumped
        if (shape === 'walk') price = Math.max(1, price + stepped)
        if (shape === 'up') price += Math.abs(stepped)
        if (shape === 'down') price = Math.max(1, price - Math.abs(stepped))
        return price / 100
      })
    })
}

/**
 * Accounts that go long, short and flat on random bars, several times on one bar too, at prices near the close, and
 * whose trades are any rows at all. Short ones may be ruined.
 */
const backtests: fc.Arbitrary<Backtest> = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 8, 60, 300), fc.nat(3), fc.nat(3))
  .chain(([bars, before, after]) =>
    fc.record({
      bars: fc.constant(bars),
      before: fc.constant(before),
      close: closes(before + bars + after),
      orders: fc.array(
        fc.record({
          bar: fc.nat(Math.max(0, bars - 1)),
          target: fc.constantFrom(0, 0, 0, 1, 1, 0.5, -0.7, -2),
          slip: fc.integer({ min: -20, max: 20 }),
          fee: fc.constantFrom(0, 1, 7.5),
        }),
        { maxLength: bars === 0 ? 0 : 25 },
      ),
      trades: fc.array(
        fc.record({
          units: fc.integer({ min: 1, max: 50 }),
          entryBar: fc.nat(100),
          entryPrice: fc.integer({ min: 1, max: 500 }),
          exitBar: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 6, arbitrary: fc.nat(200) }),
          pnl: fc.oneof(
            fc.constantFrom(0, 25, -25),
            fc.integer({ min: -900_000, max: 900_000 }).map((cents) => cents / 100),
          ),
        }),
        { maxLength: 12 },
      ),
      initialAmount: fc.constantFrom(100, 10_000),
      periodsPerYear: fc.constantFrom(12, 252, 365),
      riskFreeRate: fc.constantFrom(0, 0.03, -0.01),
    }),
  )
  .map(({ bars, before, close, orders, trades, initialAmount, periodsPerYear, riskFreeRate }) => {
    let cash = initialAmount
    let held = 0
    const fills = orders
      .toSorted((a, b) => a.bar - b.bar)
      .map(({ bar, target, slip, fee }) => {
        const price = close[before + bar] * (1 + slip / 1000)
        const unitsAfter = (target * initialAmount) / price
        const units = unitsAfter - held
        cash -= units * price + fee
        held = unitsAfter
        return { bar: before + bar, units, price, fee, cashAfter: cash, unitsAfter }
      })
    const ledger = ledgerOf(initialAmount, fills, trades)
    ledger.refusedOrders = orders.length
    ledger.ambiguousExits = trades.length
    const options = { from: before, to: before + bars, initialAmount, periodsPerYear, riskFreeRate }
    return { ledger, close, options }
  })

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
    fc.property(backtests, ({ ledger, close, options }) => {
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

test('measure(what one metric needs) gives the same bits as measure(everything)', () => {
  const scratch = new MeasureScratch()
  fc.assert(
    fc.property(backtests, ({ ledger, close, options }) => {
      const all = measured(ledger, close, options, 'default', scratch)
      for (const [name, value] of Object.entries(measured(ledger, close, options, 'screening', scratch))) {
        expect(value, name).toBe(all[name])
      }
      for (const name of metricSets.default) {
        expect(measured(ledger, close, options, [name], scratch)[name], name).toBe(all[name])
      }
    }),
    { numRuns: 300 },
  )
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
    fc.property(backtests, ({ ledger, close, options }) => {
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
  const plain = plainMetrics(empty, { periodsPerYear: 252, riskFreeRate: 0 })
  expect(Object.keys(plain).toSorted()).toEqual(Object.keys(metrics).toSorted())
})
