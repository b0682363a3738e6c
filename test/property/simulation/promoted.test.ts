import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bars } from '../../../src/data/bars.ts'
import { EventEngine } from '../../../src/simulation/event/engine.ts'
import { fillReasons } from '../../../src/simulation/model/account.ts'
import { equityColumn } from '../../../src/simulation/model/equity.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { promoted, promotedRules } from '../../../src/simulation/promoted/promoted.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { expectClose } from '../../support/close-to.ts'
import { anyBacktest, barsOf } from '../../support/random-market.ts'

/** Options that both engines know; on some markets prices have ticks, so that levels are touched exactly. */
const anyShared = fc.tuple(anyBacktest, fc.boolean()).map(([{ bars, execution, ...rest }, ticks]) => ({
  ...rest,
  bars: ticks ? inTicks(bars) : bars,
  execution: { ...execution, compatibility: 'none' as const },
}))

test('F40 a promoted strategy gives the fills, trades, refusals and equity of the vector engine', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(anyShared, ({ bars, signals, execution, from, to }) => {
      const { enterLong, exitLong, enterShort, exitShort, targetWeight, ...stops } = signals
      const given = targetWeight === null ? { enterLong, exitLong, enterShort, exitShort } : { targetWeight }
      const actions = toActions({ ...given, ...stops }, bars.length, execution.scaling)
      const vector = new Ledger()
      new VectorEngine(vector).run(bars, actions, execution, from, to)
      const event = new Ledger()
      new EventEngine([bars], event).run(
        promoted('any', execution, () => actions),
        {},
        promotedRules(execution),
        { from, to },
      )

      const reasons = reasonsOf(vector)
      for (const reason of reasons) seen.set(reason, (seen.get(reason) ?? 0) + 1)
      expect(reasonsOf(event)).toEqual(reasons)
      for (let k = 0; k < vector.fillCount; k++) {
        expect(event.fillBar[k], `bar of fill ${k}`).toBe(vector.fillBar[k])
        for (const column of ['fillUnits', 'fillPrice', 'fillFee', 'cashAfter', 'unitsAfter'] as const) {
          expectClose(event[column][k], vector[column][k], `${column} ${k}`)
        }
      }
      expect(event.tradeCount).toBe(vector.tradeCount)
      for (let k = 0; k < vector.tradeCount; k++) {
        for (const column of ['tradeSide', 'entryBar', 'exitBar'] as const)
          expect(event[column][k]).toBe(vector[column][k])
        for (const column of ['tradeUnits', 'entryPrice', 'entryFee', 'exitPrice', 'exitFee', 'pnl'] as const) {
          expectClose(event[column][k], vector[column][k], `${column} ${k}`)
        }
      }
      expect(refusalsOf(event)).toEqual(refusalsOf(vector))
      expect(event.ambiguousExits).toBe(vector.ambiguousExits)
      const equity = (ledger: Ledger) => equityColumn(ledger, bars.close, from, to, execution.initialAmount)
      const wanted = equity(vector)
      equity(event).forEach((value, i) => {
        expectClose(value, wanted[i], `equity of bar ${i}`)
      })
    }),
    { numRuns: 6000 },
  )
  for (const reason of fillReasons)
    if (!['interest', 'dividend', 'split'].includes(reason)) expect(seen.get(reason), reason).toBeGreaterThan(10)
})

function reasonsOf(ledger: Ledger): string[] {
  return Array.from(ledger.fillReason.subarray(0, ledger.fillCount), (reason) => fillReasons[reason])
}

function refusalsOf(ledger: Ledger): number[] {
  return Array.from(ledger.refusedBar.subarray(0, ledger.refusedOrders))
}

/** Prices of whole percents of the first one, from 1 % up. */
function inTicks({ open, high, low, close }: Bars): Bars {
  const tick = open[0] / 100
  const round = (column: ArrayLike<number>) => Array.from(column, (price) => Math.max(1, Math.round(price / tick)))
  return barsOf({ open: round(open), high: round(high), low: round(low), close: round(close) })
}
