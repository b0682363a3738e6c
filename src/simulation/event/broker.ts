import { BacksweepError } from '../../base/errors.ts'
import { DAY } from '../../data/time.ts'
import type { FillReason } from '../model/account.ts'
import type { BrokerRules } from './broker-rules.ts'
import type { FeedState } from './feed.ts'
import { feeOf, feeOfFill } from './fees.ts'
import type { FillPlan } from './fill-plan.ts'
import { fillPrice, fillsAtOpen } from './matching.ts'
import { Notes } from './notes.ts'
import type { Order } from './order.ts'
import { sizeOf } from './sizers.ts'

/** Part of a bar in which orders are matched; `'all'` is the whole bar in one, as in backtrader. */
type Phase = 'open' | 'inside' | 'close' | 'all'

/**
 * The broker: takes orders, checks them against the cash, matches them with each bar and books their fills.
 *
 * On every bar, once the feed's clock stands on it (rule F19):
 *
 * 1. Children of brackets whose parents filled on an earlier bar become active.
 * 2. The orders sent since the last bar are checked, in order: accepted or refused.
 * 3. Short positions pay interest.
 * 4. Every pending order once: expired, waiting, filled (also in part) or refused. First those that fill at the open, then those
 *    that fill inside the bar, then those at the close; of each first in first out.
 * 5. Futures are settled at the close.
 * 6. A ruined account is closed at the close.
 *
 * Numbers F19 … are the rules of docs/execution-model.md.
 */
export class Broker {
  readonly feeds: readonly FeedState[]
  readonly notes = new Notes()
  rules: BrokerRules
  /** Every order of the run, in order of creation. */
  orders: Order[] = []
  /** Nothing is traded any more (F35). */
  ruined = false
  /** The present moment when there are several feeds; with one, bars come one after the other anyway. */
  now = -Infinity
  private submitted: Order[] = []
  /** First in first out; null where an order has died during the pass. */
  private pending: (Order | null)[] = []
  private activating: Order[] = []
  /** The order that a pass over the pending ones is at; -1 outside of a pass. */
  private at = -1
  private holes = 0
  /** The present bars are being matched: of feeds that tick the last known close is that of the bar before. */
  private matching = false
  private readonly portfolio: boolean

  /** @param portfolio orders are tried as F42 says, not as F19 does */
  constructor(feeds: readonly FeedState[], rules: BrokerRules, portfolio = false) {
    this.feeds = feeds
    this.rules = rules
    this.portfolio = portfolio
  }

  open(rules: BrokerRules): void {
    this.rules = rules
    this.orders = []
    this.ruined = false
    this.now = -Infinity
    this.submitted.length = 0
    this.pending.length = 0
    this.activating.length = 0
    this.at = -1
    this.holes = 0
    this.matching = false
  }

  /** Cash that is not bound as margin of futures; proceeds of short sales are part of it. */
  get cash(): number {
    const { contract, multiplier } = this.rules
    let cash = 0
    for (const feed of this.feeds) {
      const { account, settled } = feed
      cash += feed.cash
      if (contract !== null && account.units !== 0) {
        cash += account.units * settled - (Math.abs(account.units) / multiplier) * contract.margin
      }
    }
    return cash
  }

  /** Cash and positions at the last closes. */
  get value(): number {
    let value = 0
    for (const feed of this.feeds) {
      const { account, bars, clock } = feed
      value += account.units === 0 ? feed.cash : feed.equityAt(bars.close[clock.bar])
    }
    return value
  }

  /** Whether a bar can pass without the broker. */
  get idle(): boolean {
    if (this.pending.length > 0 || this.submitted.length > 0) return false
    const { feeds, rules } = this
    for (let k = 0; k < feeds.length; k++) {
      const { units } = feeds[k].account
      if (units < 0 || (units !== 0 && rules.contract !== null)) return false
    }
    return true
  }

