import type { Bars, SharedBars } from '../../data/bars.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import type { Benchmark } from '../../metrics/benchmark-column.ts'
import type { MetricName } from '../../metrics/registry.ts'
import type { BrokerRules } from '../../simulation/event/broker-rules.ts'
import type { Execution } from '../../simulation/model/execution.ts'
import type { PortfolioTerms } from '../plan/portfolio-options.ts'
import type { GridNumbers, SearchSpace } from '../plan/search-space.ts'
import type { SweepEngine } from '../plan/sweep-strategy.ts'
import type { Keep } from '../store/details.ts'
import type { JsonTexts } from '../store/json-texts.ts'
import type { RowBytes } from '../store/row-bytes.ts'

/** All that a thread needs to run any backtest of a sweep, as plain data; the bars are shared, not copied. */
export interface Job {
  /** The bars of one symbol, or those of a portfolio, which say only when its bars are. */
  readonly bars: SharedBars
  /** In the order of the sweep's `data`. */
  readonly symbols: readonly SharedBars[]
  readonly ranges: readonly ResolvedDateRange[]
  readonly space: SearchSpace
  readonly execution: Execution
  /** Null for what the engines of one symbol run. */
  readonly portfolio: PortfolioTerms | null
  readonly engine: SweepEngine
  /** Rules for an event-driven strategy; null for a vector strategy. */
  readonly broker: BrokerRules | null
  /** Bars of the user's own are shared; null when nothing is compared. */
  readonly benchmark: Exclude<Benchmark, Bars> | { readonly bars: SharedBars } | null
  readonly metrics: readonly MetricName[]
  readonly riskFreeRate: number
  readonly periodsPerYear: number
  readonly keep: Keep
}

/** Where a thread finds the strategy: a bundle and the name that the strategy in it has. */
export interface StrategySource {
  readonly name: string
  readonly code: string
}

/** Backtests to be run one after the other: parameter sets on one date range. */
export interface Chunk {
  /** Place of the date range in the plan. */
  readonly range: number
  /** Places of the parameter sets in the plan's list of sets. */
  readonly sets: Uint32Array
  /** Their numbers in the grid. */
  readonly numbers: GridNumbers
}

/** What came of a chunk, in its order. */
export interface ChunkResult {
  /** Metrics of one backtest after another; NaN is undefined. Those of a failed backtest mean nothing. */
  readonly metrics: Float64Array
  readonly failures: readonly ChunkFailure[]
  /** None of a failed backtest; null when no details are kept. */
  readonly details: RowBytes | null
  /** Where the store wants them and all of the chunk was run by one worker. */
  readonly texts?: JsonTexts
  /** Milliseconds it took. */
  readonly time: number
}

export interface ChunkFailure {
  /** Place in the chunk. */
  readonly index: number
  readonly code: string
  readonly message: string
}
