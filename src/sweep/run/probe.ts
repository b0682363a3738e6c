import { hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { BacksweepError } from '../../base/errors.ts'
import { openStore } from '../store/open-store.ts'
import type { BacktestRow } from '../store/row.ts'
import { type BacktestSize, measureSizes } from './disk-size.ts'
import type { PreparedSweep } from './prepare.ts'
import { type ResolvedOptions, resolveOptions } from './run-options.ts'
import { runPrepared } from './run-sweep.ts'
import { sampled } from './sample.ts'
import type { StrategyCode } from './strategy-code.ts'

export interface ProbeOptions {
  /** Numbers of threads to measure with, beside none; in rising order. */
  readonly threads: readonly number[]
  /** Milliseconds that each measurement may take, about. */
  readonly time: number
  /** Where the rows of the sample go: nowhere, or a store of this kind in the system's folder of temporary files, which is removed. */
  readonly store: 'memory:' | 'json:' | 'sqlite:'
  readonly settings: Pick<ResolvedOptions, 'keep' | 'timeLimit' | 'memoryLimit'>
}

/**
 * How long a run takes with some number of threads: a line over the number of backtests, through two samples of different size, so that what
 * is spent once (starting threads, computing indicators that many backtests share) is not counted for every backtest.
 */
export interface Measurement {
  /** Threads; 0 is this process. */
  readonly workers: number
  /** Milliseconds that a run takes whatever the number of its backtests. */
  readonly fixed: number
  /** Milliseconds for each backtest, all threads together. */
  readonly perBacktest: number
  /** Backtests in the larger sample. */
  readonly sampled: number
  /** Of these. */
  readonly failed: number
  /** Most memory of this process and its threads that was seen, in bytes. */
  readonly memory: number
}

export interface Probe {
  readonly measurements: readonly Measurement[]
  readonly size: BacktestSize
}

/** Milliseconds that a run of so many backtests takes. */
export function estimatedTime({ fixed, perBacktest }: Measurement, backtests: number): number {
  return fixed + perBacktest * backtests
}

/** The larger sample is so many times the smaller one. */
const growth = 3
/** Backtests whose results are looked at for their size, in milliseconds of running them. */
const sizeTime = 100

/**
 * Runs samples of a sweep with the real runner and measures them.
 *
 * 1. In this process, more and more parameter sets until they take half of the time: the last two samples make the line.
 * 2. With each number of threads: a sample that fits the time, were the threads to scale, and before it a third of it.
 * 3. Every backtest that several of these ran must have the same result in all of them.
 *
 * Where single backtests are so slow that one on every date range does not fit, only some of the ranges are looked at.
 */
export async function probe(prepared: PreparedSweep, code: StrategyCode, options: ProbeOptions): Promise<Probe> {
  const { parameterSets, ranges: all } = prepared.plan
  const { time, threads } = options
  const agreement = new Agreement()
  let ranges = 1
  const run = (sets: number, workers: number) =>
    runSample(sampled(prepared, sets, ranges), code, workers, options, agreement)
  const whole = (measured: Measurement) => ({ ...measured, fixed: (measured.fixed * all.length) / ranges })

  const first = await run(1, 0)
  ranges = Math.max(1, Math.min(all.length, Math.floor(time / 4 / first.time)))
  let small: Sample | null = null
  let large = ranges > 1 ? await run(1, 0) : first
  for (let sets = 1; large.time < time / 2 && sets < parameterSets; ) {
    sets = Math.min(parameterSets, sets * growth)
    small = large
    large = await run(sets, 0)
  }
  const here = line(small, large)
  const setsIn = (milliseconds: number) =>
    Math.max(1, Math.min(parameterSets, Math.round(milliseconds / (here.perBacktest * ranges))))
  const size = measureSizes(sampled(prepared, setsIn(sizeTime), ranges))

  const measurements = [whole(here)]
  for (const workers of threads) {
    const many = Math.min(parameterSets, Math.max(workers, setsIn(time * Math.min(workers, availableParallelism()))))
    const few = Math.round(many / growth)
    const before = few < workers ? null : await run(few, workers) // of a handful, a line would only show noise
    measurements.push(whole(line(before, await run(many, workers))))
  }
  return { measurements, size }
}

interface Sample extends Pick<Measurement, 'workers' | 'sampled' | 'failed' | 'memory'> {
  readonly time: number
}

async function runSample(
  prepared: PreparedSweep,
  code: StrategyCode,
  workers: number,
  { store, settings }: ProbeOptions,
  agreement: Agreement,
): Promise<Sample> {
  const folder = store === 'memory:' ? null : await mkdtemp(join(tmpdir(), 'backsweep-probe-'))
  try {
    let memory = process.memoryUsage.rss()
    const result = await runPrepared(prepared, code, {
      ...resolveOptions({ workers: workers === 0 ? 'none' : workers, continueOnError: true }),
      keep: settings.keep, // and no more of them: a dry run with --profile must not write profiles
      timeLimit: settings.timeLimit,
      memoryLimit: settings.memoryLimit,
      store: folder === null ? 'memory:' : store + join(folder, 'sample.db'),
      onProgress: (progress) => {
        memory = Math.max(memory, progress.memory)
      },
    })
    await agreement.check(folder === null ? result.backtests() : (await openStore(result.store)).rows(), workers)
    return { workers, sampled: prepared.plan.length, failed: result.failed, memory, time: result.time }
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true })
  }
}

/** The line through two samples; through the origin when there is only one, or when noise makes it absurd. */
function line(small: Sample | null, { time, ...large }: Sample): Measurement {
  const slope = small === null ? 0 : (time - small.time) / (large.sampled - small.sampled)
  const fixed = time - slope * large.sampled
  return slope > 0 && fixed > 0
    ? { ...large, fixed, perBacktest: slope }
    : { ...large, fixed: 0, perBacktest: time / large.sampled }
}

/** Results of backtests as this process computed them, to which those of threads must be equal. */
class Agreement {
  private readonly results = new Map<string, string>()

  async check(rows: AsyncIterable<BacktestRow>, workers: number): Promise<void> {
    for await (const { range, parameters, status, metrics } of rows) {
      const backtest = JSON.stringify([range, parameters])
      const result = hash('sha256', JSON.stringify([status, metrics]), 'base64')
      const before = this.results.get(backtest)
      if (before === undefined && workers === 0) this.results.set(backtest, result)
      if (before === undefined || before === result) continue
      throw new BacksweepError(
        'strategy-failed',
        `The backtest ${JSON.stringify(parameters)} on "${range}" had another result ${workers === 0 ? 'when it was run again' : `with ${workers} workers`}: signals() must depend on the bars and the parameters alone, not on chance, the clock or what earlier calls left behind.`,
        { parameters: JSON.stringify(parameters), range, workers },
      )
    }
  }
}
