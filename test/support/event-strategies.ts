import { type SignalLine, Strategy } from 'backsweep'

/** Event-driven strategies that workers can load. */

/** The rule of test/golden/event-sweep.json. */
export class OrderedCross extends Strategy<typeof OrderedCross.parameters> {
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

/** Does what one who tries things out does wrong, by number; 0 is right. */
export class Mistaken extends Strategy<typeof Mistaken.parameters> {
  static override module = import.meta.url
  static override parameters = { mistake: 0 }

  override next(): void {
    if (this.data.bar !== 7) return
    const { mistake } = this.parameters
    if (mistake === 0) this.buy()
    if (mistake === 1) this.data.close.at(1)
    if (mistake === 2) this.buy({ size: -3 })
    if (mistake === 3) this.buy({ price: NaN, kind: 'limit' })
    if (mistake === 4) this.buy({ feed: 'nowhere' })
    if (mistake === 5) throw new Error('by itself')
  }
}
