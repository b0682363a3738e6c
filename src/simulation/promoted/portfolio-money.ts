import type { FeedState } from '../event/feed.ts'

/** Worth of the positions around one of them, and the cash kept for those that are short (rule F43). */
export interface Around {
  readonly worth: number
  readonly gross: number
  readonly reserve: number
}

/** Moment of a bar at which positions are valued. */
export type Moment = 'open' | 'close'

/** What the symbols of a portfolio are worth to each other. */
export class PortfolioMoney {
  private readonly feeds: readonly FeedState[]
  private ruinBar = -1
  private ruined = false

  constructor(feeds: readonly FeedState[]) {
    this.feeds = feeds
  }

  /** Around the position of `symbol`, all others at their open, those without a bar at their last close; or at their close. */
  around(symbol: number, moment: Moment): Around {
    let worth = 0
    let gross = 0
    let reserve = 0
    for (const [k, { account, bars, clock, ticks }] of this.feeds.entries()) {
      if (k === symbol || account.units === 0) continue
      const quote = moment === 'open' && ticks ? bars.open[clock.bar] : bars.close[clock.bar]
      const value = account.units * quote
      worth += value
      gross += Math.abs(value)
      if (value < 0) reserve -= 2 * value
    }
    return { worth, gross, reserve }
  }

  /** Cash kept for all short positions at the closes of the bar before. */
  get reserve(): number {
    let reserve = 0
    for (const { account, bars, clock } of this.feeds) {
      if (account.units < 0) reserve -= 2 * account.units * bars.close[clock.bar - 1]
    }
    return reserve
  }

  /** F54, before the orders of this close: asked again for the next of them, the answer is the same. */
  isRuined(bar: number): boolean {
    if (this.ruinBar === bar) return this.ruined
    let equity = 0
    let short = false
    for (const feed of this.feeds) {
      const { account, bars } = feed
      equity += account.units === 0 ? feed.cash : feed.equityAt(bars.close[bar])
      short ||= account.units < 0
    }
    this.ruinBar = bar
    this.ruined = short && equity <= 0
    return this.ruined
  }

  /** How many symbols have a position. */
  get open(): number {
    let count = 0
    for (const { account } of this.feeds) if (account.units !== 0) count++
    return count
  }
}
