import { checksum } from '../../base/checksum.ts'
import { elapsed } from '../../base/clock.ts'
import { BacksweepError, type ErrorCode } from '../../base/errors.ts'
import { keptColumns } from '../../kernels/column-room.ts'
import type { Blocks } from '../plan/blocks.ts'
import type { Course } from '../plan/course.ts'
import { isLearning } from '../plan/search.ts'
import type { Sweep } from '../plan/sweep.ts'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { Best } from '../store/best.ts'
import { isLowerBetter } from '../store/leaderboard.ts'
import { openStore, placeOf, storeKind } from '../store/open-store.ts'
import { type Opening, openingsNotice, readOpenings } from '../store/openings.ts'
import type { BacktestRow } from '../store/row.ts'
import { type RowParts, type RunHeader, rowOf, type Store, type StoredBacktest } from '../store/store.ts'
import { type RowSource, rowSource, StretchRows } from '../store/stretch.ts'
import { Checkpoints } from './checkpoints.ts'
import { Adaptive, type Executor, InProcess } from './executor.ts'
import { checkFilters, Filtering } from './filters.ts'
import { FinishedBacktest } from './finished-backtest.ts'
import { headerOf } from './identity.ts'
import { inOrder, Pacer } from './in-order.ts'
import type { Chunk, ChunkFailure, ChunkResult } from './job.ts'
import { littleOfProcess, littleOfThread, MemoryGuard } from './memory-guard.ts'
import { Objective } from './objective.ts'
import { checkUnsealable, openHoldout } from './open-holdout.ts'
import { checkFree, complete, failed, type OpenedRun, openRun, toDo } from './open-run.ts'
import { type PreparedSweep, prepareSweep } from './prepare.ts'
import { profileFolder, profilePath, startProfile } from './profile.ts'
import type { BacktestResult } from './run-backtest.ts'
import { type ResolvedOptions, type RunOptions, resolveOptions } from './run-options.ts'
import { compareStrategies } from './same-strategy.ts'
import { loadableSource, type StrategyCode, strategyCode } from './strategy-code.ts'
import { ThreadExecutor } from './thread-executor.ts'
import { type RowBatch, WaitingRows } from './waiting-rows.ts'
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
  /** All backtests with what was kept of them, in any order, streamed from the store; also those that filters eliminated. */
  finished(): AsyncIterable<FinishedBacktest>
  /** Every time that a holdout was opened with this store, in order; nothing makes them fewer. */
  readonly openings: readonly Opening[]
  /** The winner on the bars held out, when this run was told to unseal them; else null. */
  readonly holdout: BacktestResult | null
}

/** What is known when the sweep is done and its holdout has not been looked at. */
type RunResult = Omit<SweepResult, 'openings' | 'holdout'>

const mostRanked = 1000
const noCode: Promise<StrategyCode> = Promise.resolve({ identity: '', source: null })
/** Progress is told this often, in milliseconds. */
const progressInterval = 100

/**
 * Runs every backtest of a sweep.
 *
 * 1. Load the data, make the plan, check everything; nothing is written before all of it is right.
 * 2. Open the store: a new one, or that of an earlier run, and see what is done already (open-run.ts).
 * 3. Date range by date range, in order of start: hand out what is to do in chunks, to this process or to threads, and take the results
 *    back in the order in which they were handed out (in-order.ts), which is the plan's, or by blocks of it where threads cannot remember all
 *    indicators (plan/blocks.ts). A failing backtest becomes a row with its error.
 * 4. Write rows in batches, while the next ones run; only when they are durable do they count as done (checkpoints.ts).
 * 5. After a date range let the filter say which parameter sets go on (filters.ts).
 * 6. A search that learns does 3 to 5 for each generation of parameter sets and is told what came of it (objective.ts), before it chooses the next.
 * 7. Check that the bars, which all backtests shared, are still what they were.
 */