  /** F37: units that the sizer gives at `price` with `equity`. */
  sizeAt(price: number, equity: number, stopLoss?: number): number {
    const { rules, cash } = this
    const unitRisk = stopLoss === undefined ? NaN : Math.abs(price - stopLoss) * rules.multiplier
    const unitCost = rules.contract?.margin ?? price
    return Math.max(0, sizeOf(rules.sizing, { cash, equity, unitCost, unitRisk, price }, rules))
  }

  send(order: Order): void {
    order.sentAt = this.now
    this.orders.push(order)
    if (this.rules.checkSubmit) {
      this.submitted.push(order)
      this.notes.order(order, 'submitted')
    } else {
      this.accept(order)
    }
  }

  /** Takes an order out at once; nothing happens to one that is over. */
  cancel(order: Order): void {
    if (!order.alive) return
    const { backtrader } = this.rules
    if (backtrader && !order.pending) return // there, an order on its way cannot be called back (F39)
    this.end(order, 'canceled')
    if (!backtrader || order.parent === null) return
    if (order.parent.alive) this.cancelBecause(order.parent, order)
    this.cancelChildren(order.parent, order)
  }

  /** What happens on the bar on which the clocks of the ticking feeds stand. */
  bar(): void {
    this.matching = true
    if (this.activating.length > 0) this.activate()
    if (this.submitted.length > 0) this.checkSubmitted()
    if (this.rules.borrowRate > 0) for (const feed of this.feeds) if (feed.ticks) this.chargeInterest(feed)
    if (this.rules.backtrader) this.matchPending('all')
    else if (this.portfolio) this.matchPortfolio()
    else for (let k = 0; k < phases.length && this.pending.length > 0; k++) this.matchPending(phases[k])
    this.matching = false
    this.settle()
  }

  /** Cheat-on-close (F36): market and close orders sent after the close of this bar fill at that close. */
  fillAtClose(): void {
    if (this.submitted.length > 0) this.checkSubmitted()
    if (this.pending.length > 0) this.matchPending('sent')
    this.settle()
  }

  private activate(): void {
    for (const child of this.activating) child.active = true
    this.activating.length = 0
  }

  /** F20 */
  private checkSubmitted(): void {
    const { rules, feeds } = this
    let cash = 0
    for (const feed of feeds) {
      feed.pretendedUnits = feed.account.units
      cash += feed.cash
    }
    for (const order of this.submitted) {
      if (!order.alive) continue
      if (order.parent !== null && !rules.backtrader) {
        this.accept(order) // a child only closes what its parent opened
        continue
      }
      const feed = feeds[order.feedIndex]
      const units = order.side * order.size * rules.multiplier
      const price = rules.cheatOnOpen && order.kind === 'market' ? feed.bars.open[feed.clock.bar] : order.price
      const held = feed.pretendedUnits
      const closing = closingPart(held, units) / rules.multiplier
      const opening = order.size - closing
      const cost = units * price + feeOfFill(feed.rules, order, closing, opening, price)
      cash -= cost
      feed.pretendedUnits += units
      const free = this.freeCash(cash, feed, feed.pretendedUnits, price, true)
      if (free >= 0 || (opening === 0 && !rules.backtrader)) {
        this.accept(order)
        continue
      }
      if (!rules.backtrader) {
        cash += cost
        feed.pretendedUnits -= units
      }
      this.refuse(order, free)
    }
    this.submitted.length = 0
  }

  private accept(order: Order): void {
    order.pending = true
    this.pending.push(order)
    this.notes.order(order, 'accepted')
  }

  /** F32: what is left of `cash` when the positions, `units` of them in `feed` at `price`, have their margin. */
  private freeCash(cash: number, feed: FeedState, units: number, price: number, pretended = false): number {
    const { contract, multiplier, shortMargin } = this.rules
    let free = cash
    for (const other of this.feeds) {
      const mine = other === feed
      const held = mine ? units : pretended ? other.pretendedUnits : other.account.units
      if (held === 0) continue
      const settles = contract !== null && other.account.units !== 0
      const at = mine ? price : settles ? other.settled : this.lastClose(other)
      if (contract !== null) free += held * at - (Math.abs(held) / multiplier) * contract.margin
      else if (held < 0 && shortMargin > 0) free += held * at * (1 + shortMargin)
    }
    return free
  }

