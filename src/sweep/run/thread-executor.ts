import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { elapsed } from '../../base/clock.ts'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { Executor } from './executor.ts'
import type { Chunk, ChunkResult, Job, StrategySource } from './job.ts'
import type { WorkerMessage, WorkerStart } from './worker.ts'

export interface ThreadOptions {
  readonly count: number
  /** Seconds one backtest may take before its worker is ended and the backtest recorded as failed. */
  readonly timeLimit: number
  /** Megabytes of JavaScript heap that a worker may use. */
  readonly memoryLimit: number
}

interface Task {
  readonly chunk: Chunk
  readonly resolve: (result: ChunkResult) => void
  readonly reject: (error: unknown) => void
}

interface Thread {
  readonly worker: Worker
  readonly place: Int32Array
  task: Task | null
  /** Why the driver ended it, when it did. */
  verdict: string | null
  /** The watchdog's last look: the place it saw, and when it first saw it. */
  seen: number
  since: number
}

const watchInterval = 50

/**
 * Runs chunks on threads over the shared bars.
 *
 * A backtest that hangs, eats memory or ends its thread costs only itself: the thread says in shared memory which
 * backtest it is at, so when it dies that one is recorded as failed, the rest of its chunk is run again, before and after, on
 * a new thread, and the parts are joined. Backtests are deterministic, so running one again changes nothing.
 */
export class ThreadExecutor implements Executor {
  readonly width: number
  private readonly job: Job
  private readonly strategy: StrategySource
  private readonly options: ThreadOptions
  private readonly threads = new Set<Thread>()
  private readonly idle: Thread[] = []
  private readonly waiting: Task[] = []
  private readonly watchdog: NodeJS.Timeout
  private closed = false
  private broken: BacksweepError | null = null

  constructor(job: Job, strategy: StrategySource, options: ThreadOptions) {
    this.job = job
    this.strategy = strategy
    this.options = options
    this.width = options.count
    for (let i = 0; i < options.count; i++) this.start()
    this.watchdog = setInterval(() => this.watch(), watchInterval)
    this.watchdog.unref()
  }

  run(chunk: Chunk): Promise<ChunkResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ chunk, resolve, reject })
      this.next()
    })
  }

  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.watchdog)
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()))
  }

  private start(): void {
    const place = new SharedArrayBuffer(4)
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { job: this.job, strategy: this.strategy, place } satisfies WorkerStart,
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryLimit },
      stdout: true, // what strategies print is read and dropped: it would mix with the results on our own
      stderr: true,
    })
    worker.stdout.resume()
    worker.stderr.resume()
    const thread: Thread = { worker, place: new Int32Array(place), task: null, verdict: null, seen: -1, since: 0 }
    this.threads.add(thread)
    let cause: unknown = null
    worker.on('message', (message: WorkerMessage) => this.receive(thread, message))
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', (code) => this.bury(thread, cause, code))
  }

  private receive(thread: Thread, message: WorkerMessage): void {
    if (message.kind === 'unloadable') {
      this.fail(
        new BacksweepError(
          'strategy-unloadable',
          `A worker could not load the strategy "${this.strategy.name}": ${message.message}`,
        ),
      )
      return
    }
    if (message.kind === 'result') {
      const { task } = thread
      thread.task = null
      task?.resolve(message.result)
    }
    this.idle.push(thread)
    this.next()
  }

  private next(): void {
    if (this.broken !== null) this.fail(this.broken)
    while (this.waiting.length > 0 && this.idle.length > 0) {
      const [thread, task] = [this.idle.pop()!, this.waiting.shift()!]
      thread.task = task
      thread.seen = -1
      Atomics.store(thread.place, 0, 0)
      thread.worker.postMessage(task.chunk)
    }
  }

  private watch(): void {
    const now = elapsed()
    for (const thread of this.threads) {
      if (thread.task === null || thread.verdict !== null) continue
      const place = Atomics.load(thread.place, 0)
      if (place !== thread.seen) {
        thread.seen = place
        thread.since = now
      } else if (now - thread.since > this.options.timeLimit * 1000) {
        thread.verdict = `it took longer than the limit of ${this.options.timeLimit} s for one backtest`
        void thread.worker.terminate()
      }
    }
  }

  /** A thread has ended: by its own doing, by ours, or because we are closing. */
  private bury(thread: Thread, cause: unknown, exitCode: number): void {
    this.threads.delete(thread)
    const place = this.idle.indexOf(thread)
    if (place >= 0) this.idle.splice(place, 1)
    if (this.closed) {
      thread.task?.reject(new Error('the executor was closed'))
      return
    }
    const why = thread.verdict ?? reasonOf(cause, exitCode, this.options.memoryLimit)
    if (thread.task === null && this.broken === null && place < 0) {
      this.fail(
        new BacksweepError(
          'strategy-unloadable',
          `A worker ended while it loaded the strategy "${this.strategy.name}": ${why}`,
        ),
      )
      return
    }
    this.start()
    if (thread.task !== null) this.split(thread.task, Atomics.load(thread.place, 0), why)
  }

  /** Runs what is left of a chunk whose backtest at `culprit` ended its thread, and joins the parts. */
  private split({ chunk, resolve, reject }: Task, culprit: number, why: string): void {
    const { range, numbers } = chunk
    const rest = (from: number, to: number) =>
      from < to ? this.run({ range, numbers: numbers.slice(from, to) }) : empty
    Promise.all([rest(0, culprit), rest(culprit + 1, numbers.length)]).then(([before, after]) => {
      const width = this.job.metrics.length
      const metrics = new Float64Array(numbers.length * width)
      metrics.set(before.metrics)
      metrics.set(after.metrics, (culprit + 1) * width)
      const failure = { index: culprit, code: 'strategy-failed', message: `The strategy ended its worker: ${why}` }
      const later = after.failures.map((other) => ({ ...other, index: other.index + culprit + 1 }))
      const keepsDetails = this.job.keep.trades || this.job.keep.snapshotInterval !== 'none'
      resolve({
        metrics,
        failures: [...before.failures, failure, ...later],
        details: keepsDetails ? [...before.details, null, ...after.details] : [],
        time: before.time + after.time,
      })
    }, reject)
  }

  private fail(error: BacksweepError): void {
    this.broken = error
    for (const task of this.waiting.splice(0)) task.reject(error)
    for (const thread of this.threads) {
      thread.task?.reject(error)
      thread.task = null
    }
  }
}

const empty: ChunkResult = { metrics: new Float64Array(0), failures: [], details: [], time: 0 }

function reasonOf(cause: unknown, exitCode: number, memoryLimit: number): string {
  if (cause === null) return `process.exit(${exitCode})`
  const { code } = cause as { code?: string }
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it used more than the limit of ${memoryLimit} MB of memory`
    : messageOf(cause)
}
