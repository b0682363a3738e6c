import type { Bars } from '../../data/bars.ts'
import { nextSet } from '../../signals/signal.ts'
import { Account, type FillReason } from '../model/account.ts'
import type { Execution } from '../model/execution.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Actions } from './actions.ts'
import { isLongAllIn, runLongAllIn } from './long-all-in.ts'
import { SignalOrder } from './signal-order.ts'
import { feeOf, slipped } from './sizing.ts'
import { type StopHit, StopWatch } from './stops.ts'

/**
 * The vector engine: turns a strategy's actions into fills and trades in a ledger.
 *
 * 1. From the cursor, jump to the next bar s on which the signals ask for something in the present
 *    state (flat, long, short).
 * 2. On the way, watch the open position's stops up to and including bar s. A hit closes the position on
 *    its bar; go on from there (step 1).
 * 3. Carry out the order of bar s at its fill point: the open or close of bar s + 1, or the close of bar s.
 *    For `next-close` the stops are watched on bar s + 1 first.
 * 4. Move the cursor to bar s + 1. After the last bar, write the position still open as an open trade.
 *
 * Idle bars are never touched, and the commonest backtest has a loop of its own (long-all-in.ts).
 * test/support/plain-engine.ts is the twin that visits every bar; a property test holds the two equal. Numbers F1 … are the rules of
 * docs/execution-model.md.
 */
export class VectorEngine {
  readonly ledger: Ledger
  private readonly account: Account
  private readonly stops: StopWatch
  private readonly order = new SignalOrder()

  constructor(ledger: Ledger) {
    this.ledger = ledger
    this.account = new Account(ledger)
    this.stops = new StopWatch(this.account, ledger)
  }

  /** Simulates the bars [from, to) of `bars`; the ledger then holds this run and nothing else. */
  run(bars: Bars, actions: Actions, execution: Execution, from: number, to: number): void {
    if (isLongAllIn(actions, execution)) runLongAllIn(bars, actions, execution, { from, to }, this.ledger)
    else this.runAny(bars, actions, execution, from, to)
  }

  /** The same for whatever a strategy may ask for. */
  runAny(bars: Bars, actions: Actions, execution: Execution, from: number, to: number): void {
    const { account, order } = this
    account.open(execution.initialAmount)
    const { fillAt, stopReference } = execution
    const vectorbt = execution.compatibility === 'vectorbt'
    const delay = fillAt === 'close' ? 0 : 1
    const fillsBeforeStops = fillAt === 'next-open' && !vectorbt // F12
    let cursor = from
    let watched = from // first bar on which the stops have not been looked at

    while (cursor < to) {
      const before = account.units
      const words = before === 0 ? actions.flat : before > 0 ? actions.long : actions.short
      const signal = nextSet(words, cursor, to)

      if (before !== 0) {
        const hit = this.stops.scan(bars, actions, stopReference, watched, Math.min(signal + 1, to))
        if (hit !== 'none') {
          this.closeAtStop(hit, execution)
          if (hit === 'ruin') break
          cursor = delay === 0 ? this.stops.bar + 1 : this.stops.bar // F12
          continue
        }
      }
      const fillBar = signal + delay
      if (fillBar >= to) break // F2
      cursor = signal + 1

      if (before !== 0 && delay === 1 && !fillsBeforeStops) {
        const hit = this.stops.scan(bars, actions, stopReference, fillBar, fillBar + 1)
        if (hit !== 'none') this.closeAtStop(hit, execution)
        if (hit === 'ruin') break
        if (hit !== 'none' && vectorbt) continue // there, a stop replaces the order
      }
      const quote = fillAt === 'next-open' ? bars.open[fillBar] : bars.close[fillBar]
      const held = account.units // 0 when a stop has just closed it
      order.decide(account, { actions, execution, signal, before, bar: fillBar, quote })
      if (order.refused) this.ledger.recordRefusal(fillBar) // F8
      if (order.units !== 0) this.fill(fillBar, order.units, order.price, execution, order.reason)

      watched = fillsBeforeStops ? fillBar : fillBar + 1
      if (account.units !== 0 && Math.sign(account.units) !== Math.sign(held)) {
        const byClose = stopReference === 'close'
        this.stops.start(byClose ? bars.close[fillBar] : account.averagePrice, Math.sign(account.units))
        if (byClose) watched = fillBar + 1 // the reference is known only when the bar has closed (F11)
      }
      if (watched > fillBar && account.units < 0 && account.equityAt(bars.close[fillBar]) <= 0) {
        this.stops.hit(fillBar, bars.close[fillBar], 'ruin') // F16 holds on bars, too, on which the stops do not work yet
        this.closeAtStop('ruin', execution)
        break
      }
    }
    if (to > from) account.recordOpenTrade(bars.close[to - 1])
  }

  private closeAtStop(hit: Exclude<StopHit, 'none'>, execution: Execution): void {
    const { bar, price } = this.stops
    const away = this.account.units > 0 ? -1 : 1
    const atMarket = hit !== 'take-profit'
    const slips =
      hit === 'ruin' || execution.stopSlippage === 'all' || (execution.stopSlippage === 'market' && atMarket) // F14
    this.fill(bar, -this.account.units, slips ? slipped(price, away, execution, bar) : price, execution, hit)
  }

  private fill(bar: number, units: number, price: number, execution: Execution, reason: FillReason): void {
    this.account.applyFill(bar, units, price, feeOf(execution, Math.abs(units), price), reason)
  }
}
