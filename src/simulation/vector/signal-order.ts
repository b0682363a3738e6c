import { isSet } from '../../signals/signal.ts'
import type { Account, FillReason } from '../model/account.ts'
import type { Execution } from '../model/execution.ts'
import type { Actions } from './actions.ts'
import { alone, entryUnits, isDust, rebalancingUnits, roundingLeft, type Surroundings, slipped } from './sizing.ts'

/** An order at its fill point. */
export interface FillPoint {
  readonly execution: Execution
  /** Units of the position at the close of the signal's bar. */
  readonly before: number
  /** Bar on which the order fills. */
  readonly bar: number
  /** The open or close that it fills at, before slippage. */
  readonly quote: number
  /** Default `alone`. */
  readonly around?: Readonly<Surroundings>
}

/** The order of a signal of the account's only symbol. */
export interface SignalPoint extends FillPoint {
  readonly actions: Actions
  /** Bar of the signal. */
  readonly signal: number
}

/**
 * What the order of a signal comes to at its fill point: rules F5 to F8, F14 and F15. One object is decided anew for every order;
 * it only says what to do, the account is touched by nobody here.
 */
export class SignalOrder {
  /** Signed; 0 when there is nothing to trade. */
  units = 0
  /** After slippage. */
  price = 0
  reason: FillReason = 'entry'
  /** Whether there was no money for the entry (F8); `units` may still close a position on the other side. */
  refused = false

  decide(account: Account, point: SignalPoint): void {
    const { actions, signal } = point
    this.units = 0
    this.refused = false
    if (actions.targetWeight !== null) this.rebalance(account, point, actions.targetWeight[signal])
    else if (isSet(actions.enterLong, signal)) this.enter(account, point, 1)
    else if (isSet(actions.enterShort, signal)) this.enter(account, point, -1)
    else if (account.units !== 0) this.exit(account, point) // else a stop has closed it between the signal and the fill
  }

  enter(account: Account, { execution, bar, quote, around }: FillPoint, side: 1 | -1): void {
    this.price = slipped(quote, side, execution, bar)
    const opened = entryUnits(execution, account, side, this.price, around)
    const closed = account.units * side < 0 ? -account.units : 0
    this.refused = opened === 0
    this.units = closed + side * opened
    this.reason = closed === 0 ? 'entry' : opened === 0 ? 'exit' : 'reversal'
  }

  /** @param most units that it takes off, unless scaling says how many */
  exit(account: Account, { execution, bar, quote, before, around = alone }: FillPoint, most = Infinity): void {
    const away = before > 0 ? -1 : 1
    this.price = slipped(quote, away, execution, bar)
    const { price } = this
    const held = Math.abs(account.units)
    const equity = account.equityAt(price) + around.worth
    const part = execution.scaling === 'in-and-out' ? reduction(execution, equity, price) : most
    const rest = held - part
    const units = rest <= roundingLeft * held || isDust(rest, price, equity) ? held : part
    this.units = units > 0 ? away * units : 0
    this.reason = 'exit'
  }

  rebalance(account: Account, { execution, bar, quote, around = alone }: FillPoint, weight: number): void {
    const equity = Math.max(0, account.equityAt(quote) + around.worth)
    const side = weight * equity > account.units * quote ? 1 : -1
    this.price = slipped(quote, side, execution, bar)
    const units = rebalancingUnits(execution, account, weight, this.price, around)
    if (units * side > 0 && !isDust(units, this.price, account.equityAt(this.price) + around.worth)) this.units = units
    this.reason = 'rebalance'
  }
}

/** Units of one entry at `price`, for exits that scale out (F6): sized as from an account without a position. */
function reduction(execution: Execution, equity: number, price: number): number {
  if (execution.sizing.kind === 'all-in') return Infinity
  return entryUnits(execution, { cash: equity, units: 0 }, -1, price)
}