  /** F34 */
  private chargeInterest(feed: FeedState): void {
    const { account, bars, clock } = feed
    const now = bars.time[clock.bar]
    const since = feed.interestUntil
    feed.interestUntil = now
    if (account.units >= 0 || Number.isNaN(since)) return
    const { backtrader, borrowRate } = this.rules
    const days = backtrader ? Math.floor(now / DAY) - Math.floor(since / DAY) : (now - since) / DAY
    const price = backtrader ? account.averagePrice : bars.close[clock.bar - 1]
    const interest = days * price * -account.units * (borrowRate / 365)
    if (interest > 0) this.book(feed, 0, price, interest, 'interest')
  }

  /** F42: market orders at the open, then symbol by symbol what waits for a price, then close orders. */
  private matchPortfolio(): void {
    this.matchPending('open', (order) => order.kind === 'market')
    for (const [k, { ticks }] of this.feeds.entries()) {
      if (!ticks) continue
      this.matchPending('open', (order) => order.feedIndex === k)
      this.matchPending('inside', (order) => order.feedIndex === k)
    }
    this.matchPending('close')
  }

  /** One pass over the pending orders, or those of interest; `'sent'` is for those that trade at the close after which they were sent. */
  private matchPending(phase: Phase | 'sent', concerns?: (order: Order) => boolean): void {
    const { pending } = this
    // a fill may send orders (F40), which have their turn in this pass
    for (let i = 0; i < pending.length; i++) {
      const order = pending[i]
      if (order === null || !this.feeds[order.feedIndex].ticks) continue
      if (concerns !== undefined && !concerns(order)) continue
      this.at = i
      if (phase === 'sent') this.tryAtClose(order)
      else this.tryOrder(order, phase)
    }
    this.at = -1
    if (this.holes > 0) {
      let kept = 0
      for (const order of pending) if (order !== null) pending[kept++] = order
      pending.length = kept
      this.holes = 0
    }
  }

  private tryOrder(order: Order, phase: Phase): void {
    const { rules } = this
    const feed = this.feeds[order.feedIndex]
    const { bars, clock } = feed
    const t = clock.bar
    if (bars.time[t] < order.sentAt) return // a bar that had begun when the order was sent (F38)
    if (order.day && order.validUntil === Infinity) order.validUntil = (Math.floor(bars.time[t] / DAY) + 1) * DAY - 1
    if (bars.time[t] > order.validUntil && order.kind !== 'market') {
      this.end(order, 'expired') // F26
      return
    }
    if (!order.active || order.triedBar === t) return
    if (order.parent !== null && !rules.backtrader && feed.account.units * order.side >= 0) {
      order.reason = 'the position that it was to close is gone' // F28
      this.end(order, 'canceled')
      return
    }

    const inside = order.insideBar === t
    const trails = order.kind === 'stop-trail' || order.kind === 'stop-trail-limit'
    if (inside && (order.kind !== 'stop' || Number.isNaN(order.insidePrice))) return // F28
    const open = inside ? order.insidePrice : this.openFor(order, bars.open[t])
    const atOpen = fillsAtOpen(order, open)
    const due = order.kind === 'close' ? 'close' : atOpen && !inside ? 'open' : 'inside'
    if (phase !== 'all' && phase !== due) return
    order.triedBar = t
    const price = fillPrice(order, open, bars.high[t], bars.low[t], bars.close[t], feed.rules)
    const fills = !Number.isNaN(price) && (atOpen || rules.backtrader || !this.waitsForStop(order, feed))
    // after an entry by a limit the price has come on to the stop; else the bar does not say which of the two it touched first
    if (fills && inside && order.parent?.kind !== 'limit') feed.ledger.ambiguousExits++
    if (fills) this.execute(order, feed, price, atOpen)
    if (trails && order.alive && !inside) this.trail(order, feed)
  }

