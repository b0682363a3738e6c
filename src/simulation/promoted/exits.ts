import type { FillPlan, PlannedFill } from '../event/fill-plan.ts'
import type { Order } from '../event/order.ts'
import type { Strategy } from '../event/strategy.ts'
import type { Account } from '../model/account.ts'
import type { Execution } from '../model/execution.ts'
import type { Actions } from '../vector/actions.ts'
import { feeOf, slipped } from '../vector/sizing.ts'

type Levels = Pick<Actions, 'stopLoss' | 'takeProfit' | 'trailingStop'>

/**
 * Stop loss, trailing stop and take profit of a promoted strategy as orders (rules F11 to F14): a stop order at the better of the
 * two stops and a limit order at the target, of which one cancels the other. Both close the whole position, whatever was added
 * or taken off since they were sent.
 *
 * As in the vector engine, prices are taken times the side, so that for both sides a lower one is worse.
 */
export class Exits {
  /** Bar of the last exit by one of them; -1 before the first. */
  filledBar = -1
  private readonly strategy: Strategy
  private readonly execution: Execution
  private readonly levels: Levels
  private stop: Order | null = null
  private target: Order | null = null
  private side: 1 | -1 = 1
  /** What stop loss and take profit are measured from. */
  private reference = 0
  /** Best price of the position so far, times the side. */
  private best = 0
  /** First bar on which they work. */
  private since = 0

  constructor(strategy: Strategy, execution: Execution, levels: Levels) {
    this.strategy = strategy
    this.execution = execution
    this.levels = levels
  }

  /** After a fill of a signal's order on `bar`, which found `held` units. */
  adjust(bar: number, held: number): void {
    const { position, data } = this.strategy
    const byFill = this.execution.stopReference === 'fill'
    if (position.units === 0) {
      this.cancel()
    } else if (Math.sign(position.units) !== Math.sign(held)) {
      this.cancel()
      this.side = position.units > 0 ? 1 : -1
      this.reference = byFill ? position.averagePrice : data.close.at(0)
      this.best = this.side * this.reference
      this.since = byFill && this.execution.fillAt === 'next-open' ? bar : bar + 1
      this.send()
    } else if (byFill) {
      this.reference = position.averagePrice
      this.reprice()
    }
  }

  /** After a bar: the trailing stop moves with its high, for the bars after it. */
  follow(bar: number): void {
    if (this.stop === null || this.levels.trailingStop === 0 || bar < this.since) return
    const { high, low } = this.strategy.data
    this.best = Math.max(this.best, this.side > 0 ? high.at(0) : -low.at(0))
    this.reprice()
  }

  /** Puts them behind an order that has just been sent: at an open that all of them fill at, the signal's order comes first (F12). */
  requeue(): void {
    if (this.stop === null && this.target === null) return
    this.cancel()
    this.send()
  }

  /** What an exit at `quote` comes to. */
  fill(order: Order, account: Account, quote: number, bar: number): PlannedFill {
    const { execution } = this
    const isStop = order === this.stop
    const slips = execution.stopSlippage === 'all' || (execution.stopSlippage === 'market' && isStop) // F14
    const price = slips ? slipped(quote, -this.side, execution, bar) : quote
    const reason = !isStop ? 'take-profit' : this.trailLevel() > this.lossLevel() ? 'trailing-stop' : 'stop-loss'
    const fee = feeOf(execution, Math.abs(account.units), price)
    return { units: -account.units, price, fee, reason, refused: false }
  }

  /** After an exit; the broker has cancelled the other one. */
  filled(bar: number): void {
    this.filledBar = bar
    this.stop = null
    this.target = null
  }

  private send(): void {
    const { strategy, side } = this
    const size = Math.abs(strategy.position.units)
    const { stop, target } = this.prices()
    const send = (kind: 'stop' | 'limit', price: number, oco?: Order) => {
      const options = { kind, price, size, ...(oco && { oco }) }
      const order = (side > 0 ? strategy.sell(options) : strategy.buy(options)) as Order
      order.plan = new ExitPlan(this, order)
      if (strategy.data.bar < this.since) order.insideBar = strategy.data.bar // with no price: sees nothing of that bar
      return order
    }
    // a level at or below zero is none
    this.stop = stop > 0 && stop < Infinity ? send('stop', stop) : null
    this.target = target > 0 && target < Infinity ? send('limit', target, this.stop ?? undefined) : null
  }

  private reprice(): void {
    const { stop, target } = this.prices()
    if (this.stop !== null) this.stop.price = stop
    if (this.target !== null) this.target.price = target
  }

  private prices(): { stop: number; target: number } {
    const { side, reference, levels } = this
    return {
      stop: side * Math.max(this.lossLevel(), this.trailLevel()),
      target: levels.takeProfit > 0 ? reference + side * reference * levels.takeProfit : Infinity,
    }
  }

  private lossLevel(): number {
    const { stopLoss } = this.levels
    return stopLoss > 0 ? this.side * this.reference - this.reference * stopLoss : -Infinity
  }

  private trailLevel(): number {
    const { trailingStop } = this.levels
    return trailingStop > 0 ? this.best - Math.abs(this.best) * trailingStop : -Infinity
  }

  private cancel(): void {
    this.strategy.cancel(this.stop)
    this.strategy.cancel(this.target)
    this.stop = null
    this.target = null
  }
}

class ExitPlan implements FillPlan {
  private readonly exits: Exits
  private readonly order: Order

  constructor(exits: Exits, order: Order) {
    this.exits = exits
    this.order = order
  }

  fill(account: Account, quote: number, bar: number): PlannedFill {
    return this.exits.fill(this.order, account, quote, bar)
  }

  filled(bar: number): void {
    this.exits.filled(bar)
  }
}
