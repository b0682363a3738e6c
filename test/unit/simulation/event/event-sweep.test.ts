import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTa } from '../../../../src/indicators/ta.ts'
import { analyzers } from '../../../../src/simulation/event/analyzers/analyzers.ts'
import type { SignalLine } from '../../../../src/simulation/event/line.ts'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { Strategy } from '../../../../src/simulation/event/strategy.ts'
import { percentCommission } from '../../../../src/simulation/model/costs.ts'
import { expectClose } from '../../../support/close-to.ts'
import { sp500 } from '../../../support/sp500.ts'

const { rows }: { rows: number[][] } = JSON.parse(
  readFileSync(new URL('../../../golden/event-sweep.json', import.meta.url), 'utf8'),
)

class SmaCross extends Strategy<typeof SmaCross.parameters> {
  static override parameters = { fast: 10, slow: 30 }
  private up!: SignalLine
  private down!: SignalLine

  override init(): void {
    const fast = this.ta.sma(this.data.close, this.parameters.fast)
    const slow = this.ta.sma(this.data.close, this.parameters.slow)
    this.up = this.crossOver(fast, slow)
    this.down = this.crossUnder(fast, slow)
  }

  override next(): void {
    if (this.up.at(0) && this.position.units === 0) this.buy({ size: (this.cash / this.data.close.at(0)) * (95 / 100) })
    if (this.down.at(0)) this.close()
  }
}

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
      strategy: SmaCross,
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
