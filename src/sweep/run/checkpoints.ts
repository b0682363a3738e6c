import { elapsed } from '../../base/clock.ts'
import type { Store, StoredBacktest } from '../store/store.ts'
import type { Executor } from './executor.ts'
import type { WaitingRows } from './waiting-rows.ts'

export interface CheckpointOptions {
  /** Rows in a write, at most. */
  readonly checkpointBatchSize: number
  /** Milliseconds after which rows are written though they are fewer. */
  readonly checkpointInterval: number
  /** Called before rows are written; an error keeps them from it. */
  readonly check: () => void
  /** Told what is on the disk: only now is it done. */
  readonly written: (batch: readonly StoredBacktest[]) => void
}

/**
 * Makes waiting rows durable, batch by batch. While the store writes one, the run goes on; only when the next one is due
 * before that is done does the run wait, so no more than two batches are in memory.
 */
export class Checkpoints {
  /** Milliseconds for which the run waited for the store. */
  time = 0
  private readonly store: Store
  private readonly executor: Executor
  private readonly waiting: WaitingRows
  private readonly options: CheckpointOptions
  private writing: Promise<void> | null = null
  private lastWrite = elapsed()

  constructor(store: Store, executor: Executor, waiting: WaitingRows, options: CheckpointOptions) {
    this.store = store
    this.executor = executor
    this.waiting = waiting
    this.options = options
  }

  /** Begins to write what makes a whole batch, or has waited for long enough. */
  async writeDue(): Promise<void> {
    const { checkpointBatchSize, checkpointInterval } = this.options
    while (this.waiting.length >= checkpointBatchSize) await this.begin(checkpointBatchSize)
    if (elapsed() - this.lastWrite >= checkpointInterval) await this.begin(this.waiting.length)
  }

  /** Writes everything; when the promise resolves it is durable. */
  async writeAll(): Promise<void> {
    await this.begin(this.waiting.length)
    await this.finished()
  }

  /** Waits for a write that was begun, if there is one, and throws why it failed. */
  async finished(): Promise<void> {
    const { busy = 0 } = this.executor // chunks may be run in this process in the meantime
    const started = elapsed()
    try {
      await this.writing
    } finally {
      this.writing = null
      this.time += elapsed() - started - ((this.executor.busy ?? 0) - busy)
    }
  }

  private async begin(count: number): Promise<void> {
    if (count > 0) {
      await this.finished()
      this.options.check()
      const batch = this.waiting.take(count)
      const started = elapsed()
      this.writing = this.store.append(batch).then(() => this.options.written(batch))
      this.writing.catch(() => {}) // it is thrown by finished()
      this.time += elapsed() - started
    }
    this.lastWrite = elapsed()
  }
}
