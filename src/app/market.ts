import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { type Commission, percentCommission, percentSlippage, type Slippage } from '../simulation/model/costs.ts'

export interface MarketOptions {
  /** Such as `BITVAVO`; upper and lower case are the same. */
  readonly market: string
  /** What is paid with, such as `EUR`. */
  readonly tradingSymbol: string
  /** Cash at the start of a backtest, unless the run gives `initialAmount`. */
  readonly initialBalance?: number
  /** In percent of the value traded, on both sides: 0.1 is 0.1 %, the fraction 0.001. Default 0. */
  readonly feePercentage?: number
  /** In percent of the price, against every order: 0.1 is 0.1 %, the fraction 0.001. Default 0. */
  readonly slippagePercentage?: number
}

/** A market with its costs as fractions. */
export interface Market {
  readonly market: string
  readonly tradingSymbol: string
  readonly initialBalance: number | undefined
  readonly commission: Commission
  readonly slippage: Slippage
}

const optionNames: readonly string[] = [
  'market',
  'tradingSymbol',
  'initialBalance',
  'feePercentage',
  'slippagePercentage',
] satisfies (keyof MarketOptions)[]

/** Checks a market and turns its percentages into fractions; from here on there are only fractions. */
export function marketOf(options: MarketOptions): Market {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) throw unknownName('option', name, optionNames, 'of addMarket')
  }
  const { initialBalance } = options
  if (initialBalance !== undefined && !(initialBalance > 0 && initialBalance < Infinity)) {
    throw wrong('initialBalance', initialBalance, 'give an amount of money above 0')
  }
  return Object.freeze({
    market: word('market', options.market),
    tradingSymbol: word('tradingSymbol', options.tradingSymbol),
    initialBalance,
    commission: percentCommission(fraction('feePercentage', options.feePercentage ?? 0)),
    slippage: percentSlippage(fraction('slippagePercentage', options.slippagePercentage ?? 0)),
  })
}

/** Market names and symbols are compared in upper case. */
export function sameName(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase()
}

/** Rounded to 15 digits, because 0.7 / 100 is not the number that 0.007 is, and results must not depend on which one was written. */
function fraction(name: string, percentage: number): number {
  if (!(percentage >= 0 && percentage < 100)) {
    throw wrong(name, percentage, 'give a percentage from 0 to below 100 (0.1 is 0.1 %)')
  }
  return Number((percentage / 100).toPrecision(15))
}

function word(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw wrong(name, value, 'give its name')
  return value
}

function wrong(option: string, found: unknown, advice: string): BacksweepError {
  return new BacksweepError('option-invalid', `addMarket: ${option} is ${String(found)}: ${advice}.`, { option })
}
