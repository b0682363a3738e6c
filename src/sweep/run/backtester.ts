import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import { createTa, type TechnicalAnalysis } from '../../indicators/ta.ts'
import { MeasureScratch, measure } from '../../metrics/measure.ts'
import { metricToJson } from '../../metrics/metric-json.ts'
import { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { toActions } from '../../simulation/vector/actions.ts'
import { VectorEngine } from '../../simulation/vector/engine.ts'
import type { StoredMetric } from '../store/row.ts'
import type { PreparedSweep } from './prepare.ts'

/**
 * Runs the backtests of one sweep, one after the other, with memory that is reused: signals from the strategy,
 * fills from the engine, metrics from the ledger. Indicators are kept as long as the date range stays the same.
 */
export class Backtester {
  /** Of the last backtest that was run. */
  readonly ledger = new Ledger()
  private readonly engine = new VectorEngine(this.ledger)
  private readonly scratch = new MeasureScratch()
  private readonly sweep: PreparedSweep
  private range: ResolvedDateRange | null = null
  private bars: Bars
  private ta: TechnicalAnalysis

  constructor(sweep: PreparedSweep) {
    this.sweep = sweep
    this.bars = sweep.bars
    this.ta = createTa(sweep.bars)
  }

  /** Simulates one backtest and returns its metrics by name; throws what went wrong with it. */
  run(parameters: Parameters, range: ResolvedDateRange): Record<string, StoredMetric> {
    const { sweep, ledger } = this
    this.enter(range)
    const actions = toActions(this.signals(parameters), this.bars.length, sweep.execution.scaling)
    this.engine.run(this.bars, actions, sweep.execution, range.from, range.to)
    const facts = measure(
      ledger,
      this.bars.close,
      {
        from: range.from,
        to: range.to,
        initialAmount: sweep.execution.initialAmount,
        periodsPerYear: sweep.periodsPerYear,
        riskFreeRate: sweep.riskFreeRate,
      },
      sweep.metrics.needs,
      this.scratch,
    )
    const values = sweep.metrics.compute(facts)
    const metrics: Record<string, StoredMetric> = {}
    for (let i = 0; i < values.length; i++) metrics[sweep.metrics.names[i]] = metricToJson(values[i])
    return metrics
  }

  /** A strategy sees the bars before the range, which warm its indicators up, but none after it. */
  private enter(range: ResolvedDateRange): void {
    if (range === this.range) return
    this.range = range
    this.bars = this.sweep.bars.slice(0, range.to)
    this.ta = createTa(this.bars)
  }

  private signals(parameters: Parameters) {
    try {
      return this.sweep.strategy.signals({ bars: this.bars, ta: this.ta }, parameters)
    } catch (error) {
      if (error instanceof BacksweepError) throw error
      throw new BacksweepError('strategy-failed', `signals() threw: ${messageOf(error)}`, {}, { cause: error })
    }
  }
}
