import type { Parameters } from '../../simulation/model/strategy.ts'

/** A metric as stored: null when undefined, infinite ones by name, never NaN. */
export type StoredMetric = number | null | 'Infinity' | '-Infinity'

/** One finished backtest: a line of `backsweep results --format json`. */
export interface BacktestRow {
  readonly strategy: string
  readonly parameters: Parameters
  /** Name of the date range. */
  readonly range: string
  /** `filtered`: complete, but its parameter set was eliminated by a filter. */
  readonly status: 'complete' | 'failed' | 'filtered'
  /** Why it failed; there only when it did. */
  readonly error?: string
  /** The date range after which its parameter set was eliminated, or `final`; there only when it was. */
  readonly filteredBy?: string
  /** By name; empty when the backtest failed. */
  readonly metrics: Readonly<Record<string, StoredMetric>>
}

/** The number behind a stored metric, for comparing: undefined ones become NaN. */
export function metricValue(stored: StoredMetric | undefined): number {
  return stored === null || stored === undefined ? NaN : Number(stored)
}

/** A metric as stored; null and NaN are undefined. */
export function storedMetric(value: number | null): StoredMetric {
  if (value === Infinity) return 'Infinity'
  if (value === -Infinity) return '-Infinity'
  return Number.isNaN(value) ? null : value
}

/** Metrics by name, as stored; `values` are in the order of `names`, null or NaN where undefined. */
export function namedMetrics(names: readonly string[], values: ArrayLike<number | null>): Record<string, StoredMetric> {
  const metrics: Record<string, StoredMetric> = {}
  for (let i = 0; i < names.length; i++) metrics[names[i]] = storedMetric(values[i])
  return metrics
}
