import { type SignalLine, Strategy } from 'backsweep'

/** The strategy of test/golden/event-sweep.json: in at a crossing with 95 % of the cash, out at the next. In a file of its own, for workers. */
export class EventSmaCross extends Strategy<typeof EventSmaCross.parameters> {
  static override module = import.meta.url
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
