import type { Column } from '../../data/column.ts'
import type { Broker } from '../event/broker.ts'
import type { Steps } from '../event/timeline.ts'
import { type Portfolio, trades } from '../portfolio/portfolio.ts'
import type { PortfolioMoney } from './portfolio-money.ts'
import type { PortfolioPosition } from './portfolio-position.ts'

/** What the steps of a run move. */
export interface Stage {
  readonly broker: Broker
  readonly positions: readonly PortfolioPosition[]
  readonly money: PortfolioMoney
  /** Start of every bar of the portfolio. */
  readonly time: Column
}

/**
 * The bars of a portfolio, one after the other (rule F41), with what is booked before the open of each: cash flows, splits and dividends
 * (F51, F52). After a ruin nothing is booked any more.
 */
export class PortfolioSteps implements Steps {
  now = -Infinity
  private readonly portfolio: Portfolio
  private readonly stage: Stage
  private readonly to: number
  private bar: number
  private event = 0
  /** What is still to be withdrawn. */
  private due = 0

  constructor(portfolio: Portfolio, stage: Stage, { from, to }: { readonly from: number; readonly to: number }) {
    this.portfolio = portfolio
    this.stage = stage
    this.bar = from - 1
    this.to = to
  }

  step(): boolean {
    const { portfolio, stage } = this
    if (stage.broker.ruined || this.bar + 1 >= this.to) return false
    const bar = ++this.bar
    this.now = stage.time[bar]
    for (const [k, feed] of stage.broker.feeds.entries()) {
      feed.clock.bar = bar
      feed.ticks = trades(portfolio.symbols[k].market, bar)
    }
    this.flow()
    this.book()
    return true
  }

  /** F51: deposits first, then all that is due. */
  private flow(): void {
    const { events } = this.portfolio
    const { account } = this.stage.broker.feeds[0]
    for (; this.event < events.length; this.event++) {
      const event = events[this.event]
      if (event.bar !== this.bar || event.kind !== 'flow') break
      if (event.amount < 0) this.due -= event.amount
      else account.applyFlow(this.bar, event.amount)
    }
    if (this.due === 0) return
    const taken = Math.min(this.due, account.cash - this.stage.money.reserve)
    if (!(taken > 1e-9 * this.due)) return // what rounding leaves is no money
    this.due -= taken
    account.applyFlow(this.bar, -taken)
  }

  /** F52 */
  private book(): void {
    const { events } = this.portfolio
    const { feeds } = this.stage.broker
    for (; this.event < events.length && events[this.event].bar === this.bar; this.event++) {
      const event = events[this.event]
      if (event.kind === 'flow') continue
      const { account } = feeds[event.symbol]
      if (account.units === 0) continue
      if (event.kind === 'split') {
        account.applySplit(this.bar, event.ratio)
        this.stage.positions[event.symbol].split(event.ratio)
      } else {
        account.applyFill(this.bar, 0, 0, -event.amount * account.units, 'dividend')
      }
    }
  }
}
