import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { roundTrips } from '../../../../src/simulation/event/round-trip.ts'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { equityColumn } from '../../../../src/simulation/model/equity.ts'
import { expectClose } from '../../../support/close-to.ts'
import { brokerOf, type ScenarioParameters, strategyOf } from '../../../support/event-scenarios/scenarios.ts'
import { sp500 } from '../../../support/sp500.ts'

/** 40 scenarios of backtrader: every order, notification, execution, trade, equity and analyzer must come out the same. */

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (number | string | null)[])[]
}

interface Scenario {
  readonly name: string
  readonly params: ScenarioParameters
  readonly final: Readonly<Record<string, number>>
  readonly counts: Readonly<Record<string, number>>
  readonly analyzers: Readonly<Record<string, number>>
  readonly orders: Table
  readonly events: Table
  readonly executions: Table
  readonly closed_trades: Table
  readonly equity: Table
}

const folder = process.env.SCENARIOS ?? new URL('../../../golden/', import.meta.url).pathname
const scenarios: readonly Scenario[] = [1, 2, 3].flatMap(
  (part) => JSON.parse(readFileSync(`${folder}/event-scenarios-${part}.json`, 'utf8')).scenarios,
)

const kinds: Readonly<Record<string, string>> = {
  Market: 'market',
  Close: 'close',
  Limit: 'limit',
  Stop: 'stop',
  StopLimit: 'stop-limit',
  StopTrail: 'stop-trail',
  StopTrailLimit: 'stop-trail-limit',
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "F39 compatibility: 'backtrader' gives for %s",
  (_, scenario) => {
    const { strategy, ledger, orders, finalCash, finalValue } = runEventBacktest({
      strategy: strategyOf[scenario.name] as never,
      feeds: sp500,
      broker: { ...brokerOf(scenario.params), compatibility: 'backtrader' },
    }) as ReturnType<typeof runEventBacktest<InstanceType<(typeof strategyOf)[string]>, object>>

    test('every order', () => {
      expect(orders.length).toBe(scenario.counts.orders)
      for (const [ref, bar, type, size, price, limit] of scenario.orders.rows as [
        number,
        number,
        string,
        number,
        number,
        number,
      ][]) {
        const order = orders[ref - 1]
        const sent = strategy.sent.get(ref) ?? order
        expect([order.id, order.createdBar, order.kind], `order ${ref}`).toEqual([ref, bar, kinds[type]])
        expectClose(order.side * order.size, size, `size of order ${ref}`)
        if (type !== 'Market' && type !== 'Close') expectClose(sent.price, price, `price of order ${ref}`)
        if (type.endsWith('Limit') && type !== 'Limit') expectClose(sent.limitPrice, limit, `limit of order ${ref}`)
      }
    })

    test('every notification', () => {
      const { rows } = scenario.events
      const wanted = rows.map(([bar, ref, status]) => [bar, ref, String(status).toLowerCase()])
      expect(strategy.events.slice(0, rows.length)).toEqual(wanted)
      expect(strategy.events.length).toBe(scenario.counts.events)
    })

    test('every execution', () => {
      const fills = Array.from({ length: ledger.fillCount }, (_, k) => k).filter((k) => ledger.fillUnits[k] !== 0)
      expect(fills.length).toBe(scenario.counts.executions)
      const multiplier = Number(scenario.params.mult ?? 1)
      const told = strategy.events.filter(([, , status]) => status === 'partial' || status === 'completed')
      scenario.executions.rows.forEach((row, i) => {
        const [bar, , ref, size, price, commission, position] = row as [
          number,
          string,
          number,
          number,
          number,
          number,
          number,
        ]
        const k = fills[i]
        expect([ledger.fillBar[k], told[i][1]], `bar and order of execution ${i}`).toEqual([bar, ref])
        expectClose(ledger.fillUnits[k] / multiplier, size, `size of execution ${i}`)
        expectClose(ledger.fillPrice[k], price, `price of execution ${i}`)
        const interest = interestBefore(k)
        expectClose(ledger.fillFee[k] + interest, commission, `commission of execution ${i}`)
        // backtrader writes down the position that an order would have led to, also when its opening part is refused
        const refused = orders[ref - 1].status === 'margin'
        if (!refused) expectClose(ledger.unitsAfter[k] / multiplier, position, `position after execution ${i}`)
      })
    })

    /** Interest booked since the fill before, which backtrader adds to the commission of the next closing execution. */
    function interestBefore(k: number): number {
      let sum = 0
      for (let j = k - 1; j >= 0 && ledger.fillUnits[j] === 0; j--) sum += ledger.fillFee[j]
      return sum
    }

    test('every closed trade', () => {
      const closed = roundTrips(ledger).filter(({ status }) => status === 'closed')
      expect(closed.length).toBe(scenario.counts.closed_trades)
      for (const [i, row] of scenario.closed_trades.rows.entries()) {
        const [openBar, closeBar, side, averagePrice, fees, pnl, netPnl] = row as [
          number,
          number,
          string,
          number,
          number,
          number,
          number,
        ]
        const trade = closed[i]
        expect([trade.openBar, trade.closeBar, trade.side], `trade ${i}`).toEqual([openBar, closeBar, side])
        expectClose(trade.averagePrice, averagePrice, `price of trade ${i}`)
        expectClose(trade.fees, fees, `fees of trade ${i}`)
        expectClose(trade.pnl, pnl, `pnl of trade ${i}`)
        expectClose(trade.netPnl, netPnl, `net pnl of trade ${i}`)
      }
    })

    test('cash and equity', () => {
      const equity = equityColumn(ledger, sp500.close, 0, sp500.length, 100_000)
      for (const [bar, cash, value] of scenario.equity.rows as [number, number, number][]) {
        expectClose(strategy.cashes[bar], cash, `cash on bar ${bar}`)
        expectClose(strategy.values[bar], value, `value on bar ${bar}`)
        expectClose(equity[bar], value, `equity on bar ${bar}`)
      }
      expectClose(finalCash, scenario.final.cash, 'final cash')
      expectClose(finalValue, scenario.final.value, 'final value')
    })
  },
)
