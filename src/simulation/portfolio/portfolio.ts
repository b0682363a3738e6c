import type { Column } from '../../data/column.ts'
import type { AlignedBars } from '../../data/universe.ts'
import type { Execution } from '../model/execution.ts'
import type { PositionSize } from '../model/sizing.ts'
import type { SymbolActions } from './actions.ts'

/** One symbol of a portfolio, ready to run: all columns are over the bars of the portfolio. */
export interface PortfolioSymbol {
  readonly market: AlignedBars
  readonly actions: SymbolActions
  /** With the symbol's own costs. Its `sizing` is not read: `size` is. */
  readonly execution: Execution
  readonly size: PositionSize
  /** Standard deviation of the last bar returns, where `size` wants one. */
  readonly volatility: Column | null
}

/** What is booked before the open of a bar (rules F51 and F52). */
export type ScheduledEvent =
  | { readonly bar: number; readonly kind: 'flow'; readonly amount: number }
  | { readonly bar: number; readonly kind: 'split'; readonly symbol: number; readonly ratio: number }
  | { readonly bar: number; readonly kind: 'dividend'; readonly symbol: number; readonly amount: number }

/** One backtest of several symbols. */
export interface Portfolio {
  /** In the order of the sweep's `data`. */
  readonly symbols: readonly PortfolioSymbol[]
  readonly initialAmount: number
  /** Bars a year, for volatility targets. */
  readonly periodsPerYear: number
  /** Of the bars of the range, in their order; of one bar flows first, then splits, then dividends. */
  readonly events: readonly ScheduledEvent[]
}

/** Whether the symbol has a bar at bar `t` of the portfolio. */
export function trades({ own }: AlignedBars, t: number): boolean {
  return own === null || own[t] >= 0
}
