import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { type BrokerOptions, brokerRules } from '../simulation/event/broker-rules.ts'
import {
  type Commission,
  percentCommission,
  perUnitCommission,
  type Slippage,
  sumOfCommissions,
} from '../simulation/model/costs.ts'

/** A commission in backtrader's terms. */
export interface CommissionOptions {
  /** A fraction of the value traded, 0.001 for 0.1 %; with `margin` money for every contract. 0 when left out. */
  readonly commission?: number
  /** Money that every open contract blocks: makes futures of what is traded. */
  readonly margin?: number
  /** Money that a price move of 1 is worth per contract: 1. Only with `margin`. */
  readonly multiplier?: number
  /** Yearly interest on the worth of short positions, as a fraction: 0. */
  readonly interest?: number
}

/** What happens to orders that slip; see `BrokerOptions`. */
export type SlippageOptions = Pick<BrokerOptions, 'slipOpen' | 'slipLimit' | 'slipMatch' | 'slipOut'>

const commissionOptions = ['commission', 'margin', 'multiplier', 'interest']
const slippageOptions = ['slipOpen', 'slipLimit', 'slipMatch', 'slipOut']

/** The broker as its settings: every call is checked at once and changes the rules under which `cerebro.run` trades. */
export class CerebroBroker {
  #options: BrokerOptions = {}

  /** What has been set. */
  get options(): BrokerOptions {
    return this.#options
  }

  /** Cash at the start: 10,000 when not set. */
  setCash(amount: number): this {
    return this.setOptions({ initialAmount: amount })
  }

  /** Sets what trading costs, instead of what was set before: commissions of backsweep, which add up, or backtrader's terms. */
  setCommission(given: Commission | readonly Commission[] | CommissionOptions): this {
    if (Array.isArray(given)) return this.setOptions({ commission: sumOfCommissions(given) })
    if ('perOrder' in given) return this.setOptions({ commission: given })
    const options = given as CommissionOptions
    for (const name of Object.keys(options)) {
      if (!commissionOptions.includes(name)) throw unknownName('option', name, commissionOptions, 'of setCommission')
    }
    const { commission = 0, margin, multiplier, interest = 0 } = options
    if (margin === undefined && multiplier !== undefined) {
      throw new BacksweepError(
        'option-invalid',
        `setCommission: multiplier is ${multiplier} without a margin: give the margin of the future, or leave multiplier out for shares.`,
        { option: 'multiplier' },
      )
    }
    return this.setOptions({
      commission: margin === undefined ? percentCommission(commission) : perUnitCommission(commission),
      contract: margin === undefined ? undefined : { margin, multiplier: multiplier ?? 1 },
      borrowRate: interest,
    })
  }

  /** `percentSlippage(0.001)` or `fixedSlippage(0.05)`, and where it ends. */
  setSlippage(slippage: Slippage, options: SlippageOptions = {}): this {
    for (const name of Object.keys(options)) {
      if (!slippageOptions.includes(name)) throw unknownName('option', name, slippageOptions, 'of setSlippage')
    }
    return this.setOptions({ slippage, ...options })
  }

  /** Any of the broker's options; those left out stay as they are. */
  setOptions(options: BrokerOptions): this {
    const all = { ...this.#options, ...options }
    brokerRules(all)
    this.#options = all
    return this
  }
}
