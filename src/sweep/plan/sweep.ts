import type { Bars } from '../../data/bars.ts'
import type { DataSource } from '../../data/data-source.ts'
import type { DateRangeInput } from '../../data/date-range.ts'
import type { Benchmark } from '../../metrics/benchmark-column.ts'
import type { MetricName, MetricSet } from '../../metrics/registry.ts'
import { type BrokerOptions, type BrokerRules, brokerRules } from '../../simulation/event/broker-rules.ts'
import type { Sizer } from '../../simulation/event/sizers.ts'
import {
  type Commission,
  noCommission,
  noSlippage,
  type Slippage,
  sumOfCommissions,
} from '../../simulation/model/costs.ts'
import type {
  Compatibility,
  Execution,
  FillAt,
  Scaling,
  StopReference,
  StopSlippage,
} from '../../simulation/model/execution.ts'
import { allIn, type PositionSize, type Sizing } from '../../simulation/model/sizing.ts'
import type { PortfolioStrategy, VectorStrategy } from '../../simulation/model/strategy.ts'
import type { Holdout } from './holdout.ts'
import {
  type CashFlowInput,
  type CorporateActionInput,
  cashFlowOf,
  corporateActionOf,
  type PortfolioTerms,
  type SymbolCosts,
} from './portfolio-options.ts'
import type { Search } from './search.ts'
import type { GivenParameters } from './search-space.ts'
import { checkSweepOptions } from './sweep-options.ts'
import { isEventDriven, type SweepEngine, type SweepStrategy } from './sweep-strategy.ts'

/** A whole sweep as one value: what to run, on what, and how to count it. */
export type SweepOptions<P extends object> = CommonOptions<P> & (VectorRun<P> | AnyRun<P>)

interface VectorRun<P extends object> {
  readonly strategy: VectorStrategy<P> | PortfolioStrategy<P>
  /** Default 'vector'; 'event' gives the same results bar by bar, more slowly (F40). */
  readonly engine?: SweepEngine
}

interface AnyRun<P extends object> {
  readonly strategy: SweepStrategy<P>
  readonly engine?: undefined
}

interface CommonOptions<P extends object> {
  readonly name: string
  /**
   * A grid, as a list of values (see `range`) or one value for each parameter, or a list of whole parameter sets;
   * parameters left out keep their default.
   */
  readonly parameters: { readonly [K in keyof P]?: P[K] | readonly P[K][] } | readonly Partial<Readonly<P>>[]
  /** Keeps the parameter sets for which it returns true. */
  readonly where?: (parameters: Readonly<P>) => boolean
  /** Runs not the whole grid but as many of its parameter sets as `randomSearch({ trials: 500 })` or its like choose. */
  readonly search?: Search
  /** One symbol, or a list of several that share one account (rule F41). */
  readonly data: DataSource | Bars | readonly (DataSource | Bars)[]
  /** Half-open [start, end) in UTC; default: all bars. */
  readonly dateRanges?: readonly DateRangeInput[]
  /** The last bars, which no backtest sees until they are unsealed once, for the winner alone (docs/validation.md); default none. */
  readonly holdout?: Holdout
  /** Cash at the start of every backtest; default 10,000. */
  readonly initialAmount?: number
  /** One commission or several that add up; default none. */
  readonly commission?: Commission | readonly Commission[]
  readonly slippage?: Slippage
  /** Commission and slippage of single symbols, by name. */
  readonly costs?: Readonly<Record<string, SymbolCosts>>
  /** Deposits and withdrawals. */
  readonly cashFlows?: readonly CashFlowInput[]
  /** Splits and dividends of prices that are not adjusted for them. */
  readonly corporateActions?: readonly CorporateActionInput[]
  readonly fillAt?: FillAt
  /** How large an entry is, default `allIn`, of several symbols equal parts; for an event-driven strategy an order without a size, default one unit. */
  readonly sizing?: PositionSize | Sizer
  readonly unitStep?: number
  readonly scaling?: Scaling
  readonly stopReference?: StopReference
  readonly stopSlippage?: StopSlippage
  /** Default 'none'; 'vectorbt' reproduces its order of events on a bar with stops. */
  readonly compatibility?: Compatibility
  /** Further rules for the orders of an event-driven strategy. */
  readonly broker?: Omit<BrokerOptions, 'initialAmount' | 'commission' | 'slippage' | 'sizing' | 'unitStep'>
  /** Annual, as a fraction; default 0. */
  readonly riskFreeRate?: number
  /** Bars in a year, for annual figures; default: from the bars (see `periodsPerYear`). */
  readonly periodsPerYear?: number
  /** The metric that orders the results; default sharpe. */
  readonly rankBy?: MetricName
  /** What results are compared with, without costs (see `Benchmark`); bars of your own may come from a source. Default nothing. */
  readonly benchmark?: Benchmark | DataSource
  /** 'default', 'screening', 'benchmark' or a list of names; default 'default', with a benchmark 'benchmark'. */
  readonly metrics?: MetricSet | readonly MetricName[]
}

