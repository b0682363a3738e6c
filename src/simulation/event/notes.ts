import type { Order, OrderStatus } from './order.ts'
import type { RoundTrip } from './round-trip.ts'

/** Who hears of orders and trades. */
export interface Listener {
  onOrder(order: Order): void
  onTrade(trade: RoundTrip): void
}

/**
 * What has happened to orders and trades and has not been told yet. What arises while a strategy is being told waits for the next bar.
 */
export class Notes {
  private wantsOrders = false
  private orders: Order[] = []
  private statuses: OrderStatus[] = []
  private trades: RoundTrip[] = []
  private toldOrders: Order[] = []
  private toldStatuses: OrderStatus[] = []

  open(wantsOrders: boolean): void {
    this.wantsOrders = wantsOrders
    this.orders = []
    this.statuses = []
    this.toldOrders = [] // not empty when the run before ended in an error
    this.toldStatuses = []
    this.trades = []
  }

  order(order: Order, status: OrderStatus): void {
    order.status = status
    if (!this.wantsOrders) return
    this.orders.push(order)
    this.statuses.push(status)
  }

  trade(trade: RoundTrip): void {
    this.trades.push(Object.freeze({ ...trade }))
  }

  get any(): boolean {
    return this.orders.length > 0 || this.trades.length > 0
  }

  /** Tells all orders, then all trades, in the order in which things happened. */
  deliver(listener: Listener): void {
    const { orders, statuses, trades } = this
    this.orders = this.toldOrders
    this.statuses = this.toldStatuses
    this.toldOrders = orders
    this.toldStatuses = statuses
    if (trades.length > 0) this.trades = []

    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]
      const now = order.status
      order.status = statuses[i] // what is told is one change; the order may be further already
      listener.onOrder(order)
      if (order.status === statuses[i]) order.status = now
    }
    orders.length = 0
    statuses.length = 0
    for (const trade of trades) listener.onTrade(trade)
  }
}
