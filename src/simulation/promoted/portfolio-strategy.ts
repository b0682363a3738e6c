import { isSet } from '../../signals/signal.ts'
import type { FillPlan, PlannedFill } from '../event/fill-plan.ts'
import type { Order } from '../event/order.ts'
import { Strategy } from '../event/strategy.ts'
import type { Account } from '../model/account.ts'
import type { FillAt } from '../model/execution.ts'
import type { Portfolio } from '../portfolio/portfolio.ts'
import { type FillPoint, SignalOrder } from '../vector/signal-order.ts'
import { feeOf } from '../vector/sizing.ts'
import type { Moment } from './portfolio-money.ts'
import type { PortfolioPosition } from './portfolio-position.ts'
import { sizeAt } from './portfolio-size.ts'

/** What a signal or weight asks for. */
type Wish =
  | { readonly kind: 'enter'; readonly side: 1 | -1 }
  | { readonly kind: 'exit' }
  | { readonly kind: 'rebalance'; readonly weight: number }

/** A wish that waits for its fill point. */
interface Waiting {
  readonly wish: Wish
  /** Bar of the signal. */
  readonly signal: number
  /** Units at its close. */
  readonly before: number
  /** Whether it is an exit in the sense of F42. */
  readonly reduces: boolean
  /** Null when it is sent only once its symbol has a bar. */
  order: Order | null
}

/**
 * A portfolio in the event engine (rules F41 to F54); each of its symbols is a feed.
 *
 * 1. Before every bar, what is due is booked (portfolio-steps.ts).
 * 2. After it, stops and targets move with the market (portfolio-position.ts), and every symbol's signals or weight are looked up in the
 *    present state.
 * 3. What they ask for is sent as one order a symbol, exits first; what still waits for a bar of its symbol is sent again among them, so
 *    that all that fill at one point stand in the order of F42.
 * 4. What an order comes to is decided at its fill, by the arithmetic that the vector engine uses (signal-order.ts), with the rest of the
 *    portfolio around it (portfolio-money.ts).
 */
export abstract class PortfolioStrategy extends Strategy {
  abstract readonly portfolio: Portfolio
  /** Of every symbol. */
  abstract readonly positions: readonly PortfolioPosition[]
  declare private waiting: (Waiting | null)[]

  override init(): void {
    for (const position of this.positions) position.open(this)
    this.waiting = this.positions.map(() => null)
  }

  override next(): void {
    const { bar } = this.data
    let isNew = false
    for (const [k, position] of this.positions.entries()) {
      const { place } = position
      if (place.feed.ticks) position.follow(bar)
      const wish = this.wish(k, bar)
      if (wish === null) continue
      this.cancel(this.waiting[k]?.order ?? null) // F41: a later order replaces one that waits
      this.waiting[k] = { wish, signal: bar, before: position.units, reduces: this.reduces(k, wish), order: null }
      isNew = true
    }
    if (isNew || this.fillAt === 'close') this.sendAll()
  }

  /** The order of a symbol has had its fill point. */
  over(symbol: number): void {
    this.waiting[symbol] = null
  }

  private get fillAt(): FillAt {
    return this.portfolio.symbols[0].execution.fillAt
  }

  /** Sends what waits, in the order of F42. At the close after which it is sent, an order fills only if its symbol has that bar. */
  private sendAll(): void {
    const { fillAt, waiting, positions } = this
    for (const reduces of [true, false]) {
      for (const [k, asked] of waiting.entries()) {
        const { feed } = positions[k].place
        if (asked === null || asked.reduces !== reduces || (fillAt === 'close' && !feed.ticks)) continue
        this.cancel(asked.order)
        // which way it goes is decided at the fill
        asked.order = this.buy({
          feed: feed.view,
          size: 1,
          kind: fillAt === 'next-close' ? 'close' : 'market',
        }) as Order
        asked.order.plan = new WishPlan(this, k, asked)
      }
    }
  }

