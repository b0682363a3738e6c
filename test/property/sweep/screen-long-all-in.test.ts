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
import { allIn } from '../../../src/simulation/model/sizing.ts'
import { type Actions, toActions } from '../../../src/simulation/vector/actions.ts'
import { runLongAllIn } from '../../../src/simulation/vector/long-all-in.ts'
import { screenLongAllIn } from '../../../src/sweep/run/screen-long-all-in.ts'
import { anyBacktest, anyExecution } from '../../support/random-market.ts'
import { sp500 } from '../../support/sp500.ts'

interface Screening {
  readonly bars: Bars
  readonly actions: Actions
  readonly execution: Execution
  readonly range: { readonly from: number; readonly to: number }
}

const small: fc.Arbitrary<Screening> = anyBacktest.map(({ bars, signals, execution, from, to }) => ({
  bars,
  actions: toActions({ enterLong: signals.enterLong, exitLong: signals.exitLong }, bars.length, 'none'),
  execution,
  range: { from, to },
}))

/** Long trades and short ones on twenty years of the S&P 500. */
const large: fc.Arbitrary<Screening> = fc
  .record({ execution: anyExecution, every: fc.integer({ min: 1, max: 900 }), held: fc.integer({ min: 1, max: 700 }) })
  .map(({ execution, every, held }) => {
    const enterLong = new Uint8Array(sp500.length)
    const exitLong = new Uint8Array(sp500.length)
    for (let t = every; t + held < sp500.length; t += every + held) {
      enterLong[t] = 1
      exitLong[t + held] = 1
    }
    const actions = toActions({ enterLong, exitLong }, sp500.length, 'none')
    return { bars: sp500, actions, execution, range: { from: 0, to: sp500.length } }
  })

test('screenLongAllIn finds the bits that equityBySums finds in the ledger of runLongAllIn, and the walk to ten digits', () => {
  let found = 0
  fc.assert(
    fc.property(fc.oneof(small, large), ({ bars, actions, execution: drawn, range }) => {
      fc.pre(range.to > range.from)
      const execution = { ...drawn, sizing: allIn, scaling: 'none', unitStep: 0 } as const
      const ledger = new Ledger()
      runLongAllIn(bars, actions, execution, range, ledger)
      const options = { ...range, initialAmount: execution.initialAmount }
      const sums = new CloseSums(bars.close, range.from, range.to)
      const screened = screenLongAllIn(bars, actions, execution, range, sums)
      const quick = equityBySums(ledger, bars.close, options, sums)
      if (screened === null || quick === null) {
        expect(screened).toBe(quick)
        return
      }
      found++
      const { tradeCount, refusedOrders } = ledger
      expect(screened).toEqual({ ...quick, tradeCount, refusedOrders })

      const returns = new MeasureScratch().returnsOf(bars.length)
      const { meanReturn, ...rest } = walkEquity(ledger, bars.close, options, returns).equity
      const { squares } = sumSpread(returns, meanReturn)
      expect(screened.equity).toMatchObject(rest)
      expect(Math.abs(screened.squares - squares)).toBeLessThanOrEqual(1e-10 * squares)
      expect(Math.abs(screened.equity.meanReturn - meanReturn)).toBeLessThanOrEqual(
        1e-10 * Math.sqrt(squares / rest.bars),
      )
    }),
    { numRuns: 2000 },
  )
  expect(found).toBeGreaterThan(1000)
})
