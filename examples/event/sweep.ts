import { csv, defineSweep, fractionOfEquity, type Line, percentCommission, range, Strategy } from 'backsweep'

/** Buys a new high of so many days with a stop order, and follows it with a trailing stop. */
export class Breakout extends Strategy<typeof Breakout.parameters> {
  static override module = import.meta.url
  static override parameters = { days: 50, trail: 0.1 }
  private high!: Line

  override init() {
    this.high = this.ta.highest(this.data.high, this.parameters.days)
  }

  override next() {
    if (this.position.units === 0) this.buy({ kind: 'stop', price: this.high.at(0), valid: 'day' })
  }

  override onTrade() {
    const { units } = this.position
    if (units > 0) this.sell({ kind: 'stop-trail', size: units, trailFraction: this.parameters.trail })
  }
}

/** 171 backtests: how many days make a high, and how far the stop trails. */
export default defineSweep({
  name: 'breakout-sp500',
  strategy: Breakout,
  parameters: { days: range(20, 210, 10), trail: range(0.04, 0.22, 0.02) },
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
  initialAmount: 10_000,
  commission: percentCommission(0.001),
  sizing: fractionOfEquity(0.95),
})
