import { elapsed } from '../../base/clock.ts'
import { BacksweepError, type ErrorCode } from '../../base/errors.ts'
import { parametersAt } from '../plan/search-space.ts'
import type { Sweep } from '../plan/sweep.ts'
import { openStore, storeKind } from '../store/open-store.ts'
import type { BacktestRow } from '../store/row.ts'
import { type RunHeader, rowOf, type Store, type StoredBacktest } from '../store/store.ts'
import { Adaptive, type Executor, InProcess } from './executor.ts'
import { Filtering } from './filters.ts'
import { FinishedBacktest } from './finished-backtest.ts'
import { fingerprinter, headerOf } from './identity.ts'
import { type Handout, inOrder, Pacer } from './in-order.ts'
import type { ChunkFailure, ChunkResult } from './job.ts'
import { Leaderboard } from './leaderboard.ts'
import { MemoryGuard } from './memory-guard.ts'
import { checkFree, complete, failed, type OpenedRun, openRun, toDo } from './open-run.ts'
import { type PreparedSweep, prepareSweep } from './prepare.ts'
import { profileFolder, profilePath, startProfile } from './profile.ts'
import { type ResolvedOptions, type RunOptions, resolveOptions } from './run-options.ts'
import { compareStrategies } from './same-strategy.ts'
import { loadableSource, type StrategyCode, strategyCode } from './strategy-code.ts'
import { ThreadExecutor } from './thread-executor.ts'
import { isAdaptive, workerCount } from './workers.ts'

export interface Progress {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Done before this run began: a resumed run does not start at 0. */
  readonly before: number
  /** Milliseconds since the first backtest began. */
  readonly elapsed: number
  /** Memory of this process and its threads, in bytes. */
  readonly memory: number
}

export interface SweepResult {
  /** Where the rows are. */
  readonly store: string
  readonly header: RunHeader
  /** What was odd or decided on the way, in words: what was resumed and why some ran again, where an older run is. */
  readonly notices: readonly string[]
  /** Backtests that are done, those of an earlier run included. */
  readonly complete: number
  readonly failed: number
  readonly interrupted: boolean
  /** Milliseconds from opening the store until it was closed. */
  readonly time: number
  /** Milliseconds of these in which the run waited for the store: to be opened, written and closed. */
  readonly checkpointTime: number
  /** The best rows by the sweep's `rankBy`, at most 1,000; what filters eliminated is not among them. */
  top(count: number): readonly BacktestRow[]
  /** All rows in the order of the plan, streamed from the store. */
  backtests(): AsyncIterable<BacktestRow>
}

const mostRanked = 1000
const noMetrics = new Float64Array(0)
/** Progress is told this often, in milliseconds. */
const progressInterval = 100

/**
 * Runs every backtest of a sweep.
 *
 * 1. Load the data, make the plan, check everything; nothing is written before all of it is right.
 * 2. Open the store: a new one, or that of an earlier run, and see what is done already (open-run.ts).
 * 3. Date range by date range, in order of start: hand out what is to do in chunks, to this process or to threads, and take the results
 *    back in the order of the plan (in-order.ts). A failing backtest becomes a row with its error.
 * 4. Write rows in batches; only then do they count as done.
 * 5. After a date range let the filter say which parameter sets go on (filters.ts).
 * 6. Check that the bars, which all backtests shared, are still what they were.
 */
export async function runSweep<P extends object>(sweep: Sweep<P>, options: RunOptions = {}): Promise<SweepResult> {
  const settings = resolveOptions(options)
  checkFree(settings.store, settings)
  const prepared = await prepareSweep(sweep, settings.keep)
  const { strategy } = prepared
  const needsCode = settings.store !== 'memory:' || settings.workers !== 'none'
  const code = needsCode ? await strategyCode(strategy) : { identity: '', source: null }
  checkResumable(code, strategy, settings)
  return runPrepared(prepared, code, settings)
}

/** Refuses to resume what cannot be known to be the same. */
export function checkResumable(
  code: StrategyCode,
  { name }: PreparedSweep['strategy'],
  { resume }: Pick<ResolvedOptions, 'resume'>,
): void {
  if (!resume || code.source !== null) return
  throw new BacksweepError(
    'strategy-unloadable',
    `A run of the strategy "${name}" cannot be resumed, because nothing tells whether its code is the same: add module: import.meta.url to defineStrategy.`,
    { strategy: name },
  )
}

/** What `runSweep` does from step 2 on. */
export async function runPrepared(
  prepared: PreparedSweep,
  code: StrategyCode,
  settings: ResolvedOptions,
): Promise<SweepResult> {
  const startExecutor = await chooseExecutor(prepared, code, settings)
  const header = headerOf(prepared, code.identity)
  const { profile } = settings
  if (profile !== undefined) await profileFolder(profile)

  const started = elapsed()
  const opened = await openRun(settings.store, header, prepared.plan, settings)
  const openTime = elapsed() - started
  settings.onStart?.({ header, earlierTrials: (await opened.store.earlierTrials()).size })
  const executor = startExecutor(opened.state.filter((one) => one === toDo).length)
  const runsHere = !(executor instanceof ThreadExecutor)
  const saveProfile = profile !== undefined && runsHere ? await startProfile(prepared.strategy.name) : null
  const driver = new Driver(prepared, settings, opened, executor)
  let closing = 0
  let result: Outcome
  try {
    result = await driver.run()
  } finally {
    await executor.close()
    if (profile !== undefined) await saveProfile?.(profilePath(profile, 'driver'))
    closing = elapsed()
    await opened.store.close()
  }
  const ended = elapsed()
  return { ...result, time: ended - started, checkpointTime: openTime + driver.writeTime + (ended - closing) }
}

