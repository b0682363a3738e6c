import { DAY } from '../../../src/data/time.ts'
import type { SignalLine } from '../../../src/simulation/event/line.ts'
import type { Order } from '../../../src/simulation/event/order.ts'
import type { OrderOptions } from '../../../src/simulation/event/order-ticket.ts'
import { Strategy } from '../../../src/simulation/event/strategy.ts'

/** Writes down what it is told, so that it can be compared with what another engine was told. */
export abstract class Recorded extends Strategy {
  /** [bar, order, status] of every notification. */
  readonly events: [number, number, string][] = []
  /** Price and limit of every order as it was sent; a trailing stop moves them later. */
  readonly sent = new Map<number, { price: number; limitPrice: number }>()
  /** [cash, value] on every bar. */
  readonly cashes: number[] = []
  readonly values: number[] = []

  /** What the rule does when an order has filled completely. */
  filled(_order: Order): void {}
  /** What the rule does on a bar. */
  abstract decide(): void

  override onOrder(order: Order): void {
    this.events.push([this.data.bar, order.id, order.status])
    if (order.status === 'completed') this.filled(order)
  }

  override preNext(): void {
    this.look()
  }

  override next(): void {
    this.look()
    this.decide()
  }

  override buy(options?: OrderOptions): Order | null {
    return this.noted(super.buy(options))
  }

  override sell(options?: OrderOptions): Order | null {
    return this.noted(super.sell(options))
  }

  get price(): number {
    return this.data.close.at(0)
  }

  get flat(): boolean {
    return this.position.units === 0
  }

  /** The last moment of the calendar day `days` after this bar. */
  daysAhead(days: number): number {
    return this.data.time.at(0) + days * DAY
  }

  private look(): void {
    this.cashes[this.data.bar] = this.cash
    this.values[this.data.bar] = this.value
  }

  private noted(order: Order | null): Order | null {
    if (order !== null) this.sent.set(order.id, { price: order.price, limitPrice: order.limitPrice })
    return order
  }
}

/** Decides where the average of 10 closes crosses that of 30. */
export abstract class Crossing extends Recorded {
  private up!: SignalLine
  private down!: SignalLine

  override init(): void {
    const fast = this.ta.sma(this.data.close, 10)
    const slow = this.ta.sma(this.data.close, 30)
    this.up = this.crossOver(fast, slow)
    this.down = this.crossUnder(fast, slow)
  }

  /** 1, -1 or 0 for no cross. */
  crossed(ago = 0): number {
    return this.up.at(ago) ? 1 : this.down.at(ago) ? -1 : 0
  }
}
