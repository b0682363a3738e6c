import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { type Commission, noCommission, noSlippage, type Slippage } from '../model/costs.ts'
import { fixedUnits } from '../model/sizing.ts'
import type { Sizer } from './sizers.ts'

const eventCompatibilities = ['none', 'backtrader'] as const
/** Another tool whose rules are to be reproduced, for checking results against it (rule F39). */
export type EventCompatibility = (typeof eventCompatibilities)[number]

/** A futures contract: rule F33. */
export interface Contract {
  /** Money that a price move of 1 is worth per contract. */
  readonly multiplier: number
  /** Money that each open contract blocks. */
  readonly margin: number
}

/** How the orders of an event-driven strategy are filled, charged and refused. What is left out has the value named. */
export interface BrokerOptions {
  /** Cash at the start: 10,000. */
  readonly initialAmount?: number
  /** `noCommission`. Charged once an order (F31). */
  readonly commission?: Commission
  /** The least that an order with a fill costs: 0. */
  readonly minimumCommission?: number
  /** Futures instead of shares: none. */
  readonly contract?: Contract
  /** Yearly interest on the worth of short positions, as a fraction: 0 (F34). */
  readonly borrowRate?: number
  /** Equity that a short position needs, as a fraction of its worth: 1. With 0 a short sale is never refused (F32). */
  readonly shortMargin?: number
  /** `noSlippage`. */
  readonly slippage?: Slippage
  /** Whether fills at the open slip: true (F29). */
  readonly slipOpen?: boolean
  /** Whether a limit order that would slip beyond its limit fills at the limit (true) or waits. */
  readonly slipLimit?: boolean
  /** Whether an order that would slip out of the bar fills (true) or waits. */
  readonly slipMatch?: boolean
  /** Whether it then fills at the slipped price (true) or at the bar's high or low. */
  readonly slipOut?: boolean
  /** The most units of one order that fill on one bar: Infinity (F30). */
  readonly unitsPerBar?: number
  /** The most of a bar's volume that all fills on it take, as a fraction: Infinity, which is no limit. */
  readonly volumeShare?: number
  /** Units of an order without a size: `fixedUnits(1)`. */
  readonly sizing?: Sizer
  /** Sizes from sizers and targets are rounded down to a multiple of it; 0 trades any fraction: 0. */
  readonly unitStep?: number
  /** Market and close orders fill at the close after which they were sent: false (F36). */
  readonly cheatOnClose?: boolean
  /** `nextOpen` is called before each bar, and its market orders fill at that bar's open: false (F36). */
  readonly cheatOnOpen?: boolean
  /** Whether orders are checked against the cash when they are sent: true (F20). */
  readonly checkSubmit?: boolean
  /** `'none'`. */
  readonly compatibility?: EventCompatibility
}

/** Options with every value filled in and checked: what a broker works with. */
export interface BrokerRules extends Required<Omit<BrokerOptions, 'contract'>> {
  readonly contract: Contract | null
  readonly multiplier: number
  readonly backtrader: boolean
  /** Whether there is any slippage. */
  readonly slips: boolean
  /** Whether close orders slip. */
  readonly slipClose: boolean
  /** Whether fills may be partial. */
  readonly limitsVolume: boolean
}

const standard = {
  initialAmount: 10_000,
  commission: noCommission,
  minimumCommission: 0,
  borrowRate: 0,
  slippage: noSlippage,
  slipLimit: true,
  slipMatch: true,
  unitsPerBar: Infinity,
  volumeShare: Infinity,
  sizing: fixedUnits(1),
  cheatOnClose: false,
  cheatOnOpen: false,
  checkSubmit: true,
} as const

const native = { ...standard, shortMargin: 1, slipOpen: true, slipOut: true, unitStep: 0 } as const
const likeBacktrader = { ...standard, shortMargin: 0, slipOpen: false, slipOut: false, unitStep: 1 } as const
const known = [...Object.keys(native), 'contract', 'compatibility']

/** Checks options once for all backtests. Errors: 'name-unknown' for an option that does not exist, 'option-invalid' for a value. */
export function brokerRules(options: BrokerOptions = {}): BrokerRules {
  for (const name of Object.keys(options)) if (!known.includes(name)) throw unknownName('broker option', name, known)
  const compatibility = options.compatibility ?? 'none'
  if (!eventCompatibilities.includes(compatibility)) {
    throw invalid('compatibility', compatibility, eventCompatibilities.join(' or '))
  }
  const backtrader = compatibility === 'backtrader'
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const rules = { ...(backtrader ? likeBacktrader : native), ...(given as BrokerOptions) }
  const contract = options.contract ?? null

  positive('initialAmount', rules.initialAmount)
  for (const name of ['minimumCommission', 'borrowRate', 'shortMargin', 'unitStep'] as const)
    notNegative(name, rules[name])
  for (const name of ['unitsPerBar', 'volumeShare'] as const) {
    if (!(rules[name] > 0)) throw invalid(name, rules[name], 'a number above 0')
  }
  if (contract !== null) {
    positive('contract.multiplier', contract.multiplier)
    positive('contract.margin', contract.margin)
    if (rules.borrowRate > 0)
      throw invalid('borrowRate', rules.borrowRate, '0 with a contract: a future is not borrowed')
  }
  return Object.freeze({
    ...rules,
    contract,
    compatibility,
    multiplier: contract?.multiplier ?? 1,
    backtrader,
    slips: rules.slippage.fraction !== 0 || rules.slippage.perUnit !== 0,
    slipClose: !backtrader,
    limitsVolume: rules.unitsPerBar !== Infinity || rules.volumeShare !== Infinity,
  })
}

function positive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw invalid(name, value, 'a number above 0')
}

function notNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw invalid(name, value, 'a number of 0 or more')
}

function invalid(option: string, value: unknown, wanted: string): BacksweepError {
  return new BacksweepError('option-invalid', `The broker option ${option} is ${String(value)}: give ${wanted}.`, {
    option,
    value: String(value),
  })
}