  /** backtrader's cheat-on-close books on this bar what it fills at the close before (F36). */
  private openFor(order: Order, open: number): number {
    const { cheatOnClose, backtrader } = this.rules
    return cheatOnClose && backtrader && order.kind === 'market' ? order.price : open
  }

  private tryAtClose(order: Order): void {
    const feed = this.feeds[order.feedIndex]
    const { bars, clock } = feed
    if (order.createdBar !== clock.bar || (order.kind !== 'market' && order.kind !== 'close')) return
    const close = bars.close[clock.bar]
    const price = fillPrice(order, close, bars.high[clock.bar], bars.low[clock.bar], close, feed.rules)
    if (!Number.isNaN(price)) this.execute(order, feed, price, false)
  }

  /**
   * F27: whether a target inside the bar gives way to a stop inside the same bar, of which the bar does not say which came first.
   * Counts the bar when it is the stop's turn.
   */
  private waitsForStop(order: Order, feed: FeedState): boolean {
    const others = order.group?.members ?? order.parent?.children
    if (others === undefined || others === null) return false
    const { bars, clock, ledger } = feed
    const t = clock.bar
    const isTarget = order.kind === 'limit'
    if (!isTarget && order.kind !== 'stop' && order.kind !== 'stop-trail') return false
    for (const other of others) {
      if (other === order || !other.alive || !other.active || other.insideBar === t || other.side !== order.side)
        continue
      const opposite = isTarget ? other.kind === 'stop' || other.kind === 'stop-trail' : other.kind === 'limit'
      if (!opposite || other.feedIndex !== order.feedIndex) continue
      const price = fillPrice(other, bars.open[t], bars.high[t], bars.low[t], bars.close[t], feed.rules)
      if (Number.isNaN(price)) continue
      if (isTarget) return true
      ledger.ambiguousExits++
      return false
    }
    return false
  }

  /** F25 */
  private trail(order: Order, feed: FeedState): void {
    if (order.triggered) return
    const { bars, clock } = feed
    const t = clock.bar
    const best = this.rules.backtrader ? bars.close[t] : order.side > 0 ? bars.low[t] : bars.high[t]
    const price = best + order.side * (order.trailAmount + order.trailFraction * best)
    if ((order.price - price) * order.side <= 0) return
    order.price = price
    if (order.kind === 'stop-trail-limit') order.limitPrice = price - order.limitOffset
  }

  private execute(order: Order, feed: FeedState, price: number, atOpen: boolean): void {
    const { rules } = this
    const t = feed.clock.bar
    if (order.plan !== null) {
      this.executePlan(order, order.plan, feed, price)
      return
    }
    if (price <= 0) throw this.unpriced(`order ${order.id}`, feed, price)
    if (order.sizedByMoney && order.filled === 0) {
      const size = this.sizeAt(price, this.equityAt(feed, price))
      if (size > 0) for (const resized of [order, ...(order.children ?? [])]) resized.size = size
    }
    const held = feed.account.units
    const bounded = rules.limitsVolume ? this.unitsOnBar(order, feed) : order.remaining
    const closesOnly = order.parent !== null && !rules.backtrader
    const wanted = closesOnly ? Math.min(bounded, Math.abs(held) / rules.multiplier) : bounded
    if (wanted <= 0) return

    const side = order.side * rules.multiplier
    const closing = closingPart(held, side * wanted) / rules.multiplier
    let opening = wanted - closing
    if (closing > 0 && opening < 1e-12 * wanted) opening = 0 // what is left of rounding opens no position
    let fee = feeOfFill(feed.rules, order, closing, opening, price)
    let missing = 0
    if (opening > 0) {
      const after = side * (closing + opening)
      const cash = this.totalCash() - after * price - fee
      const free = this.freeCash(cash, feed, held + after, price)
      if (free < 0) {
        missing = -free
        opening = 0
        fee = feeOfFill(feed.rules, order, closing, 0, price)
      } else {
        feed.settled = price // F33: all contracts from here on
      }
    }

    const units = closing + opening
    if (units > 0) {
      const reason = held === 0 || closing === 0 ? 'entry' : opening === 0 ? 'exit' : 'reversal'
      const signed = opening === 0 && closing * rules.multiplier >= Math.abs(held) * (1 - 1e-12) ? -held : side * units
      order.filled = wanted === order.remaining && missing === 0 ? order.size : order.filled + units
      order.filledValue += units * price
      order.fees += fee
      order.filledBar = t
      feed.volumeTaken += units
      this.book(feed, signed, price, fee, reason)
      if (order.filled >= order.size) this.complete(order, t, price, atOpen)
      else this.notes.order(order, 'partial')
      this.cancelRest(order)
    }
    if (missing > 0) this.refuse(order, -missing)
  }

