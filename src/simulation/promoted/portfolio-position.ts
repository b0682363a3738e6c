import type { FeedState } from '../event/feed.ts'
import type { FillPlan, PlannedFill } from '../event/fill-plan.ts'
import type { Order } from '../event/order.ts'
import type { Strategy } from '../event/strategy.ts'
import type { Account, FillReason } from '../model/account.ts'
import type { ExitRule } from '../model/position-rules.ts'
import type { PortfolioSymbol } from '../portfolio/portfolio.ts'
import { feeOf, roundingLeft, slipped } from '../vector/sizing.ts'
import type { Cooldowns } from './cooldowns.ts'
import type { PortfolioMoney } from './portfolio-money.ts'

/** A symbol of a promoted portfolio, and what it shares with the others. */
export interface Place {
  readonly symbol: number
  readonly spec: PortfolioSymbol
  readonly feed: FeedState
  readonly money: PortfolioMoney
  readonly cooldowns: Cooldowns
}

/** An exit that can fill now. */
interface Working {
  readonly exit: number
  readonly isStop: boolean
  /** Times the side of the position. */
  readonly level: number
}

/**
 * The position of one symbol of a promoted portfolio: how many entries and exits it has had, and its stops and targets as orders (rules
 * F11 to F14, F45 to F47). Stops are stop orders and targets limit orders; a trailing take profit becomes a stop order when it is armed.
 * They stand in the queue in the order of F45, so that the broker, which tries first in first out, does the rest.
 *
 * As in the vector engine, prices are taken times the side, so that for both sides a lower one is worse.
 */
export class PortfolioPosition {
  /** Entries that the open position has had. */
  entries = 0
  /** Exit signals that have taken a part off it. */
  exitsTaken = 0
  /** The most units that it has had. */
  most = 0
  /** Bar of the last exit by a stop or target; -1 before the first. */
  stoppedBar = -1
  readonly place: Place
  /** Sends its orders. */
  declare private strategy: Strategy
  private readonly exits: readonly ExitRule[]
  private side: 1 | -1 = 1
  /** Close of the bar that opened the position, for levels measured from it. */
  private openingClose = 0
  /** Best price of the position so far, times the side. */
  private best = 0
  /** First bar on which stops and targets work. */
  private since = 0
  private readonly done: boolean[]
  private readonly armed: boolean[]
  /** In the order of the queue. */
  private queue: { readonly exit: number; readonly order: Order }[] = []
  /** The last bar whose high has been looked at, and the last that was ambiguous. */
  private followed = -1
  private ambiguousBar = -1

  constructor(place: Place) {
    this.place = place
    this.exits = place.spec.actions.rules.exits
    this.done = this.exits.map(() => false)
    this.armed = this.exits.map(() => false)
  }

  /** Before the first bar. */
  open(strategy: Strategy): void {
    this.strategy = strategy
  }

  get units(): number {
    return this.place.feed.account.units
  }

  /** After a fill of a signal's or weight's order on `bar`, which found `before` units. */
  adjust(bar: number, before: number): void {
    const { account, bars } = this.place.feed
    const { units } = account
    const { fillAt, stopReference } = this.place.spec.execution
    if (units === 0) {
      this.cancel()
      return
    }
    if (Math.sign(units) !== Math.sign(before)) {
      this.cancel()
      this.side = units > 0 ? 1 : -1
      this.entries = 1
      this.exitsTaken = 0
      this.most = 0
      this.done.fill(false)
      this.armed.fill(false)
      this.openingClose = bars.close[bar]
      this.best = this.side * this.reference
      this.since = fillAt === 'next-open' && stopReference === 'fill' ? bar : bar + 1
    } else if (Math.abs(units) > Math.abs(before)) {
      this.entries++
    }
    this.most = Math.max(this.most, Math.abs(units))
    // what begins to work on the next bar is sent by `follow` if this one is not over yet
    if (fillAt !== 'next-open' || bar >= this.since) this.arrange()
  }

  /**
   * After a bar of the symbol, and before an order fills at its close: its high moves what trails and arms what it has reached (F46), for
   * the bars after it.
   */
  follow(bar: number): void {
    if (this.units === 0 || this.exits.length === 0) return
    if (bar >= this.since && bar > this.followed) {
      this.followed = bar
      const { high, low } = this.place.feed.bars
      const finest = this.side > 0 ? high[bar] : -low[bar]
      this.best = Math.max(this.best, finest)
      for (const [k, exit] of this.exits.entries()) {
        if (exit.kind === 'trailing-profit' && finest >= this.target(exit)) this.armed[k] = true
      }
    }
    this.arrange()
  }

  /** F52 */
  split(ratio: number): void {
    this.most *= ratio
    this.best /= ratio
    this.openingClose /= ratio
    this.arrange()
  }

