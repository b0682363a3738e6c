import type { Bars } from '../../data/bars.ts'
import type { DataSource } from '../../data/data-source.ts'
import type { DateRangeInput } from '../../data/date-range.ts'
import type { MetricName, MetricSet } from '../../metrics/registry.ts'
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
import { allIn, type Sizing } from '../../simulation/model/sizing.ts'
import type { VectorStrategy } from '../../simulation/model/strategy.ts'
import type { GivenParameters } from './search-space.ts'
import { checkSweepOptions } from './sweep-options.ts'

/** A whole sweep as one value: what to run, on what, and how to count it. */
export interface SweepOptions<P extends object> {
  readonly name: string
  readonly strategy: VectorStrategy<P>
  /**
   * A grid, as a list of values (see `range`) or one value for each parameter, or a list of whole parameter sets;
   * parameters left out keep their default.
   */
  readonly parameters: { readonly [K in keyof P]?: P[K] | readonly P[K][] } | readonly Partial<Readonly<P>>[]
  /** Keeps the parameter sets for which it returns true. */
  readonly where?: (parameters: Readonly<P>) => boolean
  readonly data: DataSource | Bars
  /** Half-open [start, end) in UTC; default: all bars. */
  readonly dateRanges?: readonly DateRangeInput[]
  /** Cash at the start of every backtest; default 10,000. */
  readonly initialAmount?: number
  /** One commission or several that add up; default none. */
  readonly commission?: Commission | readonly Commission[]
  readonly slippage?: Slippage
  readonly fillAt?: FillAt
  readonly sizing?: Sizing
  readonly unitStep?: number
  readonly scaling?: Scaling
  readonly stopReference?: StopReference
  readonly stopSlippage?: StopSlippage
  /** Default 'none'; 'vectorbt' reproduces its order of events on a bar with stops. */
  readonly compatibility?: Compatibility
  /** Annual, as a fraction; default 0. */
  readonly riskFreeRate?: number
  /** Bars in a year, for annual figures; default: from the bars (see `periodsPerYear`). */
  readonly periodsPerYear?: number
  /** The metric that orders the results; default sharpe. */
  readonly rankBy?: MetricName
  /** 'default', 'screening' or a list of names; default 'default'. */
  readonly metrics?: MetricSet | readonly MetricName[]
}

/** A checked sweep with every option filled in; `periodsPerYear` is null until the bars are known. */
export interface Sweep<P extends object = never> {
  readonly kind: 'sweep'
  readonly name: string
  readonly strategy: VectorStrategy<P>
  readonly parameters: GivenParameters
  readonly where: ((parameters: Readonly<P>) => boolean) | undefined
  readonly data: DataSource | Bars
  readonly dateRanges: readonly DateRangeInput[] | undefined
  readonly execution: Execution
  readonly riskFreeRate: number
  readonly periodsPerYear: number | null
  readonly rankBy: MetricName
  readonly metrics: MetricSet | readonly MetricName[]
}

/**
 * Declares a sweep. Everything that can be checked without the data is checked here; a wrong or misspelled option
 * throws a BacksweepError that names it.
 */
export function defineSweep<P extends object>(options: SweepOptions<P>): Sweep<P> {
  checkSweepOptions(options)
  const commission = options.commission ?? noCommission
  return Object.freeze({
    kind: 'sweep',
    name: options.name,
    strategy: options.strategy,
    parameters: options.parameters as GivenParameters,
    where: options.where,
    data: options.data,
    dateRanges: options.dateRanges,
    execution: Object.freeze({
      initialAmount: options.initialAmount ?? 10_000,
      fillAt: options.fillAt ?? 'next-open',
      sizing: options.sizing ?? allIn,
      unitStep: options.unitStep ?? 0,
      scaling: options.scaling ?? 'none',
      commission: sumOfCommissions('perOrder' in commission ? [commission] : commission),
      slippage: options.slippage ?? noSlippage,
      stopReference: options.stopReference ?? 'fill',
      stopSlippage: options.stopSlippage ?? 'market',
      compatibility: options.compatibility ?? 'none',
    }),
    riskFreeRate: options.riskFreeRate ?? 0,
    periodsPerYear: options.periodsPerYear ?? null,
    rankBy: options.rankBy ?? 'sharpe',
    metrics: options.metrics ?? 'default',
  })
}
