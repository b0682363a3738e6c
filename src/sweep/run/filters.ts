import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import type { Course } from '../plan/course.ts'
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

interface Filters {
  readonly windowFilter?: WindowFilter
  readonly finalFilter?: FinalFilter
}

/** Refuses, before anything is written, what could not be told apart afterwards. */
export function checkFilters({ ranges }: Plan, { windowFilter, finalFilter }: Filters): void {
  if ((windowFilter === undefined && finalFilter === undefined) || ranges.every(({ name }) => name !== 'final')) return
  throw new BacksweepError(
    'option-invalid',
    'A date range is called "final", which is what the results of the final filter are marked with: give it another name.',
  )
}

/**
 * Lets filters eliminate parameter sets between date ranges. Everything a filter sees comes from the store, so that it is the
 * same whether a backtest was just run, here or on a thread, or long ago.
 *
 * A set that failed on a date range is not shown, and what is not shown does not go on. What the filters of an earlier run said is
 * replaced, also by nothing when there is no filter any more.
 *
 * Of a search that learns the window filter is asked about each generation by itself, the final filter about all of them.
 */
export class Filtering {
  /** Whether what was run must be in the store when a date range is over. */
  readonly isAsked: boolean
  private readonly plan: Plan
  private readonly course: Course
  private readonly store: Store
  private readonly windowFilter: WindowFilter | undefined
  private readonly finalFilter: FinalFilter | undefined
  private readonly history = new Map<number, Record<string, Metrics>>()
  /** By range, or `final`: what was eliminated so far. */
  private readonly eliminated = new Map<string, number[]>()
  /** What has come through all date ranges. */
  private readonly finalists: number[] = []
  private readonly finalRows = new Map<number, StrategyRow>()

  constructor(plan: Plan, course: Course, store: Store, { windowFilter, finalFilter }: Filters) {
    this.plan = plan
    this.course = course
    this.store = store
    this.windowFilter = windowFilter
    this.finalFilter = finalFilter
    this.isAsked = windowFilter !== undefined || finalFilter !== undefined
  }

  /** Applies the window filter after the date range at `place`; `active` are the places of the sets that ran on it, and so is what is returned. */
  async after(place: number, active: Uint32Array): Promise<Uint32Array> {
    const { windowFilter, finalFilter } = this
    const range = this.plan.ranges[place].name
    let rows = this.isAsked ? await this.read(place, active) : new Map<number, StrategyRow>()
    let left = active
    if (windowFilter !== undefined) {
      rows = chosen(rows, (all) => windowFilter(all, range), range)
      left = active.filter((set) => rows.has(set))
    }
    await this.eliminate(range, active, left)
    if (finalFilter !== undefined && place === this.plan.ranges.length - 1) {
      for (const set of left) this.finalists.push(set)
      for (const [set, row] of rows) this.finalRows.set(set, row)
    }
    return left
  }

  /** Applies the final filter to all that came through. */
  async final(): Promise<void> {
    const { finalFilter, finalRows } = this
    const finalists = Uint32Array.from(this.finalists)
    const remaining = finalFilter === undefined ? finalRows : chosen(finalRows, finalFilter, 'final')
    await this.eliminate(
      'final',
      finalists,
      finalists.filter((set) => remaining.has(set)),
    )
  }

  private async eliminate(range: string, before: Uint32Array, left: Uint32Array): Promise<void> {
    const all = this.eliminated.get(range) ?? []
    this.eliminated.set(range, all)
    if (left.length < before.length) {
      const goOn = new Set(left) // a set of a million takes a second
      for (const set of before) if (!goOn.has(set)) all.push(set)
    }
    await this.store.eliminate(range, all)
  }

  /** The sets that are complete on all date ranges so far, by place. */
  private async read(place: number, active: Uint32Array): Promise<Map<number, StrategyRow>> {
    const range = this.plan.ranges[place].name
    const wanted = new Map(Array.from(active, (set) => [keyOf(this.course.parameters(set)), set]))
    const found = new Map<number, BacktestRow>()
    const sets = active.length === 0 ? { from: 0, to: 0 } : { from: active[0], to: active[active.length - 1] + 1 }
    for await (const row of this.store.rows(range, sets)) {
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
      if (all.length <= place) continue
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
