import { setImmediate } from 'node:timers/promises'
import type { SweepStrategy } from '../plan/sweep-strategy.ts'
import { ChunkRunner } from './chunk-runner.ts'
import type { Chunk, ChunkResult, Job } from './job.ts'
import { littleOfProcess } from './memory-guard.ts'

/** Something that runs chunks: this process, or threads. */
export interface Executor {
  /** Chunks that it can run at the same time. */
  readonly width: number
  /** Milliseconds for which it has blocked this thread; absent when it never does. */
  readonly busy?: number
  run(chunk: Chunk): Promise<ChunkResult>
  close(): Promise<void>
}

/** Runs chunks in this process, letting the event loop breathe before each. A backtest that hangs here hangs the process. */
export class InProcess implements Executor {
  readonly width = 1
  busy = 0
  private readonly runner: ChunkRunner
  private closed = false
  private last: Promise<unknown> = Promise.resolve()

  constructor(job: Job, strategy: SweepStrategy) {
    this.runner = new ChunkRunner(job, strategy, littleOfProcess)
  }

  run(chunk: Chunk): Promise<ChunkResult> {
    const result = this.last.then(() => setImmediate()).then(() => this.runChunk(chunk))
    this.last = result.catch(() => {})
    return result
  }

  async close(): Promise<void> {
    this.closed = true
  }

  /** Not after the end, when a chunk that was still waiting would cost time, and could make `Adaptive` start threads that nobody ends. */
  private runChunk(chunk: Chunk): ChunkResult {
    if (this.closed) throw new Error('the executor was closed')
    const result = this.runner.run(chunk)
    this.busy += result.time
    return result
  }
}

/**
 * Runs chunks in this process until the rest of the work is seen to be worth starting threads for, then on threads:
 * a small sweep is done before a thread would have started.
 */
export class Adaptive implements Executor {
  private readonly inProcess: InProcess
  private readonly startThreads: () => Executor
  private readonly backtests: number
  private threads: Executor | null = null
  private done = 0
  private time = 0

  /** @param backtests in the whole run */
  constructor(inProcess: InProcess, startThreads: () => Executor, backtests: number) {
    this.inProcess = inProcess
    this.startThreads = startThreads
    this.backtests = backtests
  }

  get width(): number {
    return this.threads?.width ?? 1
  }

  get busy(): number {
    return this.inProcess.busy
  }

  async run(chunk: Chunk): Promise<ChunkResult> {
    if (this.threads !== null) return this.threads.run(chunk)
    const result = await this.inProcess.run(chunk)
    this.done += chunk.numbers.length
    this.time += result.time
    const left = (this.time / this.done) * (this.backtests - this.done)
    if (this.threads === null && this.time > probeTime && left > worthThreads) this.threads = this.startThreads()
    return result
  }

  async close(): Promise<void> {
    await this.inProcess.close()
    await this.threads?.close()
  }
}

/** Milliseconds: how long is looked before deciding, and how much work must be left. Two threads start in about 300 ms. */
const probeTime = 100
export const worthThreads = 1000
