import { BacksweepError } from '../../base/errors.ts'
import { Bars } from '../../data/bars.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import { createTa, type TechnicalAnalysis } from '../../indicators/ta.ts'
import { MeasureScratch, measure } from '../../metrics/measure.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters, StrategySignals, VectorStrategy } from '../../simulation/model/strategy.ts'
import { toActions } from '../../simulation/vector/actions.ts'
import { VectorEngine } from '../../simulation/vector/engine.ts'
import type { Job } from './job.ts'
import { keepDetails, snapshotBars } from './keep-details.ts'
import { reasonOf } from './reason.ts'

/** Bytes of indicators that are remembered: some 600 of 10,000 bars. */
const mostRemembered = 48e6

/**
 * Runs the backtests of one job, one after the other, with memory that is reused: signals from the strategy, fills
 * from the engine, metrics from the ledger. Indicators are remembered as long as the date range stays the same and they are not
 * too many; then all are forgotten, and those that are asked for again are computed again.
 */
export class Backtester {
  /** Of the last backtest that was run. */
  readonly ledger = new Ledger()
  private readonly job: Job
  private readonly strategy: VectorStrategy<Parameters>
  private readonly metrics
  private readonly engine = new VectorEngine(this.ledger)
  private readonly scratch = new MeasureScratch()
  private readonly allBars: Bars
  private range: ResolvedDateRange | null = null
  private bars: Bars
  private ta: TechnicalAnalysis
  /** Bytes that `ta` remembers. */
  private remembered = 0
  private snapshots: Int32Array = new Int32Array(0)

  constructor(job: Job, strategy: VectorStrategy<Parameters>) {
    this.job = job
    this.strategy = strategy
    this.metrics = resolveMetrics(job.metrics)
    this.allBars = Bars.fromShared(job.bars)
    this.bars = this.allBars
    this.ta = this.newTa()
  }

  /** Simulates one backtest and returns its metrics in the order of the job's; throws what went wrong with it. */
  run(parameters: Parameters, range: ResolvedDateRange): (number | null)[] {
    const { job, ledger } = this
    this.enter(range)
    if (this.remembered > mostRemembered) this.ta = this.newTa()
    const actions = toActions(this.signals(parameters), this.bars.length, job.execution.scaling)
    this.engine.run(this.bars, actions, job.execution, range.from, range.to)
    const { initialAmount } = job.execution
    const { periodsPerYear, riskFreeRate } = job
    const { close } = this.bars
    const options = { from: range.from, to: range.to, initialAmount, periodsPerYear, riskFreeRate }
    return this.metrics.compute(measure(ledger, close, options, this.metrics.needs, this.scratch))
  }

  /** What the job keeps of the last backtest; null when it keeps nothing. */
  details(): Uint8Array | null {
    const { range, job } = this
    return range && keepDetails(this.ledger, this.bars, range, job.execution.initialAmount, this.snapshots, job.keep)
  }

  /** A strategy sees the bars before the range, which warm its indicators up, but none after it. */
  private enter(range: ResolvedDateRange): void {
    if (range === this.range) return
    this.range = range
    this.bars = this.allBars.slice(0, range.to)
    this.ta = this.newTa()
    this.snapshots = snapshotBars(this.bars.time, range, this.job.keep.snapshotInterval)
  }

  private newTa(): TechnicalAnalysis {
    this.remembered = 0
    return createTa(this.bars, (column) => {
      this.remembered += column.length * Float64Array.BYTES_PER_ELEMENT
    })
  }

  private signals(parameters: Parameters) {
    let signals: StrategySignals
    try {
      signals = this.strategy.signals({ bars: this.bars, ta: this.ta }, parameters)
    } catch (error) {
      if (error instanceof BacksweepError) throw error
      throw new BacksweepError('strategy-failed', `signals() threw: ${reasonOf(error)}`, {}, { cause: error })
    }
    if (signals instanceof Promise) {
      signals.catch(() => {}) // a rejection that nobody handles would end the process
      throw new BacksweepError(
        'signal-invalid',
        'signals() returned a promise: make it a plain function, without async.',
      )
    }
    return signals
  }
}
