import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import type { SearchSpace } from '../plan/search-space.ts'
import { SharedStretches } from './shared-stretches.ts'
import type { BatchPart, RunHeader } from './store.ts'

/** What the thread is started with. */
export interface WriterStart {
  readonly path: string
  readonly header: RunHeader
  readonly space: SearchSpace
}

/** What the thread answers to each batch: why it could not be written, or null once it is on the disk. */
export type WriterAnswer = Error | null

/**
 * Inserts the backtests of a run on a thread of its own (sqlite-writer-thread.ts), which gets columns: to make fingerprints and texts of
 * them, to bind the values of a row and to wait for the disk takes longer than all that the driver does for a backtest, and meanwhile it hands
 * out chunks and takes results.
 *
 * One batch at a time; it is on the disk when its promise resolves.
 */
export class SqliteWriter {
  private readonly shared = new SharedStretches()
  private readonly worker: Worker
  private readonly ended: Promise<void>
  private settle: ((answer: WriterAnswer) => void) | null = null
  /** Why the thread is no more, when nobody told it to end. */
  private broken: Error | null = null

  constructor(path: string, header: RunHeader, space: SearchSpace) {
    this.worker = new Worker(new URL(`./sqlite-writer-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: { path, header, space } satisfies WriterStart,
      resourceLimits: { maxYoungGenerationSizeMb: 3 },
    })
    this.worker.unref() // only a batch that is being written keeps the process alive
    this.worker.on('message', (answer: WriterAnswer) => this.answered(answer))
    this.worker.on('error', (error: Error) => this.lost(error))
    this.ended = new Promise((resolve) => {
      this.worker.on('exit', () => {
        this.lost(new Error('its thread has ended'))
        resolve()
      })
    })
  }

  async append(parts: readonly BatchPart[]): Promise<void> {
    assert(this.settle === null, 'a batch is handed over when the one before is written')
    if (this.broken !== null) throw this.broken
    const answer = await new Promise<WriterAnswer>((resolve) => {
      this.settle = resolve
      this.worker.ref()
      this.worker.postMessage(this.shared.put(parts))
    })
    if (answer !== null) throw answer
  }

  /** Closes the thread's connection to the file. */
  async close(): Promise<void> {
    this.worker.ref()
    this.worker.postMessage('end')
    await this.ended
  }

  private answered(answer: WriterAnswer): void {
    this.worker.unref()
    const { settle } = this
    this.settle = null
    settle?.(answer)
  }

  private lost(why: Error): void {
    this.broken ??= why
    this.answered(this.broken)
  }
}
