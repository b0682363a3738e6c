import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Cerebro, percentCommission, range } from '../../../src/index.ts'
import { expectClose } from '../../support/close-to.ts'
import { OrderedCross } from '../../support/event-strategies.ts'
import { sp500 } from '../../support/sp500.ts'

const { rows }: { rows: number[][] } = JSON.parse(
  readFileSync(new URL('../../golden/event-sweep.json', import.meta.url), 'utf8'),
)

/** 350 SMA crosses of backtrader, in its order. */
test.each([1, 2])('Cerebro gives the 350 rows of backtrader with maxCpus: %i', async (maxCpus) => {
  const cerebro = new Cerebro({ maxCpus })
    .addData(sp500)
    .optStrategy(OrderedCross, { fast: range(5, 30), slow: range(30, 96, 5) })
    .addAnalyzer('tradeAnalyzer')
    .addAnalyzer('drawdown')
    .addAnalyzer('sharpe', { periodsPerYear: 252 })
    .addAnalyzer('sharpe', { periodsPerYear: 252, riskFreeRate: 0.01, sample: false }, 'sharpeOfPopulation')
    .addAnalyzer('sqn')
  cerebro.broker.setCash(100_000).setCommission(percentCommission(0.001))
  const results = await cerebro.run()

  expect(results.length).toBe(350)
  for (const [i, [result]] of results.entries()) {
    const [fast, slow, value, cash, trades, closed, won, netPnl, drawdown, length, ofSample, ofPopulation, sqn] =
      rows[i]
    const name = `of SMA ${fast} and ${slow}`
    expect(result.parameters).toEqual({ fast, slow })
    expectClose(result.finalValue, value, `final value ${name}`)
    expectClose(result.finalCash, cash, `final cash ${name}`)
    const { analyzers } = result
    const { tradeAnalyzer: found, drawdown: fall } = analyzers
    expect([found?.total, found?.closed, found?.won.count, fall?.maxLength], name).toEqual([
      trades,
      closed,
      won,
      length,
    ])
    expectClose(Number(found?.netPnl), netPnl, `net pnl ${name}`)
    expectClose(Number(fall?.maxDrawdown) * 100, drawdown, `drawdown ${name}`)
    expectClose(Number(analyzers.sharpe), ofSample, `Sharpe ratio ${name}`)
    expectClose(Number(analyzers.sharpeOfPopulation), ofPopulation, `backtrader's Sharpe ratio ${name}`)
    expectClose(Number(analyzers.sqn), sqn, `sqn ${name}`)
  }
})
