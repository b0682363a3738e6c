import { setImmediate } from 'node:timers/promises'
import { elapsed } from '../../base/clock.ts'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import { formatTime } from '../../data/time.ts'
import type { Sweep } from '../plan/sweep.ts'
import { checkPlace, createStore } from '../store/open-store.ts'
import type { BacktestRow } from '../store/row.ts'
import { type RunHeader, type Store, storeSchema } from '../store/store.ts'
import { Backtester } from './backtester.ts'
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

async function runAll({ plan, ...prepared }: PreparedSweep, store: Store, options: RunOptions) {
  const backtester = new Backtester({ plan, ...prepared })
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
    await setImmediate()
    nextWrite = elapsed() + writeInterval
  }

  while (done < plan.length && firstError === null && !options.signal?.aborted) {
    const { parameters, range } = plan.at(done)
    const head = { strategy: prepared.strategy.name, parameters, range: range.name }
    let row: BacktestRow
    try {
      row = { ...head, status: 'complete', metrics: backtester.run(parameters, range) }
    } catch (error) {
      failed++
      row = { ...head, status: 'failed', error: messageOf(error), metrics: {} }
      if (!options.continueOnError) firstError = stoppedBy(row, error)
    }
    done++
    board.add(row)
    pending.push(row)
    if (pending.length === rowsPerWrite || elapsed() >= nextWrite) await write()
  }
  await write()
  checkBars(prepared.bars, store.header.data.fingerprint)
  if (firstError !== null) throw firstError

  return {
    complete: done - failed,
    failed,
    interrupted: done < plan.length,
    top: (count: number) => board.top(count),
  }
}

function stoppedBy(row: BacktestRow, error: unknown): BacksweepError {
  const code = error instanceof BacksweepError ? error.code : 'strategy-failed'
  return new BacksweepError(
    code === 'name-unknown' || code === 'option-invalid' || code === 'signal-invalid' ? 'strategy-failed' : code,
    `${row.strategy} with ${JSON.stringify(row.parameters)} on "${row.range}" failed: ${row.error} (To record failures and go on: --continue-on-error, or continueOnError: true.)`,
    { parameters: JSON.stringify(row.parameters), range: row.range },
    { cause: error },
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
  const { bars, plan, execution } = sweep
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
    settings: { ...execution, riskFreeRate: sweep.riskFreeRate, periodsPerYear: sweep.periodsPerYear },
    metrics: sweep.metrics.names,
    rankBy: sweep.rankBy,
    planned: plan.length,
  }
}
