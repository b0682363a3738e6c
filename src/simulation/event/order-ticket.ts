import { BacksweepError } from '../../base/errors.ts'
import { DAY, parseDate } from '../../data/time.ts'
import type { Broker } from './broker.ts'
import { type Feed, type FeedState, unknownFeed } from './feed.ts'
import { Order, type OrderKind, orderKinds } from './order.ts'
import { isByMoney } from './sizers.ts'

/** What a strategy says about an order; everything may be left out. */
export interface OrderOptions {
  /** Units or contracts, above 0; 0 sends nothing. Left out: the broker's `sizing` says. */
  readonly size?: number
  /** `'market'`. */
  readonly kind?: OrderKind
  /** Limit price of a limit order, stop price of a stop order, the price from which a trailing stop starts (left out: the close). */
  readonly price?: number
  /** Of a stop-limit order: its limit. Of a stop-trail-limit order: the limit that belongs to `price`; it keeps its distance from the stop. */
  readonly limitPrice?: number
  /** Distance of a trailing stop, in money. */
  readonly trailAmount?: number
  /** Distance of a trailing stop, as a fraction of the price. */
  readonly trailFraction?: number
  /** Last day or moment at which it may fill, or `'day'` for the first day on which it can; left out: until it is cancelled. */
  readonly valid?: 'day' | string | number | Date
  /** An earlier order: when one of the two fills, the other is cancelled. Chains make larger groups. */
  readonly oco?: Order
  /** The feed or its name; the first one when left out. */
  readonly feed?: Feed | string
  /** Where the position would be given up: what `riskOfEquity` sizes by. */
  readonly stopLoss?: number
}

const optionNames = [
  'size',
  'kind',
  'price',
  'limitPrice',
  'trailAmount',
  'trailFraction',
  'valid',
  'oco',
  'feed',
  'stopLoss',
]

/** Makes orders of what a strategy asks for, and refuses what cannot be meant: 'order-invalid', naming strategy and bar. */
export class OrderDesk {
  private readonly broker: Broker

  constructor(broker: Broker) {
    this.broker = broker
  }

  feedOf(asked: Feed | string | undefined): FeedState {
    const { feeds } = this.broker
    if (asked === undefined) return feeds[0]
    for (const feed of feeds) if (feed.name === asked || feed.view === asked) return feed
    const { strategy, bar } = feeds[0].clock
    throw unknownFeed(typeof asked === 'string' ? asked : String(asked?.name), feeds, strategy, bar)
  }

  /** A new order, not sent; null when its size is 0. */
  write(side: 1 | -1, options: OrderOptions): Order | null {
    const { broker } = this
    const feed = options.feed === undefined && broker.feeds.length === 1 ? broker.feeds[0] : this.feedOf(options.feed)
    for (const name in options)
      if (!optionNames.includes(name)) throw this.refused(feed, name, 'no such option of an order')
    const { clock, bars } = feed
    // in nextOpen the clock still stands on the bar before
    const opens = !Number.isNaN(clock.opening)
    if (clock.bar < 0 && !opens)
      throw this.refused(feed, feed.name, 'no bar of this feed has closed yet, so it cannot be traded')
    if (broker.ruined) return null

    const close = clock.bar < 0 ? clock.opening : bars.close[clock.bar]
    const kind = options.kind ?? 'market'
    if (!orderKinds.includes(kind))
      throw this.refused(feed, `kind ${String(kind)}`, `give one of ${orderKinds.join(', ')}`)
    const price = this.priceOf(feed, kind, options, close)
    const atOnce = kind === 'market' || kind === 'close'
    const size = options.size ?? this.sized(feed, options, opens && atOnce ? clock.opening : price)
    if (!(size >= 0 && size < Infinity))
      throw this.refused(feed, `size ${size}`, 'a size is a number above 0; sell to go the other way')
    if (size === 0) return null

    const order = new Order(broker.orders.length + 1, feed.view, broker.feeds.indexOf(feed), { side, size })
    order.kind = kind
    order.price = price
    order.sizedByMoney =
      options.size === undefined && atOnce && !broker.rules.backtrader && isByMoney(broker.rules.sizing)
    order.createdBar = opens ? clock.bar + 1 : clock.bar
    if (kind !== 'market' && kind !== 'limit') this.writeStop(order, feed, options)
    if (options.valid !== undefined) {
      if (options.valid === 'day') order.day = true
      else order.validUntil = lastMoment(options.valid, `${clock.strategy}: the end of an order's validity`)
    }
    if (options.oco !== undefined) join(order, options.oco)
    return order
  }

  private priceOf(feed: FeedState, kind: OrderKind, { price }: OrderOptions, close: number): number {
    if (kind === 'market' || kind === 'close') {
      if (price === undefined) return close
      throw this.refused(feed, `price ${price}`, `a ${kind} order takes none: give kind: 'limit' or 'stop'`)
    }
    if (price === undefined && (kind === 'stop-trail' || kind === 'stop-trail-limit')) return close
    if (price !== undefined && price > 0 && price < Infinity) return price
    throw this.refused(feed, `price ${price}`, `a ${kind} order needs a price above 0`)
  }

  private writeStop(order: Order, feed: FeedState, options: OrderOptions): void {
    const { kind } = order
    const { limitPrice, trailAmount, trailFraction } = options
    const limits = kind === 'stop-limit' || kind === 'stop-trail-limit'
    if (limits && !(limitPrice !== undefined && limitPrice > 0 && limitPrice < Infinity)) {
      throw this.refused(feed, `limitPrice ${limitPrice}`, `a ${kind} order needs one above 0`)
    }
    if (limits) order.limitPrice = limitPrice as number
    if (kind !== 'stop-trail' && kind !== 'stop-trail-limit') return

    const distance = trailAmount ?? trailFraction
    if (
      !(distance !== undefined && distance > 0 && distance < Infinity) ||
      (trailAmount !== undefined) === (trailFraction !== undefined)
    ) {
      throw this.refused(
        feed,
        `trailAmount ${trailAmount} and trailFraction ${trailFraction}`,
        'a trailing stop needs one of them, above 0',
      )
    }
    order.trailAmount = trailAmount ?? 0
    order.trailFraction = trailFraction ?? 0
    const start = order.price
    order.price = start + order.side * (order.trailAmount + order.trailFraction * start)
    if (limits) {
      order.limitOffset = start - order.limitPrice
      order.limitPrice = order.price - order.limitOffset
    }
  }

  private sized(feed: FeedState, { stopLoss }: OrderOptions, price: number): number {
    const { broker } = this
    const { sizing } = broker.rules
    if (sizing.kind === 'risk' && stopLoss === undefined) {
      throw this.refused(feed, 'no stopLoss', 'riskOfEquity sizes by it: give a price')
    }
    return broker.sizeAt(price, broker.value, stopLoss)
  }

  private refused({ clock }: FeedState, found: string, why: string): BacksweepError {
    return new BacksweepError(
      'order-invalid',
      `${clock.strategy} sent an order with ${found} on bar ${clock.bar}: ${why}.`,
      { strategy: clock.strategy, bar: clock.bar, found },
    )
  }
}

/** A day without a time of day means all of that day. */
function lastMoment(valid: string | number | Date, what: string): number {
  const time = parseDate(valid, what)
  return typeof valid === 'string' && time % DAY === 0 ? time + DAY - 1 : time
}

function join(order: Order, other: Order): void {
  other.group ??= { members: [other], open: true }
  other.group.members.push(order)
  order.group = other.group
}
