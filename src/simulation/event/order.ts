import type { Feed } from './feed.ts'
import type { FillPlan } from './fill-plan.ts'

export const orderKinds = ['market', 'close', 'limit', 'stop', 'stop-limit', 'stop-trail', 'stop-trail-limit'] as const
export type OrderKind = (typeof orderKinds)[number]

/**
 * submitted → accepted → partial → completed; or canceled, expired, or refused for lack of money (margin).
 */
export type OrderStatus = 'submitted' | 'accepted' | 'partial' | 'completed' | 'canceled' | 'expired' | 'margin'

/** Orders of which one at most is to fill. */
export interface OrderGroup {
  readonly members: Order[]
  open: boolean
}

/**
 * An order of a strategy and what has become of it. The broker writes it; a strategy reads it.
 *
 * In `onOrder` the `status` is that of the change told, which may already be followed by others; `alive` is always the truth.
 */
export class Order {
  /** 1, 2, 3 … in the order of creation. */
  readonly id: number
  readonly feed: Feed
  /** 1 buys, -1 sells. Set anew at the fill of an order with a plan. */
  side: 1 | -1
  /** Units or contracts asked for; always positive. Set anew at the fill of a market order that was sized by money (F37), or that has a plan. */
  size: number
  kind: OrderKind = 'market'
  /** Limit or stop price; moves with a trailing stop. Market and close: the close at creation, for information. */
  price = NaN
  /** Limit of stop-limit and stop-trail-limit orders; NaN for others. */
  limitPrice = NaN
  trailAmount = 0
  trailFraction = 0
  /** Last moment at which it may fill, UTC epoch milliseconds; Infinity: good till cancelled. */
  validUntil = Infinity
  /** Bar of its feed after which, or at whose open, it was sent. */
  createdBar = -1

  status: OrderStatus = 'submitted'
  alive = true
  /** Why it was refused or cancelled by the broker; '' for others. */
  reason = ''
  filled = 0
  /** Sum of units × price of its fills. */
  filledValue = 0
  /** Commission of its fills. */
  fees = 0
  /** Bar of the last fill; -1 without. */
  filledBar = -1

  // What follows is the broker's.
  readonly feedIndex: number
  pending = false
  /** Decides price and size at the fill (F40); null for an order of the strategy's own making. */
  plan: FillPlan | null = null
  sizedByMoney = false
  /** Moment at which it was sent, with several feeds. */
  sentAt = -Infinity
  /** Children of a bracket wait until their parent has filled. */
  active = true
  /** A stop-limit order whose stop has been touched is a limit order from then on. */
  triggered = false
  /** `price` minus `limitPrice` of a stop-trail-limit order. */
  limitOffset = 0
  group: OrderGroup | null = null
  parent: Order | null = null
  children: Order[] | null = null
  /** Bar inside which the parent filled, and its price: this order sees only the rest of that bar, and with NaN nothing of it. */
  insideBar = -1
  insidePrice = NaN
  /** Bar on which it has had its chance. */
  triedBar = -1
  /** A day order ends with the day of the first bar that it could trade on. */
  day = false

  constructor(id: number, feed: Feed, feedIndex: number, order: { side: 1 | -1; size: number }) {
    const { side, size } = order
    this.id = id
    this.feed = feed
    this.feedIndex = feedIndex
    this.side = side
    this.size = size
  }

  get remaining(): number {
    return this.size - this.filled
  }

  /** Mean price of its fills; NaN without. */
  get averagePrice(): number {
    return this.filledValue / this.filled
  }
}
