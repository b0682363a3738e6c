import { activityMetrics } from './families/activity.ts'
import { benchmarkMetrics } from './families/benchmark.ts'
import { distributionMetrics } from './families/distribution.ts'
import { drawdownMetrics } from './families/drawdown.ts'
import { returnMetrics } from './families/returns.ts'
import { riskMetrics } from './families/risk.ts'
import { tradeMetrics } from './families/trades.ts'
import type { Metric } from './metric.ts'

const ofTheBacktest = Object.freeze({
  ...returnMetrics,
  ...riskMetrics,
  ...drawdownMetrics,
  ...distributionMetrics,
  ...tradeMetrics,
  ...activityMetrics,
})
const byName = Object.freeze({ ...ofTheBacktest, ...benchmarkMetrics })

export type MetricName = keyof typeof byName

/** Every metric there is, by name; the order of the keys is the order of columns in tables and files. */
export const metrics: Readonly<Record<MetricName, Metric>> = byName

/**
 * Named lists of metrics: all that a backtest has by itself, the few that a first look over a very large sweep needs, and all, those
 * against a benchmark included.
 */
export const metricSets = Object.freeze({
  default: Object.freeze(Object.keys(ofTheBacktest) as (keyof typeof ofTheBacktest)[]),
  screening: Object.freeze(['totalReturn', 'sharpe', 'maxDrawdown', 'trades'] satisfies MetricName[]),
  benchmark: Object.freeze(Object.keys(byName) as MetricName[]),
})

export type MetricSet = keyof typeof metricSets
