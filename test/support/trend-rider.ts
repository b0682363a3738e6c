import { type Order, type SignalLine, SkipStrategy, Strategy } from 'backsweep'

/** Orders for half of the equity, at the market and with a stop; leaves out what makes no sense. In a file of its own, for workers. */
export class TrendRider extends Strategy<typeof TrendRider.parameters> {
  static override module = import.meta.url
  static override parameters = { fast: 3, slow: 10, stop: 0.05 }
  private rises!: SignalLine
  private falls!: SignalLine
  private guard: Order | null = null

  override init(): void {
    const { fast, slow } = this.parameters
    if (fast >= slow) throw new SkipStrategy(`fast is ${fast}, slow ${slow}`)
    const quick = this.ta.sma(this.data.close, fast)
    const calm = this.ta.sma(this.data.close, slow)
    this.rises = this.crossOver(quick, calm)
    this.falls = this.crossUnder(quick, calm)
  }

  override next(): void {
    if (this.position.units === 0 && this.rises.at(0)) {
      this.orderTargetPercent(0.5)
      this.guard = this.sell({ kind: 'stop', price: this.data.close.at(0) * (1 - this.parameters.stop), size: 1 })
    } else if (this.position.units > 0 && this.falls.at(0)) {
      this.cancel(this.guard)
      this.close()
    }
  }
}