  /** What an exit comes to at `quote`. */
  fill(exit: number, account: Account, quote: number, bar: number): PlannedFill {
    const { spec, feed } = this.place
    const { execution } = spec
    const { kind, part } = this.exits[exit]
    const isStop = kind !== 'take-profit'
    const slips = execution.stopSlippage === 'all' || (execution.stopSlippage === 'market' && isStop) // F14
    const price = slips ? slipped(quote, -this.side, execution, bar) : quote
    const held = Math.abs(account.units)
    const wanted = part * this.most
    const units = part === 1 || held - wanted <= roundingLeft * this.most ? held : wanted
    const inside = this.side * feed.bars.open[bar] > this.side * quote
    if (isStop && inside && bar !== this.ambiguousBar && this.reachesTarget(bar)) {
      this.ambiguousBar = bar
      feed.ledger.ambiguousExits++
    }
    const fee = feeOf(execution, units, price)
    return { units: -this.side * units, price, fee, reason: reasonOf(kind), refused: false }
  }

  /** After an exit. */
  filled(exit: number, bar: number, before: number): void {
    const { symbol, cooldowns } = this.place
    this.stoppedBar = bar
    this.done[exit] = true
    this.queue = this.queue.filter((queued) => queued.exit !== exit)
    if (this.units === 0) this.cancel()
    cooldowns.note(symbol, { bar, before, after: this.units, reason: reasonOf(this.exits[exit].kind) })
  }

  /** Whether a target that has not filled lies inside the bar. */
  private reachesTarget(bar: number): boolean {
    const { high, low } = this.place.feed.bars
    const finest = this.side > 0 ? high[bar] : -low[bar]
    return this.queue.some(
      ({ exit }) => this.exits[exit].kind === 'take-profit' && finest >= this.target(this.exits[exit]),
    )
  }

  /** Brings orders and their prices in line with the levels. */
  private arrange(): void {
    const working = this.working()
    const { queue } = this
    if (working.length === queue.length && working.every(({ exit }, k) => exit === queue[k].exit)) {
      for (const [k, { level }] of working.entries()) queue[k].order.price = this.side * level
      return
    }
    this.cancel()
    this.queue = working.map((exit) => ({ exit: exit.exit, order: this.send(exit) }))
  }

  /** Stops first, highest first, then targets, lowest first; of equal levels the one listed first. */
  private working(): Working[] {
    const stops: Working[] = []
    const targets: Working[] = []
    for (const [exit, rule] of this.exits.entries()) {
      if (this.done[exit] || (rule.kind === 'trailing-profit' && !this.armed[exit])) continue
      const isStop = rule.kind !== 'take-profit'
      const level = isStop ? this.stop(rule) : this.target(rule)
      if (this.side * level > 0) (isStop ? stops : targets).push({ exit, isStop, level }) // a level at or below zero is none
    }
    stops.sort((a, b) => b.level - a.level)
    targets.sort((a, b) => a.level - b.level)
    return [...stops, ...targets]
  }

  private send({ exit, isStop, level }: Working): Order {
    const { strategy, side, place } = this
    const options = {
      feed: place.feed.view,
      kind: isStop ? 'stop' : 'limit',
      price: side * level,
      size: Math.abs(this.units),
    } as const
    const order = (side > 0 ? strategy.sell(options) : strategy.buy(options)) as Order
    order.plan = new ExitPlan(this, exit)
    return order
  }

  private cancel(): void {
    for (const { order } of this.queue) this.strategy.cancel(order)
    this.queue = []
  }

  /** What fixed levels are measured from (F11). */
  private get reference(): number {
    const { spec, feed } = this.place
    return spec.execution.stopReference === 'fill' ? feed.account.averagePrice : this.openingClose
  }

  private target({ at }: ExitRule): number {
    return this.side * this.reference + this.reference * at
  }

  private stop({ kind, at, trail }: ExitRule): number {
    if (kind === 'stop-loss') return this.side * this.reference - this.reference * at
    return this.best - Math.abs(this.best) * (kind === 'trailing-stop' ? at : trail)
  }
}

function reasonOf(kind: ExitRule['kind']): FillReason {
  return kind === 'trailing-profit' ? 'take-profit' : kind
}

class ExitPlan implements FillPlan {
  private readonly position: PortfolioPosition
  private readonly exit: number
  private before = 0

  constructor(position: PortfolioPosition, exit: number) {
    this.position = position
    this.exit = exit
  }

  fill(account: Account, quote: number, bar: number): PlannedFill {
    this.before = account.units
    return this.position.fill(this.exit, account, quote, bar)
  }

  filled(bar: number): void {
    this.position.filled(this.exit, bar, this.before)
  }
}
