import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import type { Plan } from '../plan/plan.ts'
import { type BacktestRow, metricValue, type StoredMetric } from '../store/row.ts'
import type { Store } from '../store/store.ts'

type Metrics = Readonly<Record<string, StoredMetric>>

/** A parameter set as filters see it: its results on all date ranges so far. */
export interface StrategyRow {
  readonly strategy: string
  readonly parameters: Parameters
  /** On the date range just finished; for the final filter the last one. */
  readonly metrics: Metrics
  /** By name of the date range, in order. */
  readonly ranges: Readonly<Record<string, Metrics>>
  readonly summary: RangesSummary
}

/** Several date ranges of one parameter set in a few numbers; NaN where a metric it needs is undefined or was not asked for. */
export interface RangesSummary {
  readonly worstDrawdown: number
  readonly meanSharpe: number
  readonly worstSharpe: number
  /** Of all ranges one after another, as a fraction: the product of (1 + totalReturn), minus 1. */
  readonly compoundedReturn: number
  /** Share of the ranges with a totalReturn above 0. */
  readonly profitableRanges: number
}

/** Given the parameter sets that have come this far, returns those that go on. Failed ones are not among them. */
export type WindowFilter = (rows: readonly StrategyRow[], range: string) => readonly StrategyRow[]
export type FinalFilter = (rows: readonly StrategyRow[]) => readonly StrategyRow[]

export function summarize(ranges: readonly Metrics[]): RangesSummary {
  const values = (name: string) => ranges.map((metrics) => metricValue(metrics[name]))
  const returns = values('totalReturn')
  const sharpes = values('sharpe')
  return {
    worstDrawdown: Math.max(...values('maxDrawdown')),
    meanSharpe: sharpes.reduce((sum, value) => sum + value, 0) / sharpes.length,
    worstSharpe: Math.min(...sharpes),
    compoundedReturn: returns.reduce((product, value) => product * (1 + value), 1) - 1,
    profitableRanges: returns.some(Number.isNaN) ? NaN : returns.filter((value) => value > 0).length / returns.length,
  }
}

/**
 * Lets filters eliminate parameter sets between date ranges. Everything a filter sees comes from the store, so that it is the
 * same whether a backtest was just run, here or on a thread, or long ago.
 *
 * A set that failed on a date range is not shown, and what is not shown does not go on. What the filters of an earlier run said is
 * replaced, also by nothing when there is no filter any more.
 */
export class Filtering {
  private readonly plan: Plan
  private readonly store: Store
  private readonly windowFilter: WindowFilter | undefined
  private readonly finalFilter: FinalFilter | undefined
  private readonly history = new Map<number, Record<string, Metrics>>()
  private ranges = 0

  constructor(
    plan: Plan,
    store: Store,
    { windowFilter, finalFilter }: { readonly windowFilter?: WindowFilter; readonly finalFilter?: FinalFilter },
  ) {
    this.plan = plan
    this.store = store
    this.windowFilter = windowFilter
    this.finalFilter = finalFilter
    if ((windowFilter || finalFilter) && plan.ranges.some(({ name }) => name === 'final')) {
      throw new BacksweepError(
        'option-invalid',
        'A date range is called "final", which is what the results of the final filter are marked with: give it another name.',
      )
    }
  }

  /** Applies the filters after a date range; `active` are the places of the sets that ran on it, and so is what is returned. */
  async after(range: string, active: Uint32Array): Promise<Uint32Array> {
    const { windowFilter, finalFilter } = this
    const isLast = ++this.ranges === this.plan.ranges.length
    let rows = windowFilter || finalFilter ? await this.read(range, active) : new Map<number, StrategyRow>()
    let left = active
    if (windowFilter !== undefined) {
      rows = chosen(rows, (all) => windowFilter(all, range), range)
      left = active.filter((set) => rows.has(set))
    }
    await this.eliminate(range, active, left)
    if (!isLast) return left
    const remaining = finalFilter === undefined ? null : chosen(rows, finalFilter, 'final')
    const last = remaining === null ? left : left.filter((set) => remaining.has(set))
    await this.eliminate('final', left, last)
    return last
  }

  private async eliminate(range: string, before: Uint32Array, left: Uint32Array): Promise<void> {
    const goOn = left === before ? null : new Set(left)
    await this.store.eliminate(range, goOn === null ? [] : Array.from(before).filter((set) => !goOn.has(set)))
  }

  /** The sets that are complete on all date ranges so far, by place. */
  private async read(range: string, active: Uint32Array): Promise<Map<number, StrategyRow>> {
    const wanted = new Map(Array.from(active, (set) => [keyOf(this.plan.at(set).parameters), set]))
    const found = new Map<number, BacktestRow>()
    for await (const row of this.store.rows(range)) {
      const set = wanted.get(keyOf(row.parameters))
      if (set !== undefined && row.status !== 'failed') found.set(set, row)
    }
    const rows = new Map<number, StrategyRow>()
    for (const set of active) {
      const row = found.get(set)
      if (row === undefined) continue
      const ranges = { ...this.history.get(set), [range]: row.metrics }
      this.history.set(set, ranges)
      const all = Object.values(ranges)
      if (all.length < this.ranges) continue
      const { strategy, parameters, metrics } = row
      rows.set(set, { strategy, parameters, metrics, ranges, summary: summarize(all) })
    }
    return rows
  }
}

/** Those of the rows that a filter returns, whatever their order there. */
function chosen(rows: ReadonlyMap<number, StrategyRow>, filter: FinalFilter, after: string): Map<number, StrategyRow> {
  let kept: readonly StrategyRow[]
  try {
    kept = filter([...rows.values()])
  } catch (error) {
    throw new BacksweepError(
      'option-invalid',
      `The filter after "${after}" threw: ${messageOf(error)}`,
      { range: after },
      { cause: error },
    )
  }
  const given = new Set(rows.values())
  if (!Array.isArray(kept) || !kept.every((row) => given.has(row))) {
    const found = Array.isArray(kept) ? 'something that is not one of its rows' : typeof kept
    throw new BacksweepError(
      'option-invalid',
      `The filter after "${after}" returned ${found}: return those of the rows it was given that go on.`,
      { range: after },
    )
  }
  const goOn = new Set(kept)
  return new Map([...rows].filter(([, row]) => goOn.has(row)))
}

function keyOf(parameters: Parameters): string {
  return JSON.stringify(parameters)
}
