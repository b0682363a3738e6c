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

/** Metrics by name, as stored; `values` are in the order of `names`, null or NaN where undefined. */
export function namedMetrics(names: readonly string[], values: ArrayLike<number | null>): Record<string, StoredMetric> {
  const metrics: Record<string, StoredMetric> = {}
  for (let i = 0; i < names.length; i++) {
    const value = values[i]
    if (value === Infinity) metrics[names[i]] = 'Infinity'
    else if (value === -Infinity) metrics[names[i]] = '-Infinity'
    else metrics[names[i]] = Number.isNaN(value) ? null : value
  }
  return metrics
}
