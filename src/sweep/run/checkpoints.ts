import { elapsed } from '../../base/clock.ts'
import type { Store } from '../store/store.ts'
import type { Executor } from './executor.ts'
import type { RowBatch, WaitingRows } from './waiting-rows.ts'

export interface CheckpointOptions {
  /** Rows in a write, at most. */
  readonly checkpointBatchSize: number
  /** Milliseconds after which rows are written though they are fewer. */
  readonly checkpointInterval: number
  /** Bytes of details in a write, unless one row has more. */
  readonly checkpointBytes: number
  /** Called before rows are written; an error keeps them from it. */
  readonly check: () => void
  /** Told what is on the disk: only now is it done. */
  readonly written: (batch: RowBatch) => void
  /** Whether somebody may look at rows that are written: the store, if it keeps them as they are, or who was given them by `written`. */
  readonly areKept: boolean
}

/**
 * Makes waiting rows durable, batch by batch. While the store writes one, the run goes on; only when two more are due before that
 * is done does the run wait, so that one slow write does not hold it up and no more than three batches are in memory.
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
    const { checkpointBatchSize, checkpointBytes, checkpointInterval } = this.options
    const batches = () => Math.max(this.waiting.length / checkpointBatchSize, this.waiting.bytes / checkpointBytes)
    while (batches() >= (this.writing === null ? 1 : 2)) await this.begin()
    if (elapsed() - this.lastWrite >= checkpointInterval) await this.writeAll()
  }

  /** Writes everything; when the promise resolves it is durable. */
  async writeAll(): Promise<void> {
    while (this.waiting.length > 0) await this.begin()
    await this.finished()
    this.lastWrite = elapsed()
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

  /** Begins to write a batch as soon as the one before is written. */
  private async begin(): Promise<void> {
    await this.finished()
    this.options.check()
    const { checkpointBatchSize, checkpointBytes } = this.options
    const batch = this.waiting.take(checkpointBatchSize, checkpointBytes)
    const started = elapsed()
    const writing = this.store.append(batch).then(() => {
      this.options.written(batch)
      if (!this.options.areKept) this.waiting.free()
      if (this.writing === writing) this.writing = null
    })
    writing.catch(() => {}) // it is thrown by finished()
    this.writing = writing
    this.time += elapsed() - started
    this.lastWrite = elapsed()
  }
}
