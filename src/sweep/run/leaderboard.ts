import { type MetricName, metrics } from '../../metrics/registry.ts'
import { type BacktestRow, metricValue } from '../store/row.ts'

/**
 * The best rows by one metric, in order; memory is bound by `size`, not by the rows added. Rows that tie stay in the
 * order in which they came, which is the plan's; rows without the metric come last, failed ones not at all.
 */
export class Leaderboard {
  private entries: { readonly row: BacktestRow; readonly value: number }[] = []
  private readonly metric: MetricName
  private readonly sign: 1 | -1
  private readonly size: number

  constructor(rankBy: MetricName, size: number) {
    this.metric = rankBy
    this.sign = metrics[rankBy].better === 'lower' ? -1 : 1
    this.size = size
  }

  add(row: BacktestRow): void {
    if (row.status !== 'complete') return
    this.entries.push({ row, value: metricValue(row.metrics[this.metric]) * this.sign })
    if (this.entries.length > 2 * this.size + 100) this.prune()
  }

  top(count: number): readonly BacktestRow[] {
    this.prune()
    return this.entries.slice(0, count).map(({ row }) => row)
  }

  private prune(): void {
    this.entries.sort((a, b) => compare(a.value, b.value)) // the sort is stable
    if (this.entries.length > this.size) this.entries.length = this.size
  }
}

/** Larger ones first, NaN after -Infinity. */
function compare(a: number, b: number): number {
  if (a > b || Number.isNaN(b)) return Number.isNaN(a) ? 0 : -1
  return a === b ? 0 : 1
}