export async function runSweep<P extends object>(sweep: Sweep<P>, options: RunOptions = {}): Promise<SweepResult> {
  const settings = resolveOptions(options)
  checkFree(settings.store, settings)
  const strategy = sweep.strategy as unknown as SweepStrategy
  const needsCode = settings.store !== 'memory:' || settings.workers !== 'none'
  const bundling = needsCode ? strategyCode(strategy) : noCode
  bundling.catch(() => {}) // it goes on in another process while the data is loaded, whose errors come first
  const prepared = await prepareSweep(sweep, settings.keep)
  const code = await bundling
  checkResumable(code, strategy, settings)
  checkUnsealable(prepared, settings)
  const result = await runPrepared(prepared, code, settings)
  const { store, interrupted } = result
  const holdout =
    settings.unseal && !interrupted ? await openHoldout(sweep, prepared, { store, winner: result.top(1)[0] }) : null
  const place = placeOf(store)
  const openings = place === null ? [] : await readOpenings(place)
  const notice = openingsNotice(openings)
  return { ...result, notices: notice === null ? result.notices : [...result.notices, notice], openings, holdout }
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
): Promise<RunResult> {
  checkFilters(prepared.plan, settings)
  const startExecutor = await chooseExecutor(prepared, code, settings)
  const header = headerOf(prepared, code.identity)
  const { profile } = settings
  if (profile !== undefined) await profileFolder(profile)

  const started = elapsed()
  const opened = await openRun(settings.store, header, prepared.plan, settings)
  const openTime = elapsed() - started
  settings.onStart?.({ header, earlierTrials: (await opened.store.earlierTrials()).size })
  const executor = startExecutor(opened.store.header, opened.state.filter((one) => one === toDo).length)
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
  return { ...result, time: ended - started, checkpointTime: openTime + driver.checkpoints.time + (ended - closing) }
}

type Outcome = Omit<RunResult, 'time' | 'checkpointTime'>

/** Decides what runs the backtests and checks that it can; it is started once it is known how many are to do. */
async function chooseExecutor(
  { job, strategy, plan }: PreparedSweep,
  code: StrategyCode,
  { store, workers, timeLimit, memoryLimit, profile }: ResolvedOptions,
): Promise<(header: RunHeader, backtests: number) => Executor> {
  const count = workerCount(workers, plan.parameterSets)
  if (count === 0 || (isAdaptive(workers) && code.source === null)) return () => new InProcess(job, strategy)
  const source = await loadableSource(code, strategy)
  const check = compareStrategies.bind(null, job, strategy)
  const wantsTexts = storeKind(store) === 'json:'
  return (header, backtests) => {
    const options = { count, timeLimit, memoryLimit, header: wantsTexts ? header : null, profile, check }
    const startThreads = () => new ThreadExecutor(job, source, options)
    return isAdaptive(workers) ? new Adaptive(new InProcess(job, strategy), startThreads, backtests) : startThreads()
  }
}

class Driver {
  readonly checkpoints: Checkpoints
  private readonly prepared: PreparedSweep
  private readonly settings: ResolvedOptions
  private readonly opened: OpenedRun
  private readonly store: Store
  private readonly executor: Executor
  /** As they are, not as rows: of a long run tens of thousands are among the best for a while. */
  private readonly ranked: Best<RowParts>
  private readonly course: Course
  private readonly filtering: Filtering
  /** Null where nobody learns from results. */
  private readonly objective: Objective | null
  /** Results of an earlier run whose parameter sets the search has not come to this time. */
  private replaced = 0
  private readonly source: RowSource
  private readonly waiting = new WaitingRows()
  /** Of the bars as they were when the run began. */
  private readonly barSums: readonly number[]
  private readonly pacer = new Pacer()
  private readonly memory: MemoryGuard
  private readonly started = elapsed()
  private readonly before: number
  private completeCount: number
  private failedCount: number
  private nextProgress = 0
  private interrupted = false
  private firstFailure: BacksweepError | null = null

