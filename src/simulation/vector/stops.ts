import type { Bars } from '../../data/bars.ts'
import type { Column } from '../../data/column.ts'
import { Extremes } from '../../data/extremes.ts'
import type { Account } from '../model/account.ts'
import type { StopReference } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Actions } from './actions.ts'

/** What ended the watch: nothing, one of the three exits, or an account without equity (rule F16). */
export type StopHit = 'none' | 'stop-loss' | 'take-profit' | 'trailing-stop' | 'ruin'

/**
 * Watches an open position bar by bar for its stop loss, take profit and trailing stop (rules F11 to F13).
 *
 * Prices are taken times the side (+1 long, -1 short), so that for both sides a lower value is worse and
 * one loop serves both; multiplying by ±1 is exact. Without a trailing stop the levels stand still, and the loop goes from one bar that could
 * reach them to the next.
 */
export class StopWatch {
  /** Of the last hit: its bar, and the price before slippage. */
  bar = -1
  price = 0
  private best = 0
  /** Of `bars`. */
  private extremes: Extremes | null = null
  private bars: Bars | null = null
  private readonly account: Account
  private readonly ledger: Ledger

  constructor(account: Account, ledger: Ledger) {
    this.account = account
    this.ledger = ledger
  }

  /** Begins the watch of a position that a fill at `price` has just opened; `side` is its direction. */
  start(price: number, side: number): void {
    this.best = side * price
  }

  /** Looks at the bars [from, end) and stops at the first hit. */
  scan(bars: Bars, actions: Actions, reference: StopReference, from: number, end: number): StopHit {
    const { account } = this
    const side = account.units > 0 ? 1 : -1
    const { stopLoss, takeProfit, trailingStop } = actions
    if (side > 0 && stopLoss === 0 && takeProfit === 0 && trailingStop === 0) return 'none'

    const { open, close } = bars
    const worst = side > 0 ? bars.low : bars.high
    const finest = side > 0 ? bars.high : bars.low
    const base = reference === 'fill' ? account.averagePrice : close[account.entryBar]
    const lossLevel = stopLoss > 0 ? side * base - base * stopLoss : -Infinity
    const target = takeProfit > 0 ? side * base + base * takeProfit : Infinity
    let best = this.best
    let stop = lossLevel
    const trail = () => {
      if (trailingStop > 0) stop = Math.max(lossLevel, best - Math.abs(best) * trailingStop)
    }
    trail()
    // prices between which nothing happens; of the close at which a short position is ruined a little less, for the rounding
    const ruin = side < 0 ? (account.cash / -account.units) * (1 - 1e-12) : Infinity
    const floor = side > 0 ? stop : -target
    const ceiling = side > 0 ? target : Math.min(-stop, ruin)
    const extremes = trailingStop > 0 ? null : this.extremesOf(bars)

    for (let t = from; t < end; t++) {
      if (extremes !== null) {
        t = extremes.firstBeyond(floor, ceiling, t, end)
        if (t === end) break
      }
      const opened = side * open[t]
      if (opened <= stop) return this.hit(t, open[t], stop > lossLevel ? 'trailing-stop' : 'stop-loss')
      if (opened >= target) return this.hit(t, open[t], 'take-profit')
      if (side * worst[t] <= stop) {
        if (side * finest[t] >= target) this.ledger.ambiguousExits++
        return this.hit(t, side * stop, stop > lossLevel ? 'trailing-stop' : 'stop-loss')
      }
      if (side * finest[t] >= target) return this.hit(t, side * target, 'take-profit')
      if (side < 0 && account.equityAt(close[t]) <= 0) return this.hit(t, close[t], 'ruin')
      if (side * finest[t] > best) {
        best = side * finest[t]
        trail()
      }
    }
    this.best = best
    return 'none'
  }

  /** Of whole bars, so that those on which nothing happens are passed over many at a time. */
  private extremesOf(bars: Bars): Extremes {
    if (this.extremes === null || this.bars !== bars) {
      const { lows, highs } = wholeBars(bars)
      this.extremes = new Extremes(lows, highs, 0, bars.length)
      this.bars = bars
    }
    return this.extremes
  }

  /** Notes a hit, of the watch itself or of the engine. */
  hit(bar: number, price: number, what: StopHit): StopHit {
    this.bar = bar
    this.price = price
    return what
  }
}

/** The lowest and the highest price of each bar, of all four. */
export function wholeBars({ open, high, low, close }: Bars): { readonly lows: Column; readonly highs: Column } {
  return {
    lows: Float64Array.from(low, (value, t) => Math.min(value, open[t], close[t])),
    highs: Float64Array.from(high, (value, t) => Math.max(value, open[t], close[t])),
  }
}
