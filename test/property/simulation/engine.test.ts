import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bars } from '../../../src/data/bars.ts'
import { fillReasons } from '../../../src/simulation/model/account.ts'
import { equityColumn } from '../../../src/simulation/model/equity.ts'
import type { Execution } from '../../../src/simulation/model/execution.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { allIn } from '../../../src/simulation/model/sizing.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { isLongAllIn, runLongAllIn } from '../../../src/simulation/vector/long-all-in.ts'
import { expectClose } from '../../support/close-to.ts'
import { type PlainSignals, plainRun } from '../../support/plain-engine.ts'
import { anyBacktest, barsOf } from '../../support/random-market.ts'

function runEngine(bars: Bars, signals: PlainSignals, execution: Execution, from: number, to: number): Ledger {
  const { enterLong, exitLong, enterShort, exitShort, targetWeight, ...stops } = signals
  const given = targetWeight === null ? { enterLong, exitLong, enterShort, exitShort } : { targetWeight }
  const ledger = new Ledger()
  new VectorEngine(ledger).run(
    bars,
    toActions({ ...given, ...stops }, bars.length, execution.scaling),
    execution,
    from,
    to,
  )
  return ledger
}

const runs = { numRuns: 4000 }

test('VectorEngine.run does what the plain engine does bar by bar', () => {
  fc.assert(
    fc.property(anyBacktest, ({ bars, signals, execution, from, to }) => {
      const ledger = runEngine(bars, signals, execution, from, to)
      const plain = plainRun(bars, signals, execution, from, to)

      const reasons = Array.from(ledger.fillReason.subarray(0, ledger.fillCount), (reason) => fillReasons[reason])
      expect(reasons).toEqual(plain.fills.map(({ reason }) => reason))
      plain.fills.forEach(({ bar, units, price, fee }, k) => {
        expect(ledger.fillBar[k]).toBe(bar)
        expectClose(ledger.fillUnits[k], units, `units of fill ${k}`)
        expectClose(ledger.fillPrice[k], price, `price of fill ${k}`)
        expectClose(ledger.fillFee[k], fee, `fee of fill ${k}`)
      })
      expect(ledger.ambiguousExits).toBe(plain.ambiguous)
      expect(ledger.refusedOrders).toBe(plain.refused)
      const equity = equityColumn(ledger, bars.close, from, to, execution.initialAmount)
      plain.equity.forEach((value, i) => {
        expectClose(equity[i], value, `equity of bar ${i}`)
      })
    }),
    runs,
  )
})

test('F18 the equity equals a replay of the fills, and the trades add up to it', () => {
  fc.assert(
    fc.property(anyBacktest, ({ bars, signals, execution, from, to }) => {
      fc.pre(to > from)
      const ledger = runEngine(bars, signals, execution, from, to)
      const equity = equityColumn(ledger, bars.close, from, to, execution.initialAmount)

      let cash = execution.initialAmount
      let units = 0
      let k = 0
      for (let t = from; t < to; t++) {
        for (; k < ledger.fillCount && ledger.fillBar[k] === t; k++) {
          const traded = Math.abs(ledger.fillUnits[k])
          const { fraction, perUnit, perOrder } = execution.commission
          const fee = traded * ledger.fillPrice[k] * fraction + traded * perUnit + perOrder // F9: on entries and exits alike
          expectClose(ledger.fillFee[k], fee, `fee of fill ${k}`)
          cash -= ledger.fillUnits[k] * ledger.fillPrice[k] + fee
          units += ledger.fillUnits[k]
        }
        const scale = execution.initialAmount + Math.abs(units) * bars.close[t]
        expect(Math.abs(equity[t - from] - (cash + units * bars.close[t])) / scale).toBeLessThan(1e-9)
      }
      expect(k).toBe(ledger.fillCount)
      const profit = ledger.pnl.subarray(0, ledger.tradeCount).reduce((sum, pnl) => sum + pnl, 0)
      const traded = ledger.fillUnits
        .subarray(0, ledger.fillCount)
        .reduce((sum, u, i) => sum + Math.abs(u) * ledger.fillPrice[i], 0)
      expect(
        Math.abs(execution.initialAmount + profit - equity[to - from - 1]) / (execution.initialAmount + traded),
      ).toBeLessThan(1e-9)
    }),
    runs,
  )
})

test('F8 buying never leaves cash below zero, not by the last bit', () => {
  fc.assert(
    fc.property(anyBacktest, ({ bars, signals, execution, from, to }) => {
      const ledger = runEngine(bars, signals, execution, from, to)
      for (let k = 0; k < ledger.fillCount; k++) {
        const buysLong = ledger.fillUnits[k] > 0 && ledger.unitsAfter[k] > 0
        if (buysLong) expect(ledger.cashAfter[k]).toBeGreaterThanOrEqual(0)
      }
    }),
    runs,
  )
})

test('no look-ahead: what happens after bar t changes nothing up to t', () => {
  fc.assert(
    fc.property(anyBacktest, fc.nat(59), ({ bars, signals, execution, from, to }, t) => {
      fc.pre(from <= t && t < to)
      const ledger = runEngine(bars, signals, execution, from, to)
      const other = runEngine(changedAfter(bars, t), withoutSignalsAfter(signals, t), execution, from, to)
      const until = (one: Ledger) => {
        const count = one.fillBar.subarray(0, one.fillCount).findIndex((bar) => bar > t)
        const end = count < 0 ? one.fillCount : count
        return [one.fillBar, one.fillUnits, one.fillPrice, one.fillFee].map((column) =>
          Array.from(column.subarray(0, end)),
        )
      }
      expect(until(other)).toEqual(until(ledger))
    }),
    runs,
  )
})

function changedAfter(bars: Bars, t: number): Bars {
  const change = (column: ArrayLike<number>) => Array.from(column, (value, i) => (i > t ? value * 3 : value))
  return barsOf({ open: change(bars.open), high: change(bars.high), low: change(bars.low), close: change(bars.close) })
}

function withoutSignalsAfter(signals: PlainSignals, t: number): PlainSignals {
  const cut = (signal: readonly boolean[]) => signal.map((set, i) => (i > t ? !set : set))
  const { enterLong, exitLong, enterShort, exitShort, targetWeight } = signals
  return {
    ...signals,
    enterLong: cut(enterLong),
    exitLong: cut(exitLong),
    enterShort: cut(enterShort),
    exitShort: cut(exitShort),
    targetWeight: targetWeight?.map((weight, i) => (i > t ? 0.5 : weight)) ?? null,
  }
}

test('runLongAllIn fills the ledger as VectorEngine.runAny does, to the last bit', () => {
  fc.assert(
    fc.property(anyBacktest, ({ bars, signals: { enterLong, exitLong }, execution, from, to }) => {
      const plain = { ...execution, sizing: allIn, scaling: 'none', unitStep: 0 } as const
      const actions = toActions({ enterLong, exitLong }, bars.length, 'none')
      expect(isLongAllIn(actions, plain)).toBe(true)
      const [quick, thorough] = [new Ledger(), new Ledger()]
      runLongAllIn(bars, actions, plain, { from, to }, quick)
      new VectorEngine(thorough).runAny(bars, actions, plain, from, to)
      expect(quick).toEqual(thorough)
    }),
    runs,
  )
})