  /** F40 */
  private executePlan(order: Order, plan: FillPlan, feed: FeedState, quote: number): void {
    const t = feed.clock.bar
    const fill = plan.fill(feed.account, quote, t)
    if (fill === null) {
      order.reason = 'there is nothing left to do'
      this.end(order, 'canceled')
      return
    }
    const { units, price, fee, reason, refused } = fill
    if (units !== 0) {
      order.side = units > 0 ? 1 : -1
      order.filled = Math.abs(units)
      order.filledValue = order.filled * price
      order.fees = fee
      order.filledBar = t
      if (!refused) order.size = order.filled
      this.book(feed, units, price, fee, reason)
      if (refused) this.notes.order(order, 'partial')
      else this.complete(order, t, quote, true)
      this.cancelRest(order)
    }
    if (refused) {
      order.reason = 'there is no money for it'
      feed.ledger.recordRefusal(t)
      this.end(order, 'margin')
    }
    if (units !== 0) plan.filled(t)
  }

  private complete(order: Order, t: number, price: number, atOpen: boolean): void {
    this.remove(order)
    this.notes.order(order, 'completed')
    if (order.children === null) return
    for (const child of order.children) {
      if (!child.alive) continue
      if (this.rules.backtrader) {
        this.activating.push(child)
      } else {
        child.active = true // F28
        if (!atOpen) {
          child.insideBar = t
          child.insidePrice = order.kind === 'close' ? NaN : price // after the close nothing is left of the bar
        }
      }
    }
  }

  /** F27, F28: what may not fill any more because `order` has. */
  private cancelRest(order: Order): void {
    if (order.group !== null) this.cancelGroup(order)
    if (order.parent !== null && (!this.rules.backtrader || !order.alive)) this.cancelChildren(order.parent, order)
  }

  /** F30 */
  private unitsOnBar(order: Order, feed: FeedState): number {
    const { unitsPerBar, volumeShare } = this.rules
    const { bars, clock } = feed
    if (feed.volumeBar !== clock.bar) {
      feed.volumeBar = clock.bar
      feed.volumeTaken = 0
    }
    const left = volumeShare === Infinity ? Infinity : bars.volume[clock.bar] * volumeShare - feed.volumeTaken
    return Math.min(order.remaining, unitsPerBar, left)
  }

  private book(feed: FeedState, units: number, price: number, fee: number, reason: FillReason): void {
    const { account, clock, trips } = feed
    if (this.rules.borrowRate > 0 && account.units >= 0) feed.interestUntil = feed.bars.time[clock.bar]
    account.applyFill(clock.bar, units, price, fee, reason)
    if (trips === null) return
    const { closed, opened } = trips.apply(clock.bar, units, price, fee)
    if (closed !== null) this.notes.trade(closed)
    if (opened !== null) this.notes.trade(opened)
  }

  /** F32 */
  private refuse(order: Order, free: number): void {
    const feed = this.feeds[order.feedIndex]
    order.reason = `${(-free).toFixed(2)} short of the cash and margin it needs`
    feed.ledger.recordRefusal(feed.clock.bar)
    this.end(order, 'margin')
  }

  /** Ends an order without a fill, and those that hang on it. */
  private end(order: Order, status: 'canceled' | 'expired' | 'margin'): void {
    this.remove(order)
    this.notes.order(order, status)
    if (order.group !== null) this.cancelGroup(order)
    if (order.children !== null) this.cancelChildren(order, order)
    else if (order.parent !== null && status !== 'canceled') this.cancelChildren(order.parent, order)
  }

