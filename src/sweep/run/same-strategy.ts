import { BacksweepError } from '../../base/errors.ts'
import { parametersAt } from '../plan/search-space.ts'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { Backtester } from './backtester.ts'
import type { Chunk, ChunkResult, Job } from './job.ts'

/**
 * Threads run the strategy that its module exports; the sweep was given a strategy object. Nothing in their code tells whether they are
 * the same: a function that closes over other values has the same text. So one backtest that a thread has done is done here, too.
 *
 * Returns the error when the metrics differ, null when they are equal, undefined when the chunk holds nothing to compare.
 */
export function compareStrategies(
  job: Job,
  strategy: SweepStrategy,
  { range, numbers }: Chunk,
  { metrics, failures }: ChunkResult,
): BacksweepError | null | undefined {
  const failed = new Set(failures.map(({ index }) => index))
  const index = numbers.findIndex((_, i) => !failed.has(i))
  if (index < 0) return undefined
  const parameters = parametersAt(job.space, numbers[index])
  const there = metrics.subarray(index * job.metrics.length, (index + 1) * job.metrics.length)
  let here: readonly (number | null)[] = []
  try {
    here = new Backtester(job, strategy).run(parameters, job.ranges[range])
  } catch {
    // then they differ
  }
  if (here.length === there.length && here.every((value, i) => Object.is(value ?? NaN, there[i]))) return null
  return new BacksweepError(
    'strategy-unloadable',
    `Workers, which run the "${strategy.name}" that its module exports, get other results for ${JSON.stringify(parameters)} than the strategy given to the sweep: give the sweep the exported one, pass what it closes over as parameters, and let it not depend on chance, on the clock or on what other code has set.`,
    { strategy: strategy.name },
  )
}
