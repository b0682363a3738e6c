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

interface Entry {
  readonly value: number
  readonly place: number
}

/**
 * The best rows by one metric, in order; memory is bound by `size`, not by the rows added. Of rows that tie the one with the
 * earlier place in the plan is better; rows without the metric come last, failed ones not at all.
 */
export class Leaderboard {
  private entries: (Entry & { readonly row: BacktestRow })[] = []
  /** Once there are enough: the worst of them, which a row must beat. */
  private bar: Entry | null = null
  private added = 0
  private readonly metric: MetricName
  private readonly sign: 1 | -1
  private readonly size: number

  constructor(rankBy: MetricName, size: number) {
    this.metric = rankBy
    this.sign = isLowerBetter(rankBy) ? -1 : 1
    this.size = size
  }

  /** @param place in the plan, which may be left out where rows come in its order */
  add(row: BacktestRow, place = this.added): void {
    this.added++
    const metric = metricValue(row.metrics[this.metric])
    if (row.status !== 'complete' || !this.admits(metric, place)) return
    this.entries.push({ row, value: metric * this.sign, place })
    if (this.entries.length > 2 * this.size + 100) this.prune()
  }

  /** Whether a row with this value of the metric (NaN: undefined) could be among the best of those added so far and itself. */
  admits(metric: number, place: number): boolean {
    return this.bar === null || compare({ value: metric * this.sign, place }, this.bar) < 0
  }

  top(count: number): readonly BacktestRow[] {
    this.prune()
    return this.entries.slice(0, count).map(({ row }) => row)
  }

  private prune(): void {
    this.entries.sort(compare)
    if (this.entries.length < this.size) return
    this.entries.length = this.size
    this.bar = this.entries[this.size - 1] ?? unbeaten
  }
}

/** What a board of no rows asks for. */
const unbeaten: Entry = { value: Infinity, place: -1 }

/** Larger ones first, NaN after -Infinity; of equal ones the earlier. */
function compare(a: Entry, b: Entry): number {
  if (a.value === b.value || (Number.isNaN(a.value) && Number.isNaN(b.value))) return a.place - b.place
  return a.value > b.value || Number.isNaN(b.value) ? -1 : 1
}
