import { type MetricName, metrics } from '../../metrics/registry.ts'
import { Best } from './best.ts'
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
 * The best rows by one metric, in order; memory is bound by `size`, not by the rows added. Of rows that tie the one with the
 * earlier place in the plan is better; rows without the metric come last, failed ones not at all.
 */
export class Leaderboard {
  private readonly best: Best<BacktestRow>
  private readonly metric: MetricName
  private added = 0

  constructor(rankBy: MetricName, size: number) {
    this.metric = rankBy
    this.best = new Best(isLowerBetter(rankBy), size)
  }

  /** @param place in the plan, which may be left out where rows come in its order */
  add(row: BacktestRow, place = this.added): void {
    this.added++
    if (row.status === 'complete') this.best.add(row, metricValue(row.metrics[this.metric]), place)
  }

  top(count: number): readonly BacktestRow[] {
    return this.best.top(count)
  }
}