  /** F3 to F6, F12, F47 and F48 */
  private wish(symbol: number, bar: number): Wish | null {
    const position = this.positions[symbol]
    const { actions, execution } = position.place.spec
    if (!isSet(actions.any, bar)) return null
    if (execution.fillAt === 'close' && position.stoppedBar === bar) return null
    if (actions.targetWeight !== null) return { kind: 'rebalance', weight: actions.targetWeight[bar] }

    const side = isSet(actions.enterLong, bar) ? 1 : isSet(actions.enterShort, bar) ? -1 : 0
    if (side !== 0 && this.takes(symbol, side, bar)) return { kind: 'enter', side }
    if (position.units === 0) return null
    return isSet(position.units > 0 ? actions.exitLong : actions.exitShort, bar) ? { kind: 'exit' } : null
  }

  /** Whether an entry on `side` is taken in the present state. */
  private takes(symbol: number, side: 1 | -1, bar: number): boolean {
    const { units, entries, place } = this.positions[symbol]
    const { actions } = place.spec
    const adds = units * side > 0
    if (adds && entries >= actions.rules.maxEntries) return false
    return !place.cooldowns.blocks(symbol, side, bar)
  }

  /** Whether the order, by the position and the prices of now, does nothing but take off (F42). */
  private reduces(symbol: number, wish: Wish): boolean {
    if (wish.kind !== 'rebalance') return wish.kind === 'exit'
    const { units, place } = this.positions[symbol]
    if (units === 0) return false
    const { bars, clock } = place.feed
    const worth = units * bars.close[clock.bar]
    const wanted = wish.weight * Math.max(0, this.value)
    return worth > 0 ? wanted >= 0 && wanted < worth : wanted <= 0 && wanted > worth
  }
}

class WishPlan implements FillPlan {
  private readonly strategy: PortfolioStrategy
  private readonly symbol: number
  private readonly asked: Waiting
  private readonly order = new SignalOrder()
  /** Units that the fill found. */
  private held = 0

  constructor(strategy: PortfolioStrategy, symbol: number, asked: Waiting) {
    this.strategy = strategy
    this.symbol = symbol
    this.asked = asked
  }

  fill(account: Account, quote: number, bar: number): PlannedFill | null {
    const { strategy, symbol, order } = this
    const position = strategy.positions[symbol]
    const { spec, money } = position.place
    strategy.over(symbol)
    this.held = account.units
    const moment = spec.execution.fillAt === 'next-open' ? 'open' : 'close'
    if (moment === 'close') {
      if (money.isRuined(bar)) return null // F42: that comes first
      position.follow(bar) // an addition moves the levels that the bar has been measured by
    }
    this.decide(account, quote, bar, moment)
    const { units, price, reason, refused } = order
    if (units === 0 && !refused) return null
    return { units, price, fee: feeOf(spec.execution, Math.abs(units), price), reason, refused }
  }

  filled(bar: number): void {
    const { strategy, symbol, held } = this
    const position = strategy.positions[symbol]
    position.adjust(bar, held)
    if (this.order.reason === 'exit') position.exitsTaken++
    position.place.cooldowns.note(symbol, { bar, before: held, after: position.units, reason: this.order.reason })
  }

  private decide(account: Account, quote: number, bar: number, moment: Moment): void {
    const { strategy, symbol, order } = this
    const { wish, signal, before } = this.asked
    const position = strategy.positions[symbol]
    const { spec, money } = position.place
    const { rules } = spec.actions
    const execution = { ...spec.execution, sizing: sizeAt(strategy.portfolio, spec, signal) }
    const around = { ...money.around(symbol, moment), part: 1, maxExposure: rules.maxExposure }
    const point: FillPoint = { execution, before, bar, quote, around }
    if (wish.kind === 'rebalance') {
      order.rebalance(account, point, wish.weight)
    } else if (wish.kind === 'exit') {
      const part = rules.exitParts[position.exitsTaken] ?? Infinity
      if (account.units !== 0) order.exit(account, point, part * position.most)
    } else {
      const adds = account.units * wish.side > 0
      const full = account.units === 0 && money.open >= rules.maxOpenPositions // F49
      const part = rules.entryParts[Math.min(adds ? position.entries : 0, rules.entryParts.length - 1)]
      around.part = full ? 0 : part // of nothing: refused
      order.enter(account, point, wish.side)
    }
  }
}
