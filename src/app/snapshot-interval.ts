import type { SnapshotInterval as StoredInterval } from '../sweep/store/details.ts'

export type SnapshotInterval = StoredInterval

/** How often the equity of a backtest is kept, by the names that users of Investing Algorithm Framework know. */
export const SnapshotInterval = Object.freeze({
  /** At the last bar of every UTC day. */
  DAILY: 'daily',
  /** At the last bar of every UTC week. */
  WEEKLY: 'weekly',
  /** At every bar: the strategy is asked on each. */
  STRATEGY_ITERATION: 'bar',
  /** Metrics only: neither equity nor trades are kept. */
  NONE: 'none',
} as const satisfies Record<string, StoredInterval>)