type Outcome = Omit<SweepResult, 'time' | 'checkpointTime'>

/** Decides what runs the backtests and checks that it can; it is started once it is known how many are to do. */
async function chooseExecutor(
  { job, strategy, plan }: PreparedSweep,
  code: StrategyCode,
  { store, workers, timeLimit, memoryLimit, profile }: ResolvedOptions,
): Promise<(backtests: number) => Executor> {
  const count = workerCount(workers, plan.parameterSets)
  if (count === 0 || (isAdaptive(workers) && code.source === null)) return () => new InProcess(job, strategy)
  const source = await loadableSource(code, strategy)
  const check = compareStrategies.bind(null, job, strategy)
  const texts = storeKind(store) === 'json:'
  const startThreads = () => new ThreadExecutor(job, source, { count, timeLimit, memoryLimit, texts, profile, check })
  return isAdaptive(workers)
    ? (backtests) => new Adaptive(new InProcess(job, strategy), startThreads, backtests)
    : startThreads
}

class Driver {
  /** Milliseconds spent waiting for the store. */
  writeTime = 0
  private readonly prepared: PreparedSweep
  private readonly settings: ResolvedOptions
  private readonly opened: OpenedRun
  private readonly store: Store
  private readonly executor: Executor
  private readonly board: Leaderboard
  private readonly fingerprintOf: ReturnType<typeof fingerprinter>
  private readonly pacer = new Pacer()
  private readonly memory = new MemoryGuard()
  private readonly started = elapsed()
  private readonly before: number
  private pending: StoredBacktest[] = []
  private lastWrite = this.started
  private nextProgress = 0
  private interrupted = false
  private firstFailure: BacksweepError | null = null

  constructor(prepared: PreparedSweep, settings: ResolvedOptions, opened: OpenedRun, executor: Executor) {
    this.prepared = prepared
    this.settings = settings
    this.opened = opened
    this.store = opened.store
    this.executor = executor
    this.board = new Leaderboard(prepared.rankBy, mostRanked)
    this.fingerprintOf = fingerprinter(this.store.header)
    this.before = this.count(complete) + this.count(failed)
  }

  async run(): Promise<Outcome> {
    const { plan } = this.prepared
    const filtering = new Filtering(plan, this.store, this.settings)
    let active: Uint32Array = Uint32Array.from({ length: plan.parameterSets }, (_, set) => set)
    for (let range = 0; range < plan.ranges.length && !this.interrupted; range++) {
      await this.runRange(range, active)
      if (this.interrupted || this.firstFailure !== null) break
      active = await filtering.after(plan.ranges[range].name, active)
      this.leaveOut(range + 1, active)
    }
    this.checkBars()
    if (this.firstFailure !== null) throw this.firstFailure
    this.tellProgress()

    const board = await this.finalBoard()
    return {
      store: this.store.address,
      header: this.store.header,
      notices: this.opened.notices,
      complete: this.count(complete),
      failed: this.count(failed),
      interrupted: this.interrupted,
      top: (count) => board.top(count),
      backtests: () => storedRows(this.store),
    }
  }

  /** Runs what is to do of one date range. */
  private async runRange(range: number, active: Uint32Array): Promise<void> {
    const { signal, batchSize, checkpointBatchSize, checkpointInterval } = this.settings
    for await (const { chunk, result } of inOrder(this.executor, this.cutter(range, active), batchSize, signal)) {
      this.pacer.took(chunk.numbers.length, result.time)
      this.take(chunk, result)
      while (this.pending.length >= checkpointBatchSize) await this.write(checkpointBatchSize)
      if (elapsed() - this.lastWrite >= checkpointInterval) await this.write(this.pending.length)
      if (elapsed() - this.started >= this.nextProgress) this.tellProgress()
      this.memory.check()
      if (this.firstFailure !== null) break
    }
    await this.write(this.pending.length)
    const { plan } = this.prepared
    const base = range * plan.parameterSets
    const left = active.some((set) => this.opened.state[base + set] === toDo)
    this.interrupted = left && this.firstFailure === null
  }

  /** What an earlier run did of sets that a filter has eliminated now is not part of this run. */
  private leaveOut(from: number, active: Uint32Array): void {
    const { parameterSets, length } = this.prepared.plan
    const goOn = new Set(active)
    if (goOn.size === parameterSets) return
    for (let number = from * parameterSets; number < length; number++) {
      if (!goOn.has(number % parameterSets)) this.opened.state[number] = toDo
    }
  }

