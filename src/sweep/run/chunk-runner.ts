import { elapsed } from '../../base/clock.ts'
import { BacksweepError } from '../../base/errors.ts'
import { parametersAt } from '../plan/search-space.ts'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { keepsAnything } from '../store/details.ts'
import { RowBytesBuffer } from '../store/row-bytes.ts'
import { Backtester } from './backtester.ts'
import type { Chunk, ChunkFailure, ChunkResult, Job } from './job.ts'
import { littleOfThread, MemoryGuard } from './memory-guard.ts'
import { reasonOf } from './reason.ts'

/** Runs chunks of a job: the same code in the driver's process and in every worker. */
export class ChunkRunner {
  private readonly job: Job
  private readonly backtester: Backtester
  /** Null when none are kept. */
  private readonly details: RowBytesBuffer | null
  private readonly memory: MemoryGuard

  constructor(job: Job, strategy: SweepStrategy, little = littleOfThread) {
    this.job = job
    this.memory = new MemoryGuard(little)
    this.backtester = new Backtester(job, strategy)
    this.details = keepsAnything(job.keep) ? new RowBytesBuffer() : null
  }

  /** A backtest that fails costs only itself. `starting` is told the place of each before it begins. */
  run({ range, numbers }: Chunk, starting?: (index: number) => void): ChunkResult {
    const { job, backtester, details } = this
    const started = elapsed()
    const width = job.metrics.length
    const metrics = new Float64Array(numbers.length * width)
    const failures: ChunkFailure[] = []

    for (let index = 0; index < numbers.length; index++) {
      starting?.(index)
      try {
        const values = backtester.run(parametersAt(job.space, numbers[index]), job.ranges[range])
        for (let m = 0; m < width; m++) metrics[index * width + m] = values[m] ?? NaN
        details?.add(backtester.details())
      } catch (error) {
        const code = error instanceof BacksweepError ? error.code : 'strategy-failed'
        failures.push({ index, code, message: reasonOf(error) })
        details?.add(null)
      }
    }
    this.memory.check()
    const time = elapsed() - started
    const whole = backtester.wasSpoilt() ? allSpoilt(numbers.length) : failures
    return { metrics, failures: whole, details: details?.take() ?? null, time }
  }
}

/** Nothing tells which backtest was the first to write, so none of the chunk counts. */
function allSpoilt(count: number): ChunkFailure[] {
  const message =
    'the strategy writes into an indicator, which all backtests share: copy a column (ta.sma(…).slice()) before changing it'
  return Array.from({ length: count }, (_, index) => ({ index, code: 'strategy-failed', message }))
}
