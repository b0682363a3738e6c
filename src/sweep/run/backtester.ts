import { assert } from '../../base/assert.ts'
import { Bars } from '../../data/bars.ts'
import type { Column } from '../../data/column.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import { Universe } from '../../data/universe.ts'
import { ColumnMemory } from '../../indicators/column-memory.ts'
import { keptNumbers, rememberedNumbers } from '../../kernels/column-room.ts'
import { benchmarkColumn } from '../../metrics/benchmark-column.ts'
import type { Facts } from '../../metrics/facts.ts'
import {
  isScreening,
  type MeasureOptions,
  MeasureScratch,
  measure,
  measureCurve,
  screenedFacts,
} from '../../metrics/measure.ts'
import { resolveMetrics } from '../../metrics/resolve.ts'
import { analyze } from '../../simulation/event/analyzers/request.ts'
import { FinishedRun } from '../../simulation/event/finished-run.ts'
import { equityColumn, portfolioEquity, withoutFlows } from '../../simulation/model/equity.ts'
import { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { Views } from '../../simulation/portfolio/views.ts'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { keepsAnything } from '../store/details.ts'
import { collectGarbage } from './collect-garbage.ts'
import { ColumnGuard } from './column-guard.ts'
import type { Job } from './job.ts'
import { keepDetails, snapshotBars } from './keep-details.ts'
import { type Simulation, simulationOf } from './simulation.ts'

const noEquity = new Float64Array(0)

/**
 * Runs the backtests of one job, one after the other, with memory that is reused: signals from the strategy, fills
 * from the engine, metrics from the ledger. Indicators are remembered as long as the date range stays the same; when they are too many, those
 * that were not used for longest are forgotten.
 */
export class Backtester {
  /** Of the last backtest that was run; without `keepsLedger` not of one that could be measured without. */
  readonly ledger = new Ledger()
  private readonly keepsLedger: boolean
  private readonly job: Job
  private readonly metrics
  private readonly simulation: Simulation
  private readonly scratch = new MeasureScratch()
  private readonly everything: Universe
  private range: ResolvedDateRange | null = null
  private universe: Universe
  private memory: ColumnMemory | null = null
  /** Numbers in indicators that were forgotten since the last collection of what was made lately, and since the last one of all. */
  private forgottenLately = 0
  private forgotten = 0
  private readonly guard = new ColumnGuard()
  private spoilt = false
  private snapshots: Int32Array = new Int32Array(0)
  private curve = new Float64Array(0)
  private options: MeasureOptions | null = null
  /** Of the last backtest: were none left when garbage is collected, V8 would throw away all code that was compiled for them. */
  private facts: Facts | null = null

  constructor(job: Job, strategy: SweepStrategy, keepsLedger = keepsAnything(job.keep)) {
    this.job = job
    this.keepsLedger = keepsLedger
    this.simulation = simulationOf(job, strategy, this.ledger)
    this.metrics = resolveMetrics(job.metrics)
    this.everything = Universe.fromShared(job.symbols.map(Bars.fromShared), Bars.fromShared(job.bars))
    this.universe = this.everything
  }

  /** Simulates one backtest and returns its metrics in the order of the job's; throws what went wrong with it. */
  run(parameters: Parameters, range: ResolvedDateRange): (number | null)[] {
    const { ledger } = this
    this.enter(range)
    this.collect(this.memory!.makeRoom())
    const { needs } = this.metrics
    const options = this.options!
    const { close } = this.universe.clock
    const { closes } = this.simulation
    const screens = closes === null && !this.keepsLedger && isScreening(needs) && range.to > range.from
    const sums = screens ? this.scratch.sumsOf(close, range.from, range.to) : null
    const screened = this.simulation.run(parameters, range, sums)
    if (screened !== null) {
      this.facts = screenedFacts(screened, options)
    } else if (closes === null) {
      this.facts = measure(ledger, close, options, needs, this.scratch)
    } else {
      const { equity, barsInPosition } = portfolioEquity(ledger, closes, options, this.curve)
      const grown = withoutFlows(equity, ledger, range.from, options.initialAmount)
      this.facts = measureCurve({ equity: grown, barsInPosition }, ledger, options, needs, this.scratch)
    }
    return this.metrics.compute(this.facts)
  }

  /** Equity of the last backtest at the close of every bar of its range; `into` has room for it. */
  equity(into?: Float64Array): Float64Array {
    assert(this.keepsLedger, 'a backtester that is asked for the equity keeps the ledger')
    const { ledger } = this
    const { closes } = this.simulation
    const { from, to } = this.range!
    const { initialAmount } = this.job.execution
    if (closes === null) return equityColumn(ledger, this.universe.clock.close, from, to, initialAmount, into)
    return portfolioEquity(ledger, closes, { from, to, initialAmount }, into).equity
  }

  /** What the job keeps of the last backtest, valid until this is asked again; null when it keeps nothing. */
  details(): Uint8Array | null {
    const { range, job, ledger } = this
    if (range === null || !keepsAnything(job.keep)) return null
    const { time } = this.universe.clock
    const equity = this.snapshots.length === 0 ? noEquity : this.equity(this.curve)
    return keepDetails({ ledger, time, from: range.from, equity }, this.snapshots, job.keep, this.analyses(range))
  }

  private analyses(range: ResolvedDateRange): Record<string, unknown> | null {
    const { job, ledger } = this
    const { keep, execution, broker, periodsPerYear } = job
    if (keep.analyzers.length === 0) return null
    const bars = this.universe.clock
    const run = { ...range, initialAmount: execution.initialAmount, contract: broker?.contract ?? null }
    return analyze(keep.analyzers, new FinishedRun([{ name: bars.symbol, bars, ledger }], run), periodsPerYear)
  }

  /** A strategy sees the bars before the range, which warm its indicators up, but none after it. */
  private enter(range: ResolvedDateRange): void {
    if (range === this.range) return
    this.range = range
    this.universe = this.everything.until(range.to)
    this.forgetIndicators()
    const { execution, periodsPerYear, riskFreeRate } = this.job
    const benchmark = this.benchmarkOn(range)
    const { initialAmount } = execution
    this.options = { from: range.from, to: range.to, initialAmount, periodsPerYear, riskFreeRate, benchmark }
    this.snapshots = snapshotBars(this.universe.clock.time, range, this.job.keep.snapshotInterval)
    const needsCurve = this.simulation.closes !== null || this.snapshots.length > 0
    this.curve = new Float64Array(needsCurve ? range.to - range.from : 0)
  }

  private benchmarkOn(range: ResolvedDateRange): Column | null {
    const { benchmark, execution, periodsPerYear, riskFreeRate } = this.job
    if (benchmark === null) return null
    const given = typeof benchmark === 'object' && 'bars' in benchmark ? Bars.fromShared(benchmark.bars) : benchmark
    const options = { ...range, initialAmount: execution.initialAmount, periodsPerYear, riskFreeRate }
    return benchmarkColumn(this.universe, given, options)
  }

  /** Whether, since it was last asked, a strategy has written into indicators that other backtests share; they are computed anew then. */
  wasSpoilt(): boolean {
    const spoilt = this.spoilt || !this.guard.isWhole()
    if (spoilt) this.forgetIndicators()
    this.spoilt = false
    return spoilt
  }

  private forgetIndicators(): void {
    const { guard, universe } = this
    if (!guard.isWhole()) this.spoilt = true
    guard.clear()
    const forgotten = this.memory?.size ?? 0
    this.memory = new ColumnMemory({
      most: rememberedNumbers(universe.clock.length),
      enough: keptNumbers(universe.clock.length),
      computed: (column) => guard.add(column),
      forgotten: (column) => guard.drop(column),
    })
    this.simulation.see(universe, new Views(universe, this.memory))
    this.collect(forgotten) // only now nothing here holds a column any more
  }

  /** V8 takes no account of indicators, so what is forgotten is counted here. Most of it was made not long ago, and those columns are quickly found. */
  private collect(forgotten: number): void {
    if (forgotten === 0) return
    const most = rememberedNumbers(this.universe.clock.length)
    this.forgotten += forgotten
    this.forgottenLately += forgotten
    if (this.forgotten > 1.5 * most) {
      collectGarbage('all')
      this.forgotten = 0
      this.forgottenLately = 0
    } else if (this.forgottenLately > most / 4) {
      collectGarbage('young')
      this.forgottenLately = 0
    }
  }
}