  constructor(prepared: PreparedSweep, settings: ResolvedOptions, opened: OpenedRun, executor: Executor) {
    this.prepared = prepared
    this.settings = settings
    this.opened = opened
    this.store = opened.store
    this.executor = executor
    this.memory = new MemoryGuard(executor instanceof ThreadExecutor ? littleOfThread : littleOfProcess)
    this.barSums = barSums(prepared)
    this.ranked = new Best(isLowerBetter(prepared.rankBy), mostRanked)
    this.course = prepared.plan.course()
    this.filtering = new Filtering(prepared.plan, this.course, this.store, settings)
    this.objective = isLearning(prepared.plan.search) ? new Objective(prepared.plan, prepared.rankBy) : null
    this.source = rowSource(this.store.header, prepared.plan.space)
    this.checkpoints = new Checkpoints(this.store, executor, this.waiting, {
      ...settings,
      // what was computed from spoilt bars must not become durable, where a resumed run would find it
      check: () => this.checkBars(),
      written: (batch) => this.written(batch),
      areKept: storeKind(settings.store) === 'memory:' || settings.onBacktest !== undefined,
    })
    this.completeCount = this.count(complete)
    this.failedCount = this.count(failed)
    this.before = this.completeCount + this.failedCount
  }

  async run(): Promise<Outcome> {
    try {
      return await this.runAll()
    } finally {
      await this.checkpoints.finished().catch(() => {}) // of a run that fails for another reason
    }
  }

  private async runAll(): Promise<Outcome> {
    const { course, filtering } = this
    for (let sets = course.next(); sets.length > 0; sets = course.next()) {
      await this.recall(sets)
      const left = await this.runSets(sets)
      if (this.isStopped) break
      if (this.objective !== null) course.learn(this.objective.scores(sets, left))
    }
    await this.checkpoints.writeAll()
    if (!this.isStopped) await filtering.final()
    this.checkBars()
    if (this.firstFailure !== null) throw this.firstFailure
    this.tellProgress()

    const best = await this.best()
    return {
      store: this.store.address,
      header: this.store.header,
      notices: [...this.opened.notices, ...this.turnNotices()],
      complete: this.completeCount,
      failed: this.failedCount,
      interrupted: this.interrupted,
      top: (count) => best.slice(0, count),
      backtests: () => stored(this.store, (store) => store.rows()),
      finished: () => stored(this.store, finishedBacktests),
    }
  }

  private get isStopped(): boolean {
    return this.interrupted || this.firstFailure !== null
  }

  /** Runs these sets on one date range after the other and returns those that no filter eliminated. */
  private async runSets(sets: Uint32Array): Promise<Uint32Array> {
    const { filtering } = this
    const { ranges } = this.prepared.plan
    let active = sets
    for (let range = 0; range < ranges.length; range++) {
      await this.runRange(range, active)
      if (this.isStopped) break
      if (filtering.isAsked) await this.checkpoints.writeAll()
      active = await filtering.after(range, active)
      this.leaveOut(range + 1, sets, active)
    }
    return active
  }

  /** Runs what is to do of one date range. */
  private async runRange(range: number, active: Uint32Array): Promise<void> {
    const { signal, batchSize } = this.settings
    const base = range * this.prepared.plan.parameterSets
    const left = active.filter((set) => this.opened.state[base + set] === toDo)
    const blocks = this.blocksOn(range)
    const todo = blocks?.order(this.course.gridNumbers(left)).map((place) => left[place]) ?? left
    let taken = 0
    for await (const { chunk, result } of inOrder(this.executor, this.cutter(range, todo, blocks), batchSize, signal)) {
      this.pacer.took(chunk.numbers.length, result.time, result.details?.bytes.length ?? 0)
      this.take(chunk, result)
      taken += chunk.numbers.length
      await this.checkpoints.writeDue()
      if (elapsed() - this.started >= this.nextProgress) this.tellProgress()
      this.memory.check()
      if (this.firstFailure !== null) break
    }
    this.interrupted = taken < todo.length && this.firstFailure === null
  }

