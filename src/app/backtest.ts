import type { metricSets } from '../metrics/registry.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import { strategyId } from '../sweep/plan/strategy-id.ts'
import { type RangesSummary, type StrategyRow, summarize } from '../sweep/run/filters.ts'
import { type BacktestRow, metricValue, type StoredMetric } from '../sweep/store/row.ts'
import type { TradingStrategy } from './trading-strategy.ts'

/** Numbers by name; NaN where a metric is undefined. Ratios are fractions. */
export type BacktestMetrics = Readonly<Record<(typeof metricSets.default)[number], number>>

/** One strategy with its results on all date ranges that it has run on. */
export interface Backtest {
  readonly strategyId: string
  /** Name of the vector strategy. */
  readonly strategy: string
  readonly parameters: Parameters
  /** By name of the date range, in order of start; a range on which the strategy failed is not among them. */
  readonly metrics: Readonly<Record<string, BacktestMetrics>>
  /** Over all date ranges; NaN where the strategy failed on one. */
  readonly summary: RangesSummary
  /** Why it failed, by name of the date range; empty when it did not. */
  readonly errors: Readonly<Record<string, string>>
}

/** Finds the strategy that rows are about, and makes backtests of them. */
export class Backtests {
  private readonly members: readonly TradingStrategy[]
  private readonly placeOf: ReadonlyMap<string, number>

  /** @param members all parameter sets of one vector strategy */
  constructor(members: readonly TradingStrategy[]) {
    this.members = members
    this.placeOf = new Map(
      members.map(({ strategy, parameters }, place) => [strategyId(strategy.name, parameters), place]),
    )
  }

  /**
   * Gathers the rows of a run by strategy, in the order of the members.
   * @param onlyKept leave out what filters have eliminated and, because filters never see it, what has failed
   */
  async gather(rows: AsyncIterable<BacktestRow>, onlyKept: boolean): Promise<Backtest[]> {
    const found = this.members.map((): BacktestRow[] => [])
    for await (const row of rows) found[this.place(row)].push(row)
    const backtests: Backtest[] = []
    found.forEach((own, place) => {
      const wanted = onlyKept ? own.every(({ status }) => status === 'complete') : true
      if (own.length > 0 && wanted) backtests.push(backtestOf(this.members[place], own))
    })
    return backtests
  }

  /** A filter over backtests as a filter over rows. What it returns wrongly is passed on, for the runner to refuse. */
  asFilter<R>(
    filter: ((backtests: readonly Backtest[], range: R) => readonly Backtest[]) | undefined,
    rangeOf: (name: string) => R,
  ): ((rows: readonly StrategyRow[], range?: string) => readonly StrategyRow[]) | undefined {
    if (filter === undefined) return undefined
    return (rows, range = '') => {
      const rowOf = new Map(rows.map((row) => [this.fromFilter(row), row]))
      const kept = filter([...rowOf.keys()], rangeOf(range))
      return Array.isArray(kept) ? kept.map((backtest) => rowOf.get(backtest)!) : (kept as never)
    }
  }

  private fromFilter(row: StrategyRow): Backtest {
    const { id } = this.members[this.place(row)]
    const { strategy, parameters, summary } = row
    return Object.freeze({
      strategyId: id,
      strategy,
      parameters,
      metrics: numbersByRange(row.ranges),
      summary,
      errors: {},
    })
  }

  private place({ strategy, parameters }: Pick<BacktestRow, 'strategy' | 'parameters'>): number {
    return this.placeOf.get(strategyId(strategy, parameters))!
  }
}

function backtestOf({ id, strategy, parameters }: TradingStrategy, rows: readonly BacktestRow[]): Backtest {
  const failures = rows.filter(({ status }) => status === 'failed')
  const done = rows.filter(({ status }) => status !== 'failed')
  return Object.freeze({
    strategyId: id,
    strategy: strategy.name,
    parameters,
    metrics: numbersByRange(Object.fromEntries(done.map(({ range, metrics }) => [range, metrics]))),
    summary: summarize(rows.map(({ metrics }) => metrics)), // a failed row has none, which makes the summary NaN
    errors: Object.fromEntries(failures.map(({ range, error }) => [range, error ?? ''])),
  })
}

type StoredMetrics = Readonly<Record<string, StoredMetric>>

function numbersByRange(ranges: Readonly<Record<string, StoredMetrics>>): Backtest['metrics'] {
  const numbers = (stored: StoredMetrics) =>
    Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, metricValue(value)])) as BacktestMetrics
  return Object.fromEntries(Object.entries(ranges).map(([range, stored]) => [range, numbers(stored)]))
}
