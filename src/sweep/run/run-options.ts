import { BacksweepError } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import { type AnalyzerInput, analyzerRequests } from '../../simulation/event/analyzers/request.ts'
import { type Keep, type SnapshotInterval, snapshotIntervals } from '../store/details.ts'
import type { RunHeader } from '../store/store.ts'
import type { FinalFilter, WindowFilter } from './filters.ts'
import type { FinishedBacktest } from './finished-backtest.ts'
import type { Progress } from './run-sweep.ts'
import type { Workers } from './workers.ts'

/** Rows in a durable write unless the user says how many; of most sweeps fewer come in a second. */
export const largestCheckpoint = 2000

export interface RunOptions {
  /** `memory:` (default), `json:DIR` or `sqlite:FILE`. */
  readonly store?: string
  /** Go on with the run that is in the store: what is done there and still holds is not run again. Without one, start. */
  readonly resume?: boolean
  /** Start over where a run exists; the old one is kept aside. */
  readonly fresh?: boolean
  /** With `resume`: run failed backtests again. */
  readonly retryFailed?: boolean
  /** Record backtests that fail and go on, instead of stopping at the first to run. */
  readonly continueOnError?: boolean
  /** Default `auto`. */
  readonly workers?: Workers
  /** Seconds that one backtest may take on a worker; default 60. In this process nothing can stop it. */
  readonly timeLimit?: number
  /**
   * Megabytes of JavaScript heap and typed arrays that one backtest may make a worker hold; default 1,024. Looked at some 20 times a second
   * and garbage counts, so give several times of what is needed.
   */
  readonly memoryLimit?: number
  /** Backtests handed out to be run and not yet taken back, at most; default 100,000. */
  readonly batchSize?: number
  /**
   * Rows in each durable write but the last, and the last of a date range with a filter. Default: as many as come in a second, at most 2,000, and
   * with no more than 2 MB of details.
   */
  readonly checkpointBatchSize?: number
  /** How often to keep the equity of each backtest; default `none`. */
  readonly snapshotInterval?: SnapshotInterval
  /** Keep the trades of each backtest. */
  readonly keepTrades?: boolean
  /** What analyzers find of each backtest is kept: their names, or `{ name, options, as }`. */
  readonly analyzers?: readonly AnalyzerInput[]
  /** After each date range: which parameter sets go on to the next. */
  readonly windowFilter?: WindowFilter
  /** After the last date range: which parameter sets remain. */
  readonly finalFilter?: FinalFilter
  /** Folder for V8 CPU profiles: of each worker, and of this process when backtests run in it. Written when the run ends. */
  readonly profile?: string
  /** When the sweep is done: opens its holdout, once and for all, and runs the winner on it. */
  readonly unseal?: boolean
  /** Called once, before the first backtest. */
  readonly onStart?: (start: RunStart) => void
  /** Called about ten times a second and once at the end. */
  readonly onProgress?: (progress: Progress) => void
  /** Called for every backtest that this run did, as soon as it is in the store, in the order of running: the plan's, or by blocks of a grid (docs/scaling.md, Memory). */
  readonly onBacktest?: (backtest: FinishedBacktest) => void
  /** Stops the run cleanly within two seconds: what was done is in the store, and `interrupted` is set. */
  readonly signal?: AbortSignal
}

/** What is known when a run starts. */
export interface RunStart {
  readonly header: RunHeader
  /** Backtests that earlier runs in this store made and that are not in it any more: trials that the winner has to beat, too. */
  readonly earlierTrials: number
}

export interface ResolvedOptions {
  readonly store: string
  readonly resume: boolean
  readonly fresh: boolean
  readonly retryFailed: boolean
  readonly continueOnError: boolean
  readonly workers: Workers
  readonly timeLimit: number
  readonly memoryLimit: number
  readonly batchSize: number
  readonly checkpointBatchSize: number
  /** Milliseconds after which rows are written though they are fewer than a batch; Infinity where the user says how many make one. */
  readonly checkpointInterval: number
  /** Bytes of details in a write, unless one row has more; Infinity as above. */
  readonly checkpointBytes: number
  readonly keep: Keep
  readonly windowFilter: WindowFilter | undefined
  readonly finalFilter: FinalFilter | undefined
  readonly profile: string | undefined
  readonly unseal: boolean
  readonly onStart: ((start: RunStart) => void) | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
  readonly onBacktest: ((backtest: FinishedBacktest) => void) | undefined
  readonly signal: AbortSignal | undefined
}

const names: readonly (keyof RunOptions)[] = [
  'store',
  'resume',
  'fresh',
  'retryFailed',
  'continueOnError',
  'workers',
  'timeLimit',
  'memoryLimit',
  'batchSize',
  'checkpointBatchSize',
  'snapshotInterval',
  'keepTrades',
  'analyzers',
  'windowFilter',
  'finalFilter',
  'profile',
  'unseal',
  'onStart',
  'onProgress',
  'onBacktest',
  'signal',
]

/** Fills in defaults; an option that does not exist or has a wrong value is an error that names it. */
export function resolveOptions(options: RunOptions): ResolvedOptions {
  for (const name of Object.keys(options)) {
    if (!names.includes(name as keyof RunOptions)) throw unknownName('option', name, names, 'of runSweep')
  }
  const {
    store,
    resume,
    fresh,
    retryFailed,
    continueOnError,
    workers,
    keepTrades,
    windowFilter,
    finalFilter,
    profile,
    unseal,
    onStart,
    onProgress,
    onBacktest,
    signal,
  } = options
  const snapshotInterval = options.snapshotInterval ?? 'none'
  if (!snapshotIntervals.includes(snapshotInterval))
    throw unknownName('snapshotInterval', snapshotInterval, snapshotIntervals)
  return {
    store: store ?? 'memory:',
    resume: resume ?? false,
    fresh: fresh ?? false,
    retryFailed: retryFailed ?? false,
    continueOnError: continueOnError ?? false,
    workers: workers ?? 'auto',
    timeLimit: positive('timeLimit', options.timeLimit ?? 60),
    memoryLimit: positive('memoryLimit', options.memoryLimit ?? 1024),
    batchSize: whole('batchSize', options.batchSize ?? 100_000),
    checkpointBatchSize: whole('checkpointBatchSize', options.checkpointBatchSize ?? largestCheckpoint),
    checkpointInterval: options.checkpointBatchSize === undefined ? 1000 : Infinity,
    checkpointBytes: options.checkpointBatchSize === undefined ? 2e6 : Infinity,
    keep: { snapshotInterval, trades: keepTrades ?? false, analyzers: analyzerRequests(options.analyzers ?? []) },
    windowFilter,
    finalFilter,
    profile,
    unseal: unseal ?? false,
    onStart,
    onProgress,
    onBacktest,
    signal,
  }
}

function positive(name: string, value: number): number {
  if (!(value > 0))
    throw new BacksweepError('option-invalid', `${name} is ${value}: give a number above 0.`, { option: name, value })
  return value
}

function whole(name: string, value: number): number {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new BacksweepError('option-invalid', `${name} is ${value}: give a whole number from 1.`, {
      option: name,
      value,
    })
  }
  return value
}
