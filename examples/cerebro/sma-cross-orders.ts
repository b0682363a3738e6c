import { type SignalLine, SkipStrategy, Strategy } from 'backsweep'

/** Buys when the fast average crosses over the slow one, and closes when it crosses under. */
export class SmaCrossOrders extends Strategy<typeof SmaCrossOrders.parameters> {
  static override module = import.meta.url
  static override parameters = { fast: 10, slow: 30 }
  private rises!: SignalLine
  private falls!: SignalLine

  override init() {
    const { fast, slow } = this.parameters
    if (fast >= slow) throw new SkipStrategy('fast must be below slow')
    const quick = this.ta.sma(this.data.close, fast)
    const calm = this.ta.sma(this.data.close, slow)
    this.rises = this.crossOver(quick, calm)
    this.falls = this.crossUnder(quick, calm)
  }

  override next() {
    if (this.position.units === 0) {
      if (this.rises.at(0)) this.buy()
    } else if (this.falls.at(0)) {
      this.close()
    }
  }
}
