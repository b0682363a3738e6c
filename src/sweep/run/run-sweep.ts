import { elapsed } from '../../base/clock.ts'
import { BacksweepError, type ErrorCode } from '../../base/errors.ts'
import { formatTime } from '../../data/time.ts'
import type { Plan } from '../plan/plan.ts'
import { parametersAt } from '../plan/search-space.ts'
import type { Sweep } from '../plan/sweep.ts'
import { checkPlace, createStore } from '../store/open-store.ts'
import { type BacktestRow, namedMetrics } from '../store/row.ts'
import { type RunHeader, type Store, storeSchema } from '../store/store.ts'
import { InProcess } from './executor.ts'
import { inOrder, Pacer } from './in-order.ts'
import type { Chunk, ChunkFailure, ChunkResult } from './job.ts'
import { Leaderboard } from './leaderboard.ts'
import { type PreparedSweep, prepareSweep } from './prepare.ts'
import { engineVersion } from './version.ts'

export interface RunOptions {
  /** `memory:` (default) or `json:DIR`. */
  readonly store?: string
  /** Start over where a run exists already; the old one is kept aside. Default false: that is an error. */
  readonly fresh?: boolean
  /** Record backtests that fail and go on, instead of stopping at the first. Default false. */
  readonly continueOnError?: boolean
  /** Called a few times a second and once at the end. */
  readonly onProgress?: (progress: Progress) => void
  /** Stops the run cleanly: what was done is in the store, and `interrupted` is set. */
  readonly signal?: AbortSignal
}

export interface Progress {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Milliseconds since the first backtest began. */
  readonly elapsed: number
}

export interface SweepResult {
  /** Where the rows are, and where a run that was there before has been put. */
  readonly store: string
  readonly aside: string | null
  readonly header: RunHeader
  readonly complete: number
  readonly failed: number
  readonly interrupted: boolean
  /** The best rows by the sweep's `rankBy`, at most 1,000. */
  top(count: number): readonly BacktestRow[]
  /** All rows in the order of the plan, streamed from the store. */
  backtests(): AsyncIterable<BacktestRow>
}

const mostRanked = 1000
/** Rows are written and progress told this often, in milliseconds; also how late a stop may be noticed. */
const writeInterval = 100
const rowsPerWrite = 1000

/**
 * Runs every backtest of a sweep, one after the other in this process.
 *
 * 1. Load the data, make the plan, check everything; nothing is written before all of it is right.
 * 2. Start the store with a header that says what is run.
 * 3. Run the backtests in the order of the plan. A failing one becomes a row with its error.
 * 4. Every now and then write the new rows, tell the progress, and let the event loop breathe.
 * 5. Check that the bars, which all backtests shared, are still what they were.
 */
export async function runSweep<P extends object>(sweep: Sweep<P>, options: RunOptions = {}): Promise<SweepResult> {
  const place = options.store ?? 'memory:'
  const fresh = options.fresh ?? false
  checkPlace(place, fresh)
  const prepared = await prepareSweep(sweep)
  const header = headerOf(prepared)
  const { store, aside } = await createStore(place, header, fresh)
  try {
    return {
      ...(await runAll(prepared, store, options)),
      store: store.place,
      aside,
      header,
      backtests: () => store.rows(),
    }
  } finally {
    await store.close()
  }
}

async function runAll(prepared: PreparedSweep, store: Store, options: RunOptions) {
  const { plan, job, strategy } = prepared
  const executor = new InProcess(job, strategy)
  const board = new Leaderboard(prepared.rankBy, mostRanked)
  const started = elapsed()
  let pending: BacktestRow[] = []
  let failed = 0
  let done = 0
  let firstError: BacksweepError | null = null
  let nextWrite = started + writeInterval

  const write = async () => {
    await store.append(pending)
    pending = []
    options.onProgress?.({ done, total: plan.length, failed, elapsed: elapsed() - started })
    nextWrite = elapsed() + writeInterval
  }

  const pacer = new Pacer()
  const chunks = chunksOf(plan, pacer, () => options.signal?.aborted ?? false)
  for await (const { chunk, result } of inOrder(executor, chunks)) {
    pacer.took(chunk.numbers.length, result.time)
    for (const row of rowsOf(prepared, chunk, result)) {
      done++
      if (row.status === 'failed') failed++
      board.add(row)
      pending.push(row)
      if (row.status === 'failed' && !options.continueOnError) {
        firstError = stoppedBy(row, result.failures[0])
        break
      }
    }
    if (pending.length >= rowsPerWrite || elapsed() >= nextWrite) await write()
    if (firstError !== null) break
  }
  await write()
  await executor.close()
  checkBars(prepared.bars, store.header.data.fingerprint)
  if (firstError !== null) throw firstError

  return {
    complete: done - failed,
    failed,
    interrupted: done < plan.length,
    top: (count: number) => board.top(count),
  }
}

function* chunksOf(plan: Plan, pacer: Pacer, stop: () => boolean): Generator<Chunk> {
  for (let range = 0; range < plan.ranges.length; range++) {
    for (let from = 0; from < plan.parameterSets && !stop(); ) {
      const to = Math.min(plan.parameterSets, from + pacer.size)
      yield { range, numbers: plan.numbers(from, to) }
      from = to
    }
  }
}

function* rowsOf({ strategy, job, plan }: PreparedSweep, chunk: Chunk, result: ChunkResult): Generator<BacktestRow> {
  const width = job.metrics.length
  let nextFailure = 0
  for (let i = 0; i < chunk.numbers.length; i++) {
    const head = {
      strategy: strategy.name,
      parameters: parametersAt(plan.space, chunk.numbers[i]),
      range: plan.ranges[chunk.range].name,
    }
    const failure = result.failures[nextFailure]
    if (failure?.index === i) {
      nextFailure++
      yield { ...head, status: 'failed', error: failure.message, metrics: {} }
    } else {
      const values = result.metrics.subarray(i * width, (i + 1) * width)
      yield { ...head, status: 'complete', metrics: namedMetrics(job.metrics, values) }
    }
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

/** The bars are shared memory: one strategy that writes into them would spoil all others. */
function checkBars(bars: PreparedSweep['bars'], fingerprint: string): void {
  if (bars.slice(0, bars.length).fingerprint === fingerprint) return
  throw new BacksweepError(
    'bars-changed',
    'The bars are not what they were when the run began: the strategy writes into them. Its results are worthless; copy a column (bars.close.slice()) before changing it.',
  )
}

function headerOf(sweep: PreparedSweep): RunHeader {
  const { bars, plan, job } = sweep
  return {
    schema: storeSchema,
    engine: engineVersion,
    sweep: sweep.name,
    strategy: sweep.strategy.name,
    parameters: plan.space.names,
    data: { symbol: bars.symbol, timeframe: bars.timeframe, bars: bars.length, fingerprint: bars.fingerprint },
    ranges: plan.ranges.map(({ name, start, end, from, to }) => ({
      name,
      start: formatTime(start),
      end: formatTime(end),
      bars: to - from,
    })),
    settings: { ...job.execution, riskFreeRate: job.riskFreeRate, periodsPerYear: job.periodsPerYear },
    metrics: job.metrics,
    rankBy: sweep.rankBy,
    planned: plan.length,
  }
}
