import { availableParallelism, freemem } from 'node:os'
import { BacksweepError } from '../../base/errors.ts'
import type { Sweep } from '../plan/sweep.ts'
import type { BacktestSize } from './disk-size.ts'
import { type PreparedSweep, prepareSweep } from './prepare.ts'
import { estimatedTime, type Measurement, probe } from './probe.ts'
import { largestCheckpoint, type RunOptions, resolveOptions } from './run-options.ts'
import { loadableSource, type StrategyCode, strategyCode } from './strategy-code.ts'

/** How to run a sweep, as options of `runSweep`, and what that will take. */
export interface Recommendation {
  readonly workers: 'none' | number
  readonly batchSize: number
  readonly checkpointBatchSize: number
  readonly store: string
  readonly estimatedSeconds: number
  /** On disk. */
  readonly estimatedBytes: number
  /** Why, in sentences. */
  readonly reason: string
}

/** What a recommendation is made from. */
export interface Evidence {
  readonly name: string
  /** Of the whole sweep. */
  readonly backtests: number
  readonly cores: number
  /** Bytes. */
  readonly freeMemory: number
  /** The first in this process. */
  readonly measurements: readonly Measurement[]
  readonly size: BacktestSize
  /** Why threads were not measured, if they cannot be used. */
  readonly noThreads: string | null
}

/** From this many backtests on, one SQLite file is read and searched much faster than a folder of JSON lines. */
const worthSqlite = 100_000
/** Of two configurations this near to each other the one with fewer workers is taken. */
const worthMore = 0.95
/** Bytes of results that may be on their way, and that are written at once. */
const inFlight = 256e6
const atOnce = 16e6
/** Bytes of a SQLite file without backtests: a page for each table and for what it says of them. */
const emptyDatabase = 7 * 4096
const largestBatch = 100_000
/** Milliseconds for each measurement of `recommendConfig`. */
const probeTime = 600

/** What may be said of the run that the recommendation is for; the same words as for `runSweep`. */
export type RecommendOptions = Pick<RunOptions, 'snapshotInterval' | 'keepTrades' | 'timeLimit' | 'memoryLimit'>

/**
 * Recommends how to run a sweep, from a probe of one to three seconds in this process and on all cores. Writes nothing but
 * temporary files, which it removes. Fails as `runSweep` would on the same sweep.
 */
export async function recommendConfig<P extends object>(
  sweep: Sweep<P>,
  options: RecommendOptions = {},
): Promise<Recommendation> {
  const all = availableParallelism()
  const { evidence } = await gather(sweep, options, all === 1 ? [] : [all], probeTime)
  return decide(evidence)
}

/** Probes a sweep with these numbers of threads, or without any when its strategy cannot be loaded in one. */
export async function gather<P extends object>(
  sweep: Sweep<P>,
  options: RecommendOptions,
  threads: readonly number[],
  time: number,
): Promise<{ readonly evidence: Evidence; readonly prepared: PreparedSweep }> {
  const settings = resolveOptions(options)
  const prepared = await prepareSweep(sweep, settings.keep)
  const code = await strategyCode(prepared.strategy)
  const noThreads = await whyNoThreads(code, prepared)
  const { length: backtests, parameterSets } = prepared.plan
  const { measurements, size } = await probe(prepared, code, {
    threads: noThreads === null ? threads.filter((count) => count <= parameterSets) : [],
    time,
    store: kindFor(backtests),
    settings,
  })
  const machine = { cores: availableParallelism(), freeMemory: freemem() }
  return { evidence: { name: sweep.name, backtests, ...machine, measurements, size, noThreads }, prepared }
}

export async function whyNoThreads(code: StrategyCode, { strategy }: PreparedSweep): Promise<string | null> {
  try {
    await loadableSource(code, strategy)
    return null
  } catch (error) {
    if (error instanceof BacksweepError && error.code === 'strategy-unloadable') return error.message
    throw error
  }
}

/** The decision itself, from what was measured. */
export function decide(evidence: Evidence): Recommendation {
  const { name, backtests, size } = evidence
  const [best, whyWorkers] = chooseWorkers(evidence)
  const kind = kindFor(backtests)
  const store = kind === 'sqlite:' ? `sqlite:runs/${name}.db` : `json:runs/${name}`
  const whyStore =
    kind === 'sqlite:'
      ? `${backtests} backtests are ${worthSqlite} or more: in one SQLite file they are looked up and sorted fast.`
      : `${backtests} backtests are fewer than ${worthSqlite}: a folder of JSON lines, which people can read, is enough.`

  const batchSize = within(inFlight / size.memory, largestBatch)
  const checkpointBatchSize = within(Math.min(1000 / best.perBacktest, atOnce / size.memory), largestCheckpoint)
  const perBacktest = `a backtest's result takes ${Math.ceil(size.memory)} bytes`
  const whyBatch =
    batchSize < largestBatch ? ` batchSize ${batchSize}, because ${perBacktest} until it is written.` : ''
  const whyCheckpoint =
    checkpointBatchSize < largestCheckpoint
      ? ` checkpointBatchSize ${checkpointBatchSize}: ${atOnce / size.memory < 1000 / best.perBacktest ? perBacktest : 'as many as come in a second, so that a crash costs no more than that'}.`
      : ''
  return {
    workers: best.workers === 0 ? 'none' : best.workers,
    batchSize,
    checkpointBatchSize,
    store,
    estimatedSeconds: estimatedTime(best, backtests) / 1000,
    estimatedBytes: Math.round(diskBytes(size, kind, backtests)),
    reason: `${whyWorkers} ${whyStore}${whyBatch}${whyCheckpoint}`,
  }
}

/** Bytes on disk of a whole run. */
export function diskBytes(size: BacktestSize, kind: 'memory:' | 'json:' | 'sqlite:', backtests: number): number {
  if (kind === 'memory:') return 0
  return size.run + (kind === 'json:' ? backtests * size.json : emptyDatabase + backtests * size.sqlite)
}

function kindFor(backtests: number): 'json:' | 'sqlite:' {
  return backtests >= worthSqlite ? 'sqlite:' : 'json:'
}

function chooseWorkers({ measurements, backtests, freeMemory, cores, noThreads }: Evidence): [Measurement, string] {
  const [here, ...threads] = measurements
  const time = (measurement: Measurement) => estimatedTime(measurement, backtests)
  if (noThreads !== null) return [here, `No workers, because they cannot be used: ${noThreads}`]
  if (threads.length === 0) return [here, `No workers: there is nothing to share between ${cores} cores.`]
  let best = here
  let tooLarge: Measurement | null = null
  for (const one of threads) {
    if (one.memory > freeMemory) tooLarge = one
    else if (time(one) < time(best) * worthMore) best = one
  }
  const left = tooLarge === null ? '' : ` ${tooLarge.workers} workers would take more memory than is free.`
  const seconds = (measurement: Measurement) => `${(time(measurement) / 1000).toFixed(1)} s`
  if (best === here) {
    const fastest = threads.reduce((a, b) => (time(b) < time(a) ? b : a))
    return [
      here,
      `No workers: this process takes ${seconds(here)}, ${fastest.workers} workers ${seconds(fastest)}.${left}`,
    ]
  }
  const gain = (time(here) / time(best)).toFixed(2)
  return [
    best,
    `${best.workers} workers: ${seconds(best)} instead of ${seconds(here)} in one process, ${gain} times as fast.${left}`,
  ]
}

function within(value: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(value)))
}