  /**
   * What an earlier run did of a search's sets holds when it was done with the same parameters. What does not was a trial all the same, and
   * is noted as one before its row is replaced.
   */
  private async recall(sets: Uint32Array): Promise<void> {
    const { known } = this.opened
    if (known.size === 0) return
    const outdated: string[] = []
    const { ranges, parameterSets } = this.prepared.plan
    for (const set of sets) {
      const parameters = this.course.parameters(set)
      for (let range = 0; range < ranges.length; range++) {
        const number = range * parameterSets + set
        const before = known.get(number)
        if (before === undefined) continue
        if (before.fingerprint === this.source.fingerprintOf(range, parameters)) {
          this.objective?.record(number, before.value)
        } else {
          this.mark(number, toDo)
          outdated.push(before.fingerprint)
        }
      }
    }
    if (outdated.length === 0) return
    this.replaced += outdated.length
    await this.checkpoints.writeAll() // a store has one writer at a time
    await this.store.addEarlierTrials(outdated)
  }

  private turnNotices(): string[] {
    if (this.replaced === 0) return []
    return [
      `${this.replaced} results of the run before were replaced: with other results of retried backtests, another where() or other filters the search took another course.`,
    ]
  }

  /** What an earlier run did of sets that a filter has eliminated now is not part of this run. */
  private leaveOut(from: number, sets: Uint32Array, active: Uint32Array): void {
    const { parameterSets, ranges } = this.prepared.plan
    if (active.length === sets.length) return
    const goOn = new Set(active)
    for (let range = from; range < ranges.length; range++) {
      for (const set of sets) if (!goOn.has(set)) this.mark(range * parameterSets + set, toDo)
    }
  }

  private blocksOn(range: number): Blocks | null {
    const { plan, universe } = this.prepared
    // an indicator has a column for each symbol
    return plan.blocks(Math.floor(keptColumns(plan.ranges[range].to) / universe.symbols.length))
  }

  /** Cuts sets of one date range into chunks of about the pacer's size, but so that every thread has one. */
  private cutter(range: number, sets: Uint32Array, blocks: Blocks | null): (most: number) => Chunk | null {
    let from = 0
    return (most) => {
      if (from === sets.length || this.settings.signal?.aborted) return null
      const share = Math.ceil(sets.length / this.executor.width)
      const wanted = Math.min(this.pacer.size, share, most)
      const ahead = this.course.gridNumbers(sets.subarray(from, from + Math.min(2 * wanted, most)))
      const numbers = ahead.slice(0, blocks?.chunk(ahead, wanted) ?? wanted)
      const some = sets.slice(from, from + numbers.length)
      from += some.length
      return { range, sets: some, numbers }
    }
  }

  /** Takes a chunk's results, up to the first failure unless failures are to be lived with. */
  private take(chunk: Chunk, result: ChunkResult): void {
    const { job, rankBy } = this.prepared
    const { header } = this.store
    const { metrics, failures } = result
    const width = job.metrics.length
    const ranked = job.metrics.indexOf(rankBy)
    const rows = new StretchRows(this.source, { ...chunk, ...result })
    const stop = this.settings.continueOnError ? undefined : failures.find(({ code }) => code !== 'strategy-skipped')
    const count = stop === undefined ? chunk.numbers.length : stop.index + 1
    this.waiting.add(rows, count)
    for (let i = 0; i < count; i++) {
      const value = metrics[i * width + ranked]
      const number = rows.numberOf(i)
      this.objective?.record(number, rows.hasFailed(i) ? NaN : value)
      if (this.ranked.admits(value, number) && !rows.hasFailed(i)) this.ranked.add(copyOf(rows.at(i)), value, number)
    }
    if (stop !== undefined) this.firstFailure = stoppedBy(rowOf(header, rows.at(stop.index)), stop)
  }

