/**
 * The public API of backsweep. What is not listed here is not public; test/guard/public-api.test.ts keeps the
 * list as it is written down there.
 */
export { BacksweepError, type ErrorCode, errorCodes } from './base/errors.ts'
export { Bars } from './data/bars.ts'
export type { Column } from './data/column.ts'
export { type CsvOptions, csv } from './data/csv.ts'
export type { DataSource } from './data/data-source.ts'
export type { DateRangeInput } from './data/date-range.ts'
export type { TechnicalAnalysis } from './indicators/ta.ts'
export type { Metric, MetricUnit } from './metrics/metric.ts'
export { type MetricName, type MetricSet, metricSets, metrics } from './metrics/registry.ts'
export { above, below, crossOver, crossUnder, type Series } from './signals/compare.ts'
export { and, not, or } from './signals/logic.ts'
export { Signal, type SignalInput } from './signals/signal.ts'
export type { FillReason } from './simulation/model/account.ts'
export {
  type Commission,
  fixedCommission,
  fixedSlippage,
  noCommission,
  noSlippage,
  percentCommission,
  percentSlippage,
  perUnitCommission,
  type Slippage,
} from './simulation/model/costs.ts'
export type { Compatibility, FillAt, Scaling, StopReference, StopSlippage } from './simulation/model/execution.ts'
export { allIn, fixedAmount, fixedUnits, fractionOfEquity, type Sizing } from './simulation/model/sizing.ts'
export {
  defineStrategy,
  type Parameters,
  type ParameterValue,
  type StrategyContext,
  type StrategySignals,
  type VectorStrategy,
} from './simulation/model/strategy.ts'
export { range } from './sweep/plan/search-space.ts'
export { defineSweep, type Sweep, type SweepOptions } from './sweep/plan/sweep.ts'
export { type BacktestResult, type Fill, runBacktest, type Trade } from './sweep/run/run-backtest.ts'
export { type Progress, type RunOptions, runSweep, type SweepResult } from './sweep/run/run-sweep.ts'
export { openStore } from './sweep/store/open-store.ts'
export type { BacktestRow, StoredMetric } from './sweep/store/row.ts'
export type { RunHeader, Store } from './sweep/store/store.ts'
