import type { Parameters } from '../../simulation/model/strategy.ts'

/** A metric as stored: null when undefined, infinite ones by name, never NaN. */
export type StoredMetric = number | null | 'Infinity' | '-Infinity'

/** One finished backtest: a line of `backsweep results --format json`. It never changes once written. */
export interface BacktestRow {
  readonly strategy: string
  readonly parameters: Parameters
  /** Name of the date range. */
  readonly range: string
  readonly status: 'complete' | 'failed'
  /** Why it failed; there only when it did. */
  readonly error?: string
  /** By name; empty when the backtest failed. */
  readonly metrics: Readonly<Record<string, StoredMetric>>
}

/** The number behind a stored metric, for comparing: undefined ones become NaN. */
export function metricValue(stored: StoredMetric | undefined): number {
  return stored === null || stored === undefined ? NaN : Number(stored)
}