  /** Backtests that are on the disk; only now are they done. */
  private written(batch: RowBatch): void {
    batch.tell((number, hasFailed) => this.mark(number, hasFailed ? failed : complete))
    const { onBacktest } = this.settings
    if (onBacktest !== undefined) for (const one of batch) onBacktest(new FinishedBacktest(this.store.header, one))
  }

  /** The bars are shared memory: one strategy that writes into them would spoil all others. */
  private checkBars(): void {
    if (barSums(this.prepared).every((sum, i) => sum === this.barSums[i])) return
    throw new BacksweepError(
      'bars-changed',
      'The bars are not what they were when the run began: the strategy writes into them. What was computed since is worthless and was not kept; copy a column (bars.close.slice()) before changing it.',
    )
  }

  private tellProgress(): void {
    const { onProgress } = this.settings
    this.nextProgress = elapsed() - this.started + progressInterval
    if (onProgress === undefined) return
    onProgress({
      done: this.completeCount + this.failedCount,
      total: this.prepared.plan.length,
      failed: this.failedCount,
      before: this.before,
      elapsed: elapsed() - this.started,
      memory: process.memoryUsage.rss(),
    })
  }

  /** Rows of an earlier run and the verdicts of filters are in the store only. */
  private async best(): Promise<readonly BacktestRow[]> {
    if (this.before === 0 && !this.filtering.isAsked) {
      return this.ranked.top(mostRanked).map((parts) => rowOf(this.store.header, parts))
    }
    return (await this.store.ranking(this.prepared.rankBy, mostRanked)).best
  }

  /** Keeps the counts with it: progress is told so often that counting a million states each time took a fifth of a run. */
  private mark(number: number, now: number): void {
    const { state } = this.opened
    this.completeCount += Number(now === complete) - Number(state[number] === complete)
    this.failedCount += Number(now === failed) - Number(state[number] === failed)
    state[number] = now
  }

  private count(what: number): number {
    let sum = 0
    for (const one of this.opened.state) if (one === what) sum++
    return sum
  }
}

/** In memory of its own: that of its chunk is freed when it is written. */
function copyOf({ parameters, range, error, metrics }: StoredBacktest): RowParts {
  const values = new Array<number>(metrics.length)
  for (let i = 0; i < values.length; i++) values[i] = metrics[i]
  return { parameters, range, error, metrics: values }
}

function barSums({ universe }: PreparedSweep): number[] {
  return universe.symbols.flatMap(({ time, open, high, low, close, volume }) =>
    [time, open, high, low, close, volume].map((column) => checksum(column as Float64Array)),
  )
}

/** What is in the store of a run that has ended: it is closed by then, unless it is in memory. */
async function* stored<T>(store: Store, read: (store: Store) => AsyncIterable<T>): AsyncGenerator<T> {
  if (store.address === 'memory:') {
    yield* read(store)
    return
  }
  const reader = await openStore(store.address)
  try {
    yield* read(reader)
  } finally {
    await reader.close()
  }
}

async function* finishedBacktests(store: Store): AsyncGenerator<FinishedBacktest> {
  for await (const backtest of store.backtests()) yield new FinishedBacktest(store.header, backtest)
}

function stoppedBy(row: BacktestRow, failure: ChunkFailure): BacksweepError {
  const code = failure.code as ErrorCode
  return new BacksweepError(
    code === 'name-unknown' || code === 'option-invalid' || code === 'signal-invalid' ? 'strategy-failed' : code,
    `${row.strategy} with ${JSON.stringify(row.parameters)} on "${row.range}" failed: ${row.error} (To record failures and go on: --continue-on-error, or continueOnError: true.)`,
    { parameters: JSON.stringify(row.parameters), range: row.range },
  )
}
