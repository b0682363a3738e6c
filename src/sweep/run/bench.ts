import { availableParallelism } from 'node:os'
import type { Sweep } from '../plan/sweep.ts'
import { estimatedTime } from './probe.ts'
import { decide, gather, type Recommendation, type RecommendOptions } from './recommend.ts'

/** How fast a sweep runs with some number of workers. */
export interface BenchRow {
  readonly workers: 'none' | number
  /** Backtests run to find out. */
  readonly sampled: number
  readonly failed: number
  readonly backtestsPerSecond: number
  /** Against this process alone, without what is spent once. */
  readonly speedUp: number
  /** The whole sweep, with what is spent once. */
  readonly estimatedSeconds: number
  /** Most memory seen, of this process and its threads, in bytes. */
  readonly memory: number
}

export interface BenchResult {
  readonly sweep: string
  readonly backtests: number
  readonly cores: number
  readonly rows: readonly BenchRow[]
  /** Why there are no rows with workers, when the strategy cannot be loaded in them. */
  readonly noThreads: string | null
  readonly recommended: Recommendation
}

/** Milliseconds for each number of workers. */
const benchTime = 1500

/**
 * Measures a sweep on a sample spread evenly over it: in this process and with 2, 4 and all cores' workers, as far as these are no more
 * than twice the cores. Stores of temporary files are written and removed; all numbers of workers must give the same results.
 */
export async function benchSweep<P extends object>(
  sweep: Sweep<P>,
  options: RecommendOptions = {},
): Promise<BenchResult> {
  const { evidence } = await gather(sweep, options, benchedThreads(availableParallelism()), benchTime)
  const { name, backtests, cores, measurements, noThreads } = evidence
  const rows = measurements.map((measurement) => ({
    workers: measurement.workers === 0 ? ('none' as const) : measurement.workers,
    sampled: measurement.sampled,
    failed: measurement.failed,
    backtestsPerSecond: 1000 / measurement.perBacktest,
    speedUp: measurements[0].perBacktest / measurement.perBacktest,
    estimatedSeconds: estimatedTime(measurement, backtests) / 1000,
    memory: measurement.memory,
  }))
  return { sweep: name, backtests, cores, rows, noThreads, recommended: decide(evidence) }
}

export function benchedThreads(cores: number): number[] {
  const counts = new Set([2, 4, cores].filter((count) => count > 1 && count <= 2 * cores))
  return [...counts].sort((a, b) => a - b)
}
