import { setImmediate } from 'node:timers/promises'
import type { Parameters, VectorStrategy } from '../../simulation/model/strategy.ts'
import { ChunkRunner } from './chunk-runner.ts'
import type { Chunk, ChunkResult, Job } from './job.ts'

/** Something that runs chunks: this process, or threads. */
export interface Executor {
  /** Chunks that it can run at the same time. */
  readonly width: number
  run(chunk: Chunk): Promise<ChunkResult>
  close(): Promise<void>
}

/** Runs chunks in this process, letting the event loop breathe after each. */
export class InProcess implements Executor {
  readonly width = 1
  private readonly runner: ChunkRunner

  constructor(job: Job, strategy: VectorStrategy<Parameters>) {
    this.runner = new ChunkRunner(job, strategy)
  }

  async run(chunk: Chunk): Promise<ChunkResult> {
    await setImmediate()
    return this.runner.run(chunk)
  }

  async close(): Promise<void> {}
}