  /** Cuts what is to do of one date range into chunks of the pacer's size. */
  private cutter(range: number, active: Uint32Array): (most: number) => Handout | null {
    const { plan } = this.prepared
    const base = range * plan.parameterSets
    const left = active.filter((set) => this.opened.state[base + set] === toDo)
    let from = 0
    return (most) => {
      if (from === left.length || this.settings.signal?.aborted) return null
      const sets = left.slice(from, from + Math.min(this.pacer.size, most))
      from += sets.length
      return { range, sets, numbers: plan.gridNumbers(sets) }
    }
  }

  /** Takes a chunk's results, up to the first failure unless failures are to be lived with. */
  private take({ range, sets, numbers }: Handout, { metrics, failures, details, texts }: ChunkResult): void {
    const { job, plan, rankBy } = this.prepared
    const { header } = this.store
    const width = job.metrics.length
    const ranked = job.metrics.indexOf(rankBy)
    let next = 0
    for (let i = 0; i < numbers.length && this.firstFailure === null; i++) {
      const parameters = parametersAt(plan.space, numbers[i])
      const failure = failures[next]?.index === i ? failures[next++] : undefined
      const backtest: StoredBacktest = {
        number: range * plan.parameterSets + sets[i],
        fingerprint: this.fingerprintOf(range, parameters),
        parameters,
        range: plan.ranges[range].name,
        error: failure?.message ?? null,
        metrics: failure === undefined ? metrics.subarray(i * width, (i + 1) * width) : noMetrics,
        details: details[i] ?? null,
        ...(texts && failure === undefined && { text: texts.bytes.subarray(texts.ends[i - 1] ?? 0, texts.ends[i]) }),
      }
      this.pending.push(backtest)
      if (failure === undefined && this.board.admits(backtest.metrics[ranked])) this.board.add(rowOf(header, backtest))
      if (failure !== undefined && failure.code !== 'strategy-skipped' && !this.settings.continueOnError)
        this.firstFailure = stoppedBy(rowOf(header, backtest), failure)
    }
  }

  /** Makes the first `count` waiting rows durable; only now are they done. */
  private async write(count: number): Promise<void> {
    if (count > 0) {
      this.checkBars() // what was computed from spoilt bars must not become durable, where a resumed run would find it
      const batch = this.pending.splice(0, count)
      const { busy = 0 } = this.executor // chunks may be run here in the meantime
      const started = elapsed()
      await this.store.append(batch)
      this.writeTime += elapsed() - started - ((this.executor.busy ?? 0) - busy)
      for (const { number, error } of batch) this.opened.state[number] = error === null ? complete : failed
      const { onBacktest } = this.settings
      if (onBacktest !== undefined) for (const one of batch) onBacktest(new FinishedBacktest(this.store.header, one))
    }
    this.lastWrite = elapsed()
  }

  /** The bars are shared memory: one strategy that writes into them would spoil all others. */
  private checkBars(): void {
    const { symbols } = this.prepared.universe
    if (symbols.every((bars) => bars.slice(0, bars.length).fingerprint === bars.fingerprint)) return // a new slice looks at the numbers again
    throw new BacksweepError(
      'bars-changed',
      'The bars are not what they were when the run began: the strategy writes into them. What was computed since is worthless and was not kept; copy a column (bars.close.slice()) before changing it.',
    )
  }

  private tellProgress(): void {
    const { onProgress } = this.settings
    this.nextProgress = elapsed() - this.started + progressInterval
    if (onProgress === undefined) return
    const failures = this.count(failed)
    onProgress({
      done: this.count(complete) + failures,
      total: this.prepared.plan.length,
      failed: failures,
      before: this.before,
      elapsed: elapsed() - this.started,
      memory: process.memoryUsage.rss(),
    })
  }

  /** Rows of an earlier run and the verdicts of filters are in the store only. */
  private async finalBoard(): Promise<Leaderboard> {
    const { windowFilter, finalFilter } = this.settings
    if (this.before === 0 && windowFilter === undefined && finalFilter === undefined) return this.board
    const board = new Leaderboard(this.prepared.rankBy, mostRanked)
    for await (const row of this.store.rows()) board.add(row)
    return board
  }

  private count(what: number): number {
    let sum = 0
    for (const one of this.opened.state) if (one === what) sum++
    return sum
  }
}

/** Rows of a run that has ended: its store is closed by then, unless it is in memory. */
async function* storedRows(store: Store): AsyncGenerator<BacktestRow> {
  if (store.address === 'memory:') {
    yield* store.rows()
    return
  }
  const reader = await openStore(store.address)
  try {
    yield* reader.rows()
  } finally {
    await reader.close()
  }
}

function stoppedBy(row: BacktestRow, failure: ChunkFailure): BacksweepError {
  const code = failure.code as ErrorCode
  return new BacksweepError(
    code === 'name-unknown' || code === 'option-invalid' || code === 'signal-invalid' ? 'strategy-failed' : code,
    `${row.strategy} with ${JSON.stringify(row.parameters)} on "${row.range}" failed: ${row.error} (To record failures and go on: --continue-on-error, or continueOnError: true.)`,
    { parameters: JSON.stringify(row.parameters), range: row.range },
  )
}