/** A checked sweep with every option filled in; `periodsPerYear` is null until the bars are known. */
export interface Sweep<P extends object = never> {
  readonly kind: 'sweep'
  readonly name: string
  readonly strategy: SweepStrategy<P>
  readonly engine: SweepEngine
  readonly parameters: GivenParameters
  readonly where: ((parameters: Readonly<P>) => boolean) | undefined
  /** Null for the whole grid or list. */
  readonly search: Search | null
  readonly data: DataSource | Bars | readonly (DataSource | Bars)[]
  readonly dateRanges: readonly DateRangeInput[] | undefined
  readonly holdout: Holdout | null
  readonly execution: Execution
  readonly portfolio: PortfolioTerms
  /** Rules for an event-driven strategy; null for a vector strategy. */
  readonly broker: BrokerRules | null
  readonly riskFreeRate: number
  readonly periodsPerYear: number | null
  readonly rankBy: MetricName
  readonly benchmark: Benchmark | DataSource | null
  readonly metrics: MetricSet | readonly MetricName[]
}

/**
 * Declares a sweep. Everything that can be checked without the data is checked here; a wrong or misspelled option
 * throws a BacksweepError that names it.
 */
export function defineSweep<P extends object>(options: SweepOptions<P>): Sweep<P> {
  checkSweepOptions(options)
  return Object.freeze({
    kind: 'sweep',
    name: options.name,
    strategy: options.strategy,
    engine: isEventDriven(options.strategy) ? 'event' : (options.engine ?? 'vector'),
    parameters: options.parameters as GivenParameters,
    where: options.where,
    search: options.search ?? null,
    data: options.data,
    dateRanges: options.dateRanges,
    holdout: options.holdout ?? null,
    broker: brokerOf(options),
    execution: Object.freeze({
      initialAmount: options.initialAmount ?? 10_000,
      fillAt: options.fillAt ?? 'next-open',
      sizing: plainSize(options.sizing) ?? allIn,
      unitStep: options.unitStep ?? 0,
      scaling: options.scaling ?? 'none',
      commission: wholeCommission(options.commission),
      slippage: options.slippage ?? noSlippage,
      stopReference: options.stopReference ?? 'fill',
      stopSlippage: options.stopSlippage ?? 'market',
      compatibility: options.compatibility ?? 'none',
    }),
    portfolio: Object.freeze({
      size: (options.sizing as PositionSize | undefined) ?? null,
      costs: costsOf(options.costs ?? {}),
      cashFlows: (options.cashFlows ?? []).map(cashFlowOf),
      corporateActions: (options.corporateActions ?? []).map(corporateActionOf),
    }),
    riskFreeRate: options.riskFreeRate ?? 0,
    periodsPerYear: options.periodsPerYear ?? null,
    rankBy: options.rankBy ?? 'sharpe',
    benchmark: options.benchmark ?? null,
    metrics: options.metrics ?? (options.benchmark === undefined ? 'default' : 'benchmark'),
  })
}

/** The sizes that one symbol alone can have; a portfolio has its own (see `PortfolioTerms`). */
function plainSize(sizing: PositionSize | Sizer | undefined): Sizing | undefined {
  return sizing !== undefined && ['all-in', 'fraction', 'amount', 'units'].includes(sizing.kind)
    ? (sizing as Sizing)
    : undefined
}

function costsOf(given: Readonly<Record<string, SymbolCosts>>): PortfolioTerms['costs'] {
  const entries = Object.entries(given).map(([symbol, { commission, slippage }]) => [
    symbol,
    { commission: commission === undefined ? null : wholeCommission(commission), slippage: slippage ?? null },
  ])
  return Object.freeze(Object.fromEntries(entries))
}

function wholeCommission(given: Commission | readonly Commission[] = noCommission): Commission {
  return sumOfCommissions('perOrder' in given ? [given] : given)
}

function brokerOf<P extends object>({ strategy, broker, ...options }: SweepOptions<P>): BrokerRules | null {
  if (!isEventDriven(strategy)) return null
  const { initialAmount, slippage, sizing, unitStep } = options
  return brokerRules({
    ...broker,
    initialAmount,
    commission: wholeCommission(options.commission),
    slippage,
    sizing: sizing as Sizer | undefined,
    unitStep,
  })
}