  /** Pending members are cancelled last in first out, as seen from where a pass over the queue is. */
  private cancelGroup(cause: Order): void {
    const group = cause.group
    if (group === null || !group.open) return
    group.open = false
    const { pending } = this
    const from = this.at < 0 ? pending.length : this.at
    for (let k = 0; k < pending.length; k++) {
      const i = (from - 1 - k + pending.length) % pending.length
      const order = pending[i]
      if (order !== null && order !== cause && order.group === group) this.cancelBecause(order, cause)
    }
    if (this.rules.backtrader) return
    for (const order of group.members) if (order !== cause && order.alive) this.cancelBecause(order, cause)
  }

  private cancelChildren(parent: Order, cause: Order): void {
    for (const child of parent.children ?? []) if (child !== cause && child.alive) this.cancelBecause(child, cause)
  }

  private cancelBecause(order: Order, cause: Order): void {
    order.reason = `order ${cause.id} is ${cause.status}`
    this.end(order, 'canceled')
  }

  private remove(order: Order): void {
    order.alive = false
    if (!order.pending) return
    order.pending = false
    const i = this.at >= 0 && this.pending[this.at] === order ? this.at : this.pending.indexOf(order)
    if (this.at >= 0) {
      this.pending[i] = null // a pass is under way: places must stay
      this.holes++
    } else {
      this.pending.splice(i, 1)
    }
  }

  /** F33 and F35 */
  private settle(): void {
    const { contract, backtrader } = this.rules
    let risky = false
    for (const feed of this.feeds) {
      const { account, bars, clock } = feed
      if (account.units === 0) continue
      if (contract !== null) feed.settled = bars.close[clock.bar]
      risky ||= contract !== null || account.units < 0
    }
    if (risky && !backtrader && this.value <= 0) this.closeDown()
  }

  private closeDown(): void {
    this.ruined = true
    const living = [...this.submitted, ...this.pending]
    for (const order of living) {
      if (!order?.alive) continue
      order.reason = 'the account is ruined'
      this.end(order, 'canceled')
    }
    this.submitted.length = 0
    for (const feed of this.feeds) {
      const { account, bars, clock } = feed
      const { units } = account
      if (units === 0) continue
      const close = bars.close[clock.bar]
      const { fraction, perUnit } = feed.rules.slippage
      const price = close - Math.sign(units) * (close * fraction + perUnit)
      if (price <= 0) throw this.unpriced('the closing of a ruined account', feed, price)
      const size = Math.abs(units) / this.rules.multiplier
      this.book(feed, -units, price, feeOf(feed.rules, size, size * price), 'ruin')
    }
  }

  /** The last close that is known. */
  private lastClose({ bars, clock, ticks }: FeedState): number {
    return bars.close[Math.max(0, this.matching && ticks ? clock.bar - 1 : clock.bar)]
  }

  /** Cash and positions with that in `feed` at `price`. */
  private equityAt(feed: FeedState, price: number): number {
    let equity = 0
    for (const other of this.feeds) equity += other.equityAt(other === feed ? price : this.lastClose(other))
    return equity
  }

  private totalCash(): number {
    let cash = 0
    for (const feed of this.feeds) cash += feed.cash
    return cash
  }

  private unpriced(what: string, { clock }: FeedState, price: number): BacksweepError {
    return new BacksweepError(
      'simulation-failed',
      `${clock.strategy}: ${what} on bar ${clock.bar} would fill at ${price}: the slippage is larger than the price; use percentSlippage or a smaller amount.`,
      { strategy: clock.strategy, bar: clock.bar, price },
    )
  }
}

const phases = ['open', 'inside', 'close'] as const

/** How many of `units` (signed) close a position of `held`; without sign. */
function closingPart(held: number, units: number): number {
  return held !== 0 && held > 0 !== units > 0 ? Math.min(Math.abs(units), Math.abs(held)) : 0
}
