import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bars } from '../../../src/data/bars.ts'
import { resample } from '../../../src/data/resample.ts'
import { roundTrips } from '../../../src/simulation/event/round-trip.ts'
import { equityColumn } from '../../../src/simulation/model/equity.ts'
import type { Ledger } from '../../../src/simulation/model/ledger.ts'
import { anyBars, barsOf } from '../../support/random-market.ts'
import { anyActions, anyBroker, runActions } from '../../support/random-orders.ts'

const runs = { numRuns: 400 }

const anyRun = anyBars.chain((bars) => fc.tuple(fc.constant(bars), anyActions(bars.length), anyBroker))

test('F18 equity at every close is cash plus position, and equals a replay of the fills', () => {
  let fills = 0
  fc.assert(
    fc.property(anyRun, ([bars, actions, broker]) => {
      const { ledger, strategy, finalValue } = runActions(bars, actions, broker)
      const initial = broker.initialAmount as number
      let cash = initial
      let units = 0
      for (let k = 0; k < ledger.fillCount; k++) {
        cash -= ledger.fillUnits[k] * ledger.fillPrice[k] + ledger.fillFee[k]
        units += ledger.fillUnits[k]
        near(ledger.cashAfter[k], cash, initial)
        near(ledger.unitsAfter[k], units, 1)
        fills++
      }
      const equity = equityColumn(ledger, bars.close, 0, bars.length, initial)
      if (!broker.cheatOnClose) {
        for (const [t, value] of strategy.values.entries()) near(value, equity[t], scaleOf(ledger, initial))
      }
      near(finalValue, equity[bars.length - 1], scaleOf(ledger, initial))
    }),
    runs,
  )
  expect(fills).toBeGreaterThan(300)
})

test('F10 the trades and the round trips add up to what was gained', () => {
  fc.assert(
    fc.property(anyRun, ([bars, actions, broker]) => {
      const { ledger, finalValue } = runActions(bars, actions, broker)
      const gained = finalValue - (broker.initialAmount as number)
      const scale = scaleOf(ledger, broker.initialAmount as number)
      near(sum([...ledger.pnl.subarray(0, ledger.tradeCount)]), gained, scale)
      const last = bars.close[bars.length - 1]
      const held = ledger.fillCount > 0 ? ledger.unitsAfter[ledger.fillCount - 1] : 0
      const trips = roundTrips(ledger)
      const open = trips.find(({ status }) => status === 'open')
      const paper = open === undefined ? 0 : (last - open.averagePrice) * held
      near(sum(trips.map(({ netPnl }) => netPnl)) + paper, gained, scale)
    }),
    runs,
  )
})

test('F32 without short positions cash is never negative', () => {
  fc.assert(
    fc.property(anyRun, ([bars, actions, broker]) => {
      const { ledger } = runActions(bars, actions, { ...broker, contract: undefined })
      for (let k = 0; k < ledger.fillCount; k++) {
        const short = ledger.unitsAfter[k] < 0 || (k > 0 && ledger.unitsAfter[k - 1] < 0)
        if (!short && ledger.fillUnits[k] > 0) expect(ledger.cashAfter[k]).toBeGreaterThanOrEqual(-1e-9)
      }
    }),
    runs,
  )
})

test('a run does not depend on bars after a bar t up to t', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(120), ([bars, actions, broker], at) => {
      const t = Math.min(at, bars.length - 1)
      const upTo = (bar: number) => (line: string) => Number(line.split(' ')[0]) <= bar
      const one = runActions(bars, actions, broker)
      const other = runActions(changedAfter(bars, t), actions, broker)
      expect(one.strategy.told.filter(upTo(t))).toEqual(other.strategy.told.filter(upTo(t)))
      expect(one.strategy.values.slice(0, t + 1)).toEqual(other.strategy.values.slice(0, t + 1))
      expect(fillsUpTo(one.ledger, t)).toEqual(fillsUpTo(other.ledger, t))
    }),
    runs,
  )
})

test('F38 nor with several feeds, of which one is longer in time', () => {
  let fills = 0
  fc.assert(
    fc.property(anyRun, fc.nat(120), ([bars, actions, broker], at) => {
      const t = Math.min(at, bars.length - 1)
      const runOn = (first: Bars) => {
        const doubled = changedAfter(first, -1)
        const feeds = [first, { name: 'doubled', bars: doubled }, { name: 'weeks', bars: resample(first, '1w') }]
        return runActions(feeds, actions, broker)
      }
      const one = runOn(bars)
      const other = runOn(changedAfter(bars, t))
      for (const k of [0, 1]) expect(fillsUpTo(one.ledgers[k], t)).toEqual(fillsUpTo(other.ledgers[k], t))
      const scale = Math.max(...one.ledgers.map((ledger) => scaleOf(ledger, broker.initialAmount as number)))
      near(one.finished.equity[bars.length - 1], one.finalValue, scale)
      fills += one.ledgers[1].fillCount
    }),
    runs,
  )
  expect(fills).toBeGreaterThan(50)
})

test('the same run gives the same bytes', () => {
  fc.assert(
    fc.property(anyRun, ([bars, actions, broker]) => {
      expect(runActions(bars, actions, broker).ledger).toEqual(runActions(bars, actions, broker).ledger)
    }),
    { numRuns: 100 },
  )
})

test('every order ends in one way or lives, and fills never exceed its size', () => {
  fc.assert(
    fc.property(anyRun, ([bars, actions, broker]) => {
      for (const order of runActions(bars, actions, broker).orders) {
        expect(order.filled).toBeLessThanOrEqual(order.size)
        if (order.status === 'completed') expect(order.filled).toBe(order.size)
        expect(order.alive).toBe(['submitted', 'accepted', 'partial'].includes(order.status))
        if (order.status === 'margin') expect(order.reason).not.toBe('')
      }
    }),
    runs,
  )
})

function changedAfter(bars: Bars, t: number): Bars {
  const change = (column: ArrayLike<number>) => Array.from(column, (value, i) => (i > t ? value * 3 : value))
  return barsOf({ open: change(bars.open), high: change(bars.high), low: change(bars.low), close: change(bars.close) })
}

function fillsUpTo(ledger: Ledger, t: number): number[][] {
  const rows: number[][] = []
  for (let k = 0; k < ledger.fillCount && ledger.fillBar[k] <= t; k++) {
    rows.push([ledger.fillBar[k], ledger.fillUnits[k], ledger.fillPrice[k], ledger.fillFee[k], ledger.cashAfter[k]])
  }
  return rows
}

/** The largest sum that was moved, against which rounding is measured. */
function scaleOf(ledger: Ledger, initial: number): number {
  let scale = initial
  for (let k = 0; k < ledger.fillCount; k++) {
    scale = Math.max(
      scale,
      Math.abs(ledger.fillUnits[k] * ledger.fillPrice[k]),
      Math.abs(ledger.unitsAfter[k] * ledger.fillPrice[k]),
    )
  }
  return scale
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function near(found: number, wanted: number, scale: number): void {
  const allowed = 1e-9 * Math.max(1, scale, Math.abs(wanted))
  if (!(Math.abs(found - wanted) <= allowed)) expect(found).toBe(wanted)
}
