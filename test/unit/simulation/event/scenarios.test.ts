import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatTime } from '../../../../src/data/time.ts'
import { analyzers } from '../../../../src/simulation/event/analyzers/analyzers.ts'
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
  readonly analyzers: Readonly<Record<string, number>> & {
    readonly trades: Readonly<Record<string, number>>
    readonly year_returns: readonly (readonly [string, number])[]
  }
  readonly orders: Table
  readonly events: Table
  readonly executions: Table
  readonly closed_trades: Table
  readonly equity: Table
}

const scenarios: readonly Scenario[] = [1, 2, 3].flatMap(
  (part) =>
    JSON.parse(readFileSync(new URL(`../../../golden/event-scenarios-${part}.json`, import.meta.url), 'utf8'))
      .scenarios,
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
    const { strategy, ledger, orders, finalCash, finalValue, finished } = runEventBacktest({
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

    test('every analyzer', () => {
      const wanted = scenario.analyzers
      const { total, logarithmic, annual } = analyzers.returns(finished, 252)
      expectClose(total, wanted.total_return, 'total return')
      expectClose(logarithmic, wanted.rtot, 'rtot')
      expectClose(annual, wanted.rnorm, 'rnorm')

      const { maxDrawdown, maxMoney, maxLength } = analyzers.drawdown(finished)
      expectClose(maxDrawdown * 100, wanted.max_drawdown_pct, 'maximum drawdown')
      expectClose(maxMoney, wanted.max_drawdown_money, 'maximum drawdown in money')
      expect(maxLength).toBe(wanted.max_drawdown_len)
      expectClose(analyzers.sqn(finished), wanted.sqn, 'sqn')

      for (const [riskFreeRate, sample, name] of [
        [0.01, false, 'rf1_pop'],
        [0.01, true, 'rf1_sample'],
        [0, false, 'rf0_pop'],
        [0, true, 'rf0_sample'],
      ] as const) {
        const found = analyzers.sharpe(finished, { periodsPerYear: 252, riskFreeRate, sample })
        expectClose(found, wanted[`sharpe_${name}`], `Sharpe ratio ${name}`)
      }
      const daily = { periodsPerYear: 252, riskFreeRate: 0.01, sample: false, annualize: false }
      expectClose(analyzers.sharpe(finished, daily), wanted.sharpe_rf1_pop_daily, 'Sharpe ratio, not annualised')

      const years = analyzers.timeReturns(finished, '12M')
      expect(years.map(({ start }) => formatTime(start).slice(0, 4))).toEqual(
        scenario.analyzers.year_returns.map(([year]) => year),
      )
      for (const [i, [year, value]] of scenario.analyzers.year_returns.entries()) {
        expectClose(years[i].return, value, `return of ${year}`)
      }
    })

    test('the trade analyzer', () => {
      const wanted = scenario.analyzers.trades
      const found = analyzers.tradeAnalyzer(finished)
      const pairs: Record<string, number> = {
        total: found.total,
        open: found.open,
        closed: found.closed,
        won: found.won.count,
        lost: found.lost.count,
        pnl_gross_total: found.grossPnl,
        pnl_net_total: found.netPnl,
        pnl_net_average: found.averageNetPnl,
        won_pnl_total: found.won.total,
        won_pnl_max: found.won.extreme,
        lost_pnl_total: found.lost.total,
        lost_pnl_max: found.lost.extreme,
        streak_won_longest: found.longestWinningStreak,
        streak_lost_longest: found.longestLosingStreak,
        long_total: found.long,
        short_total: found.short,
        len_total: found.bars.total,
        len_average: found.bars.average,
        len_max: found.bars.longest,
        len_min: found.bars.shortest,
      }
      expect(Object.keys(pairs)).toEqual(Object.keys(wanted))
      for (const [name, value] of Object.entries(wanted)) expectClose(pairs[name], value, name)
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

/** Scenarios in which the engine's own rules trade otherwise, and the rule that makes the difference. */
const different: Readonly<Record<string, string>> = {
  limit_valid: 'F26: a target is cancelled on the bar on which it was sent',
  slippage_limit_orders: 'F26: as limit_valid',
  stop_limit_kept_then_oco: 'F24: the close is back at a limit below the stop on a rising bar',
  trail_percent: 'F25: the stop follows highs, not closes',
  trail_amount: 'F25',
  trail_limit: 'F25',
  trail_short: 'F25',
  bracket_market: 'F28: stop and target work on the bar of the entry',
  short_interest: 'F34: interest on the last close, not on the entry price',
  batch_rejection: 'F20: a refused order leaves the money to the next one',
  cheat_on_close: 'F36: booked on the bar of the close, not on the next',
}

describe('F19 to F39 without compatibility', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
    const fillsOf = (compatibility: 'none' | 'backtrader') => {
      const { ledger } = runEventBacktest({
        strategy: strategyOf[name] as never,
        feeds: sp500,
        broker: {
          slipOpen: false,
          slipOut: false,
          unitStep: 1,
          ...definedOf(brokerOf(scenario.params)),
          compatibility,
        },
      })
      return Array.from({ length: ledger.fillCount }, (_, k) =>
        [ledger.fillBar[k], ledger.fillUnits[k], ledger.fillPrice[k], ledger.fillFee[k]].map((x) => x.toFixed(6)),
      )
    }
    const [own, backtrader] = [fillsOf('none'), fillsOf('backtrader')]
    if (different[name] === undefined) expect(own).toEqual(backtrader)
    else expect(own).not.toEqual(backtrader)
  })
})

function definedOf(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
