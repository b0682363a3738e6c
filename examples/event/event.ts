import {
  analyzers,
  csv,
  fractionOfEquity,
  percentCommission,
  runEventBacktest,
  type SignalLine,
  Strategy,
} from 'backsweep'

class TrendWithStop extends Strategy<typeof TrendWithStop.parameters> {
  static override parameters = { fast: 20, slow: 100, stop: 0.08 }
  private rises!: SignalLine
  private falls!: SignalLine

  override init() {
    const fast = this.ta.ema(this.data.close, this.parameters.fast)
    const slow = this.ta.ema(this.data.close, this.parameters.slow)
    this.rises = this.crossOver(fast, slow)
    this.falls = this.crossUnder(fast, slow)
  }

  override next() {
    if (this.position.units === 0) {
      if (!this.rises.at(0)) return
      const close = this.data.close.at(0)
      this.buyBracket({ stopPrice: close * (1 - this.parameters.stop), targetPrice: close * 1.25 })
    } else if (this.falls.at(0)) {
      this.close()
    }
  }
}

const spx = csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' })
const { orders, finished, finalValue } = runEventBacktest({
  strategy: TrendWithStop,
  parameters: { stop: 0.05 },
  feeds: await spx.load(),
  broker: { initialAmount: 10_000, commission: percentCommission(0.001), sizing: fractionOfEquity(0.9) },
})

const { won, closed, netPnl } = analyzers.tradeAnalyzer(finished)
console.log(`${orders.length} orders, ${closed} trades, ${won.count} of them won, ${netPnl.toFixed(2)} gained`)
console.log(
  `final value ${finalValue.toFixed(2)}, Sharpe ${analyzers.sharpe(finished, { periodsPerYear: 252 }).toFixed(4)}`,
)
for (const { start, return: gain } of analyzers.timeReturns(finished, '60M')) {
  console.log(`${new Date(start).getUTCFullYear()} and four more years: ${(gain * 100).toFixed(2)} %`)
}
