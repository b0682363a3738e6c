import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTa } from '../../../../src/indicators/ta.ts'
import { analyzers } from '../../../../src/simulation/event/analyzers/analyzers.ts'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { percentCommission } from '../../../../src/simulation/model/costs.ts'
import { expectClose } from '../../../support/close-to.ts'
import { OrderedCross } from '../../../support/event-strategies.ts'
import { sp500 } from '../../../support/sp500.ts'

const { rows }: { rows: number[][] } = JSON.parse(
  readFileSync(new URL('../../../golden/event-sweep.json', import.meta.url), 'utf8'),
)

/** 350 SMA crosses of backtrader. Nothing in them depends on what its rules do otherwise, so both sets of rules give them. */
test.each(['none', 'backtrader'] as const)('the 350 rows with compatibility: %j', (compatibility) => {
  const feed = { bars: sp500, ta: createTa(sp500) } // shared, as in a sweep
  expect(rows.length).toBe(350)
  for (const [
    fast,
    slow,
    value,
    cash,
    trades,
    closed,
    won,
    netPnl,
    drawdown,
    length,
    sharpeSample,
    sharpePop,
    sqn,
  ] of rows) {
    const { finished, finalCash, finalValue } = runEventBacktest({
      strategy: OrderedCross,
      parameters: { fast, slow },
      feeds: feed,
      broker: { initialAmount: 100_000, commission: percentCommission(0.001), compatibility },
    })
    const name = `of SMA ${fast} and ${slow}`
    const found = analyzers.tradeAnalyzer(finished)
    const fall = analyzers.drawdown(finished)
    expectClose(finalValue, value, `final value ${name}`)
    expectClose(finalCash, cash, `final cash ${name}`)
    expect([found.total, found.closed, found.won.count, fall.maxLength], name).toEqual([trades, closed, won, length])
    expectClose(found.netPnl, netPnl, `net pnl ${name}`)
    expectClose(fall.maxDrawdown * 100, drawdown, `drawdown ${name}`)
    expectClose(analyzers.sharpe(finished, { periodsPerYear: 252 }), sharpeSample, `Sharpe ratio ${name}`)
    const population = { periodsPerYear: 252, riskFreeRate: 0.01, sample: false }
    expectClose(analyzers.sharpe(finished, population), sharpePop, `backtrader's Sharpe ratio ${name}`)
    expectClose(analyzers.sqn(finished), sqn, `sqn ${name}`)
  }
})
