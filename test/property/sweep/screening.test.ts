import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bars } from '../../../src/data/bars.ts'
import { CloseSums } from '../../../src/metrics/close-sums.ts'
import { equityBySums } from '../../../src/metrics/equity-by-sums.ts'
import { walkEquity } from '../../../src/metrics/equity-walk.ts'
import { MeasureScratch } from '../../../src/metrics/measure.ts'
import { sumSpread } from '../../../src/metrics/return-sums.ts'
import type { Execution } from '../../../src/simulation/model/execution.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import type { SignalStops } from '../../../src/simulation/model/position-rules.ts'
import { allIn } from '../../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../../src/simulation/model/strategy.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { Screening } from '../../../src/sweep/run/screening.ts'
import { anyBacktest, anyExecution } from '../../support/random-market.ts'
import { sp500 } from '../../support/sp500.ts'

interface Backtest {
  readonly bars: Bars
  readonly signals: StrategySignals
  readonly execution: Execution
  readonly range: { readonly from: number; readonly to: number }
}

const noStops: SignalStops = { stopLoss: 0, takeProfit: 0, trailingStop: 0 }

const small: fc.Arbitrary<Backtest> = fc
  .tuple(anyBacktest, fc.boolean())
  .map(([{ bars, signals: drawn, execution, from, to }, hasStops]) => {
    const { enterLong, exitLong, stopLoss, takeProfit, trailingStop } = drawn
    const stops = hasStops ? { stopLoss, takeProfit, trailingStop } : noStops
    return { bars, signals: { enterLong, exitLong, ...stops }, execution: simple(execution), range: { from, to } }
  })

/** Long trades and short ones on twenty years of the S&P 500. */
const large: fc.Arbitrary<Backtest> = fc
  .record({
    execution: anyExecution,
    every: fc.integer({ min: 1, max: 900 }),
    held: fc.integer({ min: 1, max: 700 }),
    from: fc.constantFrom(0, 1, 37, 640, 2000),
    to: fc.constantFrom(5105, 5104, 5063, 4000),
    stops: fc.oneof(
      fc.constant(noStops),
      fc.record({
        stopLoss: fc.constantFrom(0, 0.01, 0.1),
        takeProfit: fc.constantFrom(0, 0.02, 0.3),
        trailingStop: fc.constantFrom(0, 0, 0.03),
      }),
    ),
  })
  .map((drawn) => {
    const { execution, every, held, from, to, stops } = drawn
    const enterLong = new Uint8Array(sp500.length)
    const exitLong = new Uint8Array(sp500.length)
    for (let t = every; t + held < sp500.length; t += every + held) {
      enterLong[t] = 1
      exitLong[t + held] = 1
    }
    const signals = { enterLong, exitLong, ...stops }
    const backtest = { bars: sp500, signals, execution: simple(execution), range: { from, to } }
    return Object.assign(backtest, { [fc.toStringMethod]: () => fc.stringify(drawn) }) // not all the bars
  })

function simple(execution: Execution): Execution {
  return { ...execution, sizing: allIn, scaling: 'none', unitStep: 0 }
}

function simulated({ bars, signals, execution, range }: Backtest): Ledger {
  const ledger = new Ledger()
  const actions = toActions(signals, bars.length, 'none')
  new VectorEngine(ledger).run(bars, actions, execution, range.from, range.to)
  return ledger
}

test('Screening finds the bits that equityBySums finds in the ledger of the engine, and the walk to ten digits', () => {
  let found = 0
  fc.assert(
    fc.property(fc.oneof(small, large), (backtest) => {
      const { bars, signals, execution, range } = backtest
      fc.pre(range.to > range.from)
      const ledger = simulated(backtest)
      const options = { ...range, initialAmount: execution.initialAmount }
      const sums = new CloseSums(bars.close, range.from, range.to)
      const screened = new Screening(execution, bars.length).run(bars, signals, range, sums)
      const quick = equityBySums(ledger, bars.close, options, sums)
      if (screened === null || quick === null) {
        expect(screened).toBe(quick)
        return
      }
      found++
      const { tradeCount, refusedOrders, ambiguousExits } = ledger
      expect(screened).toEqual({ ...quick, tradeCount, refusedOrders, ambiguousExits })

      const returns = new MeasureScratch().returnsOf(bars.length)
      const { meanReturn, ...rest } = walkEquity(ledger, bars.close, options, returns).equity
      const { squares } = sumSpread(returns, meanReturn)
      expect(screened.equity).toMatchObject(rest)
      expect(Math.abs(screened.squares - squares)).toBeLessThanOrEqual(1e-10 * squares)
      expect(Math.abs(screened.equity.meanReturn - meanReturn)).toBeLessThanOrEqual(
        1e-10 * Math.sqrt(squares / rest.bars),
      )
    }),
    { numRuns: 4000 },
  )
  expect(found).toBeGreaterThan(2000)
})

test('Screening of one range after the other, shorter and longer, with stops and without, remembers nothing of those before', () => {
  fc.assert(
    fc.property(fc.array(large, { minLength: 2, maxLength: 5 }), ([first, ...others]) => {
      const { execution } = first
      const screening = new Screening(execution, sp500.length)
      for (const backtest of [first, ...others]) {
        const { bars, signals, range } = backtest
        const sums = new CloseSums(bars.close, range.from, range.to)
        const alone = new Screening(execution, bars.length).run(bars, signals, range, sums)
        expect(screening.run(bars, signals, range, sums)).toEqual(alone)
        expect(screening.run(bars, signals, range, sums)).toEqual(alone)
      }
    }),
    { numRuns: 200 },
  )
})

test('Screening leaves to the engine what it cannot do: short positions, sizes, weights, a sale below zero', () => {
  const bars = sp500
  const execution: Execution = {
    ...fc.sample(anyExecution, { numRuns: 1, seed: 1 })[0],
    commission: { fraction: 0, perUnit: 0, perOrder: 0 },
    slippage: { fraction: 0, perUnit: 0 },
    fillAt: 'next-open',
    sizing: allIn,
    scaling: 'none',
    unitStep: 0,
  }
  const range = { from: 0, to: bars.length }
  const sums = new CloseSums(bars.close, range.from, range.to)
  const one = Uint8Array.from(bars.close, (_, t) => Number(t === 10))
  const other = Uint8Array.from(bars.close, (_, t) => Number(t === 20))
  const long = { enterLong: one, exitLong: other }
  const screen = (signals: StrategySignals, changes: Partial<Execution> = {}) =>
    new Screening({ ...execution, ...changes }, bars.length).run(bars, signals, range, sums)
  expect(screen(long)).toMatchObject({ tradeCount: 1, refusedOrders: 0 })
  expect(screen({ enterShort: one, exitShort: other })).toBe(null)
  expect(screen({ targetWeight: bars.close.slice().fill(0.5) })).toBe(null)
  expect(screen(long, { sizing: { kind: 'fraction', fraction: 0.5 } })).toBe(null)
  expect(screen(long, { unitStep: 1 })).toBe(null)
  expect(screen(long, { slippage: { fraction: 0, perUnit: 1e6 } })).toBe(null)
})
