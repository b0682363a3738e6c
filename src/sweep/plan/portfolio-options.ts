import { z } from 'zod'
import { unknownName } from '../../base/suggest.ts'
import { parseDate } from '../../data/time.ts'
import { timeframeMs } from '../../data/timeframe.ts'
import type { Commission, Slippage } from '../../simulation/model/costs.ts'
import type { PositionSize } from '../../simulation/model/sizing.ts'
import type { CashFlow, CorporateAction } from '../../simulation/portfolio/schedule.ts'
import { isEventDriven, isPortfolioStrategy, type SweepStrategy } from './sweep-strategy.ts'

type Moment = string | number | Date

/** Money put in (positive) or taken out: once, or at the start of every stretch of time such as '1M' or '1w'. */
export type CashFlowInput =
  | { readonly amount: number; readonly at: Moment }
  | { readonly amount: number; readonly every: string }

/** A split of `split` new units for each old one, or a dividend in money a unit; `at` is the day from which prices are without it. */
export type CorporateActionInput =
  | { readonly symbol: string; readonly at: Moment; readonly split: number }
  | { readonly symbol: string; readonly at: Moment; readonly dividend: number }

/** What trading one symbol costs; what is left out is the sweep's. */
export interface SymbolCosts {
  readonly commission?: Commission | readonly Commission[]
  readonly slippage?: Slippage
}

/** What a sweep says of its portfolio beyond the execution of orders. */
export interface PortfolioTerms {
  /** Null: all in with one symbol, equal parts with several (rule F44). */
  readonly size: PositionSize | null
  readonly costs: Readonly<
    Record<string, { readonly commission: Commission | null; readonly slippage: Slippage | null }>
  >
  readonly cashFlows: readonly CashFlow[]
  readonly corporateActions: readonly CorporateAction[]
}

const positive = z.number().positive()
const moment = z.union([z.string(), z.number(), z.date()], 'give a date such as "2020-01-31"')
const amount = z.number().refine((value) => value !== 0, 'give an amount of money other than 0')

export const cashFlowsSchema = z.array(
  z.union(
    [z.strictObject({ amount, at: moment }), z.strictObject({ amount, every: z.string() })],
    'give { amount: 100, every: "1M" } or { amount: -5000, at: "2020-01-31" }',
  ),
  'give a list such as [{ amount: 100, every: "1M" }]',
)
export const corporateActionsSchema = z.array(
  z.union(
    [
      z.strictObject({ symbol: z.string(), at: moment, split: positive }),
      z.strictObject({ symbol: z.string(), at: moment, dividend: positive }),
    ],
    'give { symbol, at, split: 4 } or { symbol, at, dividend: 0.5 }',
  ),
  'give a list such as [{ symbol, at: "2020-08-31", split: 4 }]',
)

export function cashFlowOf(given: CashFlowInput, place: number): CashFlow {
  if ('at' in given) return { amount: given.amount, at: parseDate(given.at, `cashFlows[${place}].at`) }
  timeframeMs(given.every)
  return given
}

export function corporateActionOf(given: CorporateActionInput, place: number): CorporateAction {
  return { ...given, at: parseDate(given.at, `corporateActions[${place}].at`) }
}

/** Errors: 'name-unknown' for a symbol of the terms that the data has not. */
export function checkSymbols({ costs, corporateActions }: PortfolioTerms, symbols: readonly string[]): void {
  const named = [
    ...Object.keys(costs).map((symbol) => [symbol, 'in costs'] as const),
    ...corporateActions.map(({ symbol }) => [symbol, 'in corporateActions'] as const),
  ]
  for (const [symbol, where] of named)
    if (!symbols.includes(symbol)) throw unknownName('symbol', symbol, symbols, where)
}

/** Whether a sweep needs the portfolio engine: anything that the engine of one symbol and plain signals does not know. */
export function needsPortfolio(strategy: SweepStrategy, terms: PortfolioTerms, symbols: number): boolean {
  const { size, cashFlows, corporateActions } = terms
  const special = size !== null && ['initial', 'risk', 'volatility'].includes(size.kind)
  if (isEventDriven(strategy)) return false
  const declares = strategy.rules !== undefined
  return (
    symbols > 1 ||
    isPortfolioStrategy(strategy) ||
    declares ||
    special ||
    cashFlows.length + corporateActions.length > 0
  )
}
