import type { BenchmarkFacts } from './benchmark-sums.ts'
import type { CurveFacts, EquityFacts } from './equity-walk.ts'
import type { ShapeFacts, SideFacts, SpreadFacts } from './return-sums.ts'
import type { TailFacts } from './tails.ts'
import type { FillFacts, TradeFacts } from './trade-sums.ts'

/**
 * What the measuring pass found out about one backtest: everything that metrics are computed from.
 *
 * A group that nobody asked for holds NaN in every field, so that a metric which forgot to name one of
 * its needs is noticed at once. Money is in the account's currency, ratios are fractions, "squares" and
 * the like are sums over all bars.
 */
export interface Facts extends FactGroups {
  readonly periodsPerYear: number
  /** Risk-free return of one bar: the annual rate, converted geometrically. */
  readonly riskFree: number
  readonly initialAmount: number
  /** All trades, one that is still open included. */
  readonly tradeCount: number
  readonly refusedOrders: number
  readonly ambiguousExits: number
  readonly equity: EquityFacts
}

/** What is found by walking the equity. */
export type WalkFacts = Pick<Facts, 'equity' | 'curve' | 'spread' | 'shape' | 'sides'>

/** The groups that cost time of their own and are therefore measured only when a metric needs them. */
export interface FactGroups {
  readonly curve: CurveFacts
  readonly spread: SpreadFacts
  readonly shape: ShapeFacts
  readonly sides: SideFacts
  readonly tails: TailFacts
  readonly closed: TradeFacts
  readonly fills: FillFacts
  /** Null when there is no benchmark to compare with. */
  readonly benchmark: BenchmarkFacts | null
}

export type Need = keyof FactGroups

/** Which groups to measure. */
export type Needs = Readonly<Record<Need, boolean>>
