import { assert } from '../../base/assert.ts'
import { isSet } from '../../signals/signal.ts'
import { type BrokerRules, brokerRules } from '../event/broker-rules.ts'
import type { StrategyConstructor } from '../event/engine.ts'
import type { FillPlan, PlannedFill } from '../event/fill-plan.ts'
import type { Order } from '../event/order.ts'
import { Strategy } from '../event/strategy.ts'
import type { Account } from '../model/account.ts'
import type { Execution } from '../model/execution.ts'
import type { Actions } from '../vector/actions.ts'
import { SignalOrder } from '../vector/signal-order.ts'
import { feeOf } from '../vector/sizing.ts'
import { Exits } from './exits.ts'

/**
 * A vector strategy in the event engine (rule F40 of docs/execution-model.md).
 *
 * 1. Its signals were computed over whole columns, as for the vector engine: `actions` is asked for them at the start of every run.
 * 2. `next` looks up what they ask for on this bar in the present state (F3 to F6) and sends one order, that fills by `fillAt`.
 * 3. Side, size and costs of the order are decided at its fill, by the vector engine's own arithmetic (signal-order.ts).
 * 4. The fill brings the stop and the target into being, as orders (exits.ts), which `next` moves with the market.
 *
 * The broker sees market, close, stop and limit orders and says when and at which quote they fill. So what the two engines share is what
 * an order comes to; when it is sent, waits, fills or falls away is worked out by each in its own way.
 */
export function promoted(name: string, execution: Execution, actions: () => Actions): StrategyConstructor {
  const Promoted = class extends PromotedStrategy {
    override readonly execution = execution
    override readonly actions = actions()
  }
  Object.defineProperty(Promoted, 'name', { value: name }) // errors name the strategy
  return Promoted
}

/** The broker's rules for a promoted strategy. */
export function promotedRules(execution: Execution): BrokerRules {
  assert(execution.compatibility === 'none', 'defineSweep refuses engine and compatibility together')
  const { initialAmount, fillAt, commission, slippage } = execution
  const rules = brokerRules({
    initialAmount,
    commission,
    slippage,
    checkSubmit: false,
    cheatOnClose: fillAt === 'close',
  })
  return Object.freeze({ ...rules, slips: false }) // plans take quotes, and slip by F14
}

/** What all promoted strategies do; `promoted` says which signals by which rules. */
abstract class PromotedStrategy extends Strategy {
  abstract readonly execution: Execution
  abstract readonly actions: Actions
  declare private exits: Exits

  override init(): void {
    this.exits = new Exits(this, this.execution, this.actions)
  }

  override next(): void {
    const { actions, exits, execution, position } = this
    const { bar } = this.data
    exits.follow(bar)
    if (execution.fillAt === 'close' && exits.filledBar === bar) return // F12

    const before = position.units
    const words = before === 0 ? actions.flat : before > 0 ? actions.long : actions.short
    if (!isSet(words, bar)) return
    const options = { size: 1, kind: execution.fillAt === 'next-close' ? 'close' : 'market' } as const
    const order = (this.sideOf(bar, before) > 0 ? this.buy(options) : this.sell(options)) as Order
    order.plan = new SignalPlan({ actions, execution, signal: bar, before }, exits)
    exits.requeue()
  }

  /** Which way the order goes as far as is known when it is sent: the weight of a position changes until the fill. */
  private sideOf(bar: number, before: number): number {
    const { targetWeight, enterLong, enterShort } = this.actions
    if (targetWeight !== null) return targetWeight[bar] * this.value - before * this.data.close.at(0)
    return isSet(enterLong, bar) ? 1 : isSet(enterShort, bar) ? -1 : -before
  }
}

/** A signal whose order is on its way. */
interface PlannedSignal {
  readonly actions: Actions
  readonly execution: Execution
  readonly signal: number
  readonly before: number
}

class SignalPlan implements FillPlan {
  private readonly signal: PlannedSignal
  private readonly exits: Exits
  private readonly order = new SignalOrder()
  /** Units that the fill found. */
  private held = 0

  constructor(signal: PlannedSignal, exits: Exits) {
    this.signal = signal
    this.exits = exits
  }

  fill(account: Account, quote: number, bar: number): PlannedFill | null {
    const { signal, order } = this
    const { execution } = signal
    this.held = account.units
    const atClose = execution.fillAt !== 'next-open'
    if (atClose && account.units < 0 && account.equityAt(quote) <= 0) return null // F16 comes first
    order.decide(account, { ...signal, bar, quote })
    const { units, price, reason, refused } = order
    if (units === 0 && !refused) return null
    return { units, price, fee: feeOf(execution, Math.abs(units), price), reason, refused }
  }

  filled(bar: number): void {
    this.exits.adjust(bar, this.held)
  }
}
