/**
 * The public API of backsweep. What is not listed here is not public; test/guard/public-api.test.ts keeps the
 * list as it is written down there.
 */
export { type App, type AppOptions, createApp } from './app/app.ts'
export type { Backtest, BacktestMetrics } from './app/backtest.ts'
export { BacktestDateRange, type BacktestDateRangeOptions } from './app/backtest-date-range.ts'
export { type IafCheckpoint, readIafCheckpoints } from './app/iaf-checkpoints.ts'
export { iafCsv } from './app/iaf-csv.ts'
export type { MarketOptions } from './app/market.ts'
export type { OptimizedVectorBacktestOptions, VectorBacktestOptions } from './app/run-options.ts'
export { SnapshotInterval } from './app/snapshot-interval.ts'
export { TradingStrategy, type TradingStrategyOptions } from './app/trading-strategy.ts'
export { BacksweepError, type ErrorCode, errorCodes } from './base/errors.ts'
export { Cerebro, type Combination, type OptimizedParameters } from './cerebro/cerebro.ts'
export type { CerebroBroker, CommissionOptions, SlippageOptions } from './cerebro/cerebro-broker.ts'
export type { CerebroOptions } from './cerebro/cerebro-options.ts'
export type { CerebroResult } from './cerebro/cerebro-result.ts'
export type {
  CheckChange,
  CheckFailure,
  CheckFinding,
  CheckKind,
  CheckResult,
  CheckValue,
} from './check/check-result.ts'
export { type CheckOptions, checkSweep } from './check/check-sweep.ts'
export { Bars } from './data/bars.ts'
export type { Column } from './data/column.ts'
export { type CsvOptions, csv } from './data/csv.ts'
export { inCurrency } from './data/currency.ts'
export type { DataSource } from './data/data-source.ts'
export type { DateRangeInput } from './data/date-range.ts'
export { resample } from './data/resample.ts'
export { checkIndicator } from './indicators/check-indicator.ts'
export type { Indicator, IndicatorInput } from './indicators/indicator.ts'
export { factor, fraction, type OptionalOption, period, type RequiredOption } from './indicators/options.ts'
export { defineOwnIndicator as defineIndicator } from './indicators/own-indicator.ts'
export type { TechnicalAnalysis } from './indicators/ta.ts'
export type { Benchmark } from './metrics/benchmark-column.ts'
export type { Metric, MetricUnit } from './metrics/metric.ts'
export { type MetricName, type MetricSet, metricSets, metrics } from './metrics/registry.ts'
export { deflatedSharpe2014, deflatedSharpe2026, type Trials } from './robustness/deflated-sharpe.ts'
export { minimumBacktestLength } from './robustness/minimum-backtest-length.ts'
export { backtestOverfitting, type Overfitting } from './robustness/overfitting.ts'
export { probabilisticSharpe2012, probabilisticSharpe2026 } from './robustness/probabilistic-sharpe.ts'
export { type ReturnShape, returnShape } from './robustness/return-shape.ts'
export { ReturnsMatrix } from './robustness/returns-matrix.ts'
export { above, below, crossOver, crossUnder, type Series } from './signals/compare.ts'
export { and, not, or } from './signals/logic.ts'
export { Signal, type SignalInput } from './signals/signal.ts'
export { type AnalyzerName, analyzers } from './simulation/event/analyzers/analyzers.ts'
export type { AnalyzerInput, AnalyzerOptions } from './simulation/event/analyzers/request.ts'
export type { BrokerOptions, Contract, EventCompatibility } from './simulation/event/broker-rules.ts'
export type { Feed, FeedInput, Position } from './simulation/event/feed.ts'
export type { FinishedRun } from './simulation/event/finished-run.ts'
export type { Line, SignalLine } from './simulation/event/line.ts'
export type { LineIndicators } from './simulation/event/line-ta.ts'
export type { Order, OrderKind, OrderStatus } from './simulation/event/order.ts'
export type { OrderOptions } from './simulation/event/order-ticket.ts'
export { type RoundTrip, roundTrips } from './simulation/event/round-trip.ts'
export {
  type EventBacktest,
  type EventBacktestOptions,
  runEventBacktest,
  type StrategyClass,
} from './simulation/event/run-event-backtest.ts'
export { fractionOfCash, type Sizer } from './simulation/event/sizers.ts'
export { SkipStrategy } from './simulation/event/skip-strategy.ts'
export { type Bracket, type BracketOptions, Strategy } from './simulation/event/strategy.ts'
export type { Timer } from './simulation/event/timer.ts'
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
export type { Cooldown, PositionRules, StopLoss, TakeProfit } from './simulation/model/position-rules.ts'
export {
  allIn,
  fixedAmount,
  fixedUnits,
  fractionOfEquity,
  fractionOfInitial,
  type PositionSize,
  riskOfEquity,
  type Sizing,
  volatilityTarget,
} from './simulation/model/sizing.ts'
export {
  type AlignedView,
  definePortfolio,
  defineStrategy,
  type Parameters,
  type ParameterValue,
  type PortfolioContext,
  type PortfolioStrategy,
  type StrategyContext,
  type StrategySignals,
  type VectorStrategy,
} from './simulation/model/strategy.ts'
export { type BestOfOptions, bestOf } from './simulation/portfolio/best-of.ts'
export type { Holdout } from './sweep/plan/holdout.ts'
export type { CashFlowInput, CorporateActionInput, SymbolCosts } from './sweep/plan/portfolio-options.ts'
export {
  type DifferentialEvolution,
  type DifferentialEvolutionOptions,
  differentialEvolution,
  type LatinHypercube,
  latinHypercube,
  type RandomSearch,
  randomSearch,
  type Search,
  type SearchOptions,
  type Tpe,
  type TpeOptions,
  tpe,
} from './sweep/plan/search.ts'
export { range } from './sweep/plan/search-space.ts'
export { defineSweep, type Sweep, type SweepOptions } from './sweep/plan/sweep.ts'
export { type BenchResult, type BenchRow, benchSweep } from './sweep/run/bench.ts'
export { type DryRun, dryRun, type ExistingRun } from './sweep/run/dry-run.ts'
export type { FinalFilter, RangesSummary, StrategyRow, WindowFilter } from './sweep/run/filters.ts'
export type { FinishedBacktest } from './sweep/run/finished-backtest.ts'
export { type Recommendation, type RecommendOptions, recommendConfig } from './sweep/run/recommend.ts'
export { type BacktestResult, type Fill, runBacktest, type Trade } from './sweep/run/run-backtest.ts'
export type { RunOptions, RunStart } from './sweep/run/run-options.ts'
export { type Progress, runSweep, type SweepResult } from './sweep/run/run-sweep.ts'
export { type RunStatus, readStatus, type Writer } from './sweep/run/status.ts'
export type { Workers } from './sweep/run/workers.ts'
export type { Analyses } from './sweep/store/analyses.ts'
export type { BacktestDetails, KeptTrade } from './sweep/store/details.ts'
export { openStore } from './sweep/store/open-store.ts'
export type { Opening } from './sweep/store/openings.ts'
export type { BacktestRow, StoredMetric } from './sweep/store/row.ts'
export type { RunHeader, Store } from './sweep/store/store.ts'
export type { PathDistribution, Spread } from './validation/distribution.ts'
export type { PassRule, WalkForwardRules } from './validation/efficiency.ts'
export {
  type CombinatorialInput,
  combinatorial,
  type KFoldInput,
  kFold,
  type ValidationMethod,
  type WalkForwardInput,
  walkForward,
} from './validation/method.ts'
export type { OutOfSample } from './validation/out-of-sample.ts'
export type { Span } from './validation/span.ts'
export { type ValidateOptions, validate } from './validation/validate.ts'
export type { Fold, FoldNumbers, FoldSpan, Validation } from './validation/validation.ts'
export type { Conclusion } from './verdict/conclusion.ts'
export { type Judgement, type JudgeOptions, judge } from './verdict/judge.ts'
export type { Plateau } from './verdict/plateau.ts'
export { type Verdict, type VerdictOptions, verdict, verdictOfStore } from './verdict/verdict.ts'
