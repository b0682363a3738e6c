import { type MetricName, metrics } from '../../metrics/registry.ts'
import { type BacktestRow, metricValue } from './row.ts'

/** The best backtests of a run, and what has no place among them. */
export interface Ranking {
  /** Complete backtests whose parameter sets no filter eliminated, as a `Leaderboard` orders them. */
  readonly best: readonly BacktestRow[]
  /** Backtests that failed. */
  readonly failed: number
}

/** Ranks rows that come in the order of the plan; all of them are read. */
export async function rank(rows: AsyncIterable<BacktestRow>, metric: MetricName, count: number): Promise<Ranking> {
  const board = new Leaderboard(metric, count)
  let failed = 0
  for await (const row of rows) {
    if (row.status === 'failed') failed++
    board.add(row)
  }
  return { best: board.top(count), failed }
}

export function isLowerBetter(metric: MetricName): boolean {
  return metrics[metric].better === 'lower'
}

/**
 * The best rows by one metric, in order; memory is bound by `size`, not by the rows added. Rows that tie stay in the
 * order in which they came, which is the plan's; rows without the metric come last, failed ones not at all.
 */
export class Leaderboard {
  private entries: { readonly row: BacktestRow; readonly value: number }[] = []
  /** Once there are enough: the value that a row must beat, not only equal. */
  private bar: number | null = null
  private readonly metric: MetricName
  private readonly sign: 1 | -1
  private readonly size: number

  constructor(rankBy: MetricName, size: number) {
    this.metric = rankBy
    this.sign = isLowerBetter(rankBy) ? -1 : 1
    this.size = size
  }

  add(row: BacktestRow): void {
    const metric = metricValue(row.metrics[this.metric])
    if (row.status !== 'complete' || !this.admits(metric)) return
    this.entries.push({ row, value: metric * this.sign })
    if (this.entries.length > 2 * this.size + 100) this.prune()
  }

  /** Whether a row with this value of the metric (NaN: undefined) could be among the best of those added so far and itself. */
  admits(metric: number): boolean {
    return this.bar === null || compare(metric * this.sign, this.bar) < 0
  }

  top(count: number): readonly BacktestRow[] {
    this.prune()
    return this.entries.slice(0, count).map(({ row }) => row)
  }

  private prune(): void {
    this.entries.sort((a, b) => compare(a.value, b.value)) // the sort is stable
    if (this.entries.length < this.size) return
    this.entries.length = this.size
    this.bar = this.entries[this.size - 1]?.value ?? Infinity
  }
}

/** Larger ones first, NaN after -Infinity. */
function compare(a: number, b: number): number {
  if (a > b || Number.isNaN(b)) return Number.isNaN(a) ? 0 : -1
  return a === b ? 0 : 1
}
