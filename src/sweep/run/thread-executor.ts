import { extname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import { keepsAnything } from '../store/details.ts'
import { bytesOf, type RowBytes, RowBytesBuffer } from '../store/row-bytes.ts'
import type { RunHeader } from '../store/store.ts'
import type { Executor } from './executor.ts'
import type { Chunk, ChunkResult, Job, StrategySource } from './job.ts'
import { lend } from './lent-bars.ts'
import { profilePath } from './profile.ts'
import type { WorkerMessage, WorkerStart } from './worker.ts'

export interface ThreadOptions {
  readonly count: number
  /** Seconds one backtest may take before its worker is ended and the backtest recorded as failed. */
  readonly timeLimit: number
  /** Megabytes that a worker may hold, on its JavaScript heap and in typed arrays. */
  readonly memoryLimit: number
  /** Asked about the results of chunks, until it says null, before any is handed on; an error ends the run. */
  readonly check: (chunk: Chunk, result: ChunkResult) => BacksweepError | null | undefined
  /** Of the run, when its store wants rows as text; else null. */
  readonly header: RunHeader | null
  /** Folder for a CPU profile of each thread. */
  readonly profile: string | undefined
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
  /** The watchdog's last look: the place it saw, milliseconds for which it has seen it, and whether memory was over the limit. */
  seen: number
  time: number
  overLimit: boolean
  /** Whether the thread has been asked for its memory and has not answered yet. */
  asked: boolean
}

/** Milliseconds between looks of the watchdog. */
const watchInterval = 50
/**
 * Megabytes of heap beyond the limit at which V8 itself would step in. Reaching its own limit with one large allocation, such as a
 * growing array, V8 ends the whole process and not just the thread, so the watchdog must be there first.
 */
const heapSlack = 1024
/** The place of a thread that was given a chunk and has not begun with it. */
const notBegun = -1
/** So many threads that end between backtests, before any brings a result, are no accident. */
const mostBarren = 20
/** Milliseconds that threads get to write their profiles. */
const graceOfProfile = 5000

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
  private readonly giveBack: () => void
  private closed = false
  private started = 0
  private broken: BacksweepError | null = null
  private barren = 0
  private checked = false

  constructor(job: Job, strategy: StrategySource, options: ThreadOptions) {
    this.job = job
    this.strategy = strategy
    this.options = options
    this.width = options.count
    this.giveBack = lend(job.symbols)
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
    if (this.options.profile !== undefined) await this.endByThemselves()
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()))
    this.giveBack()
  }

  /** Lets threads write their profiles; one that hangs is not waited for. */
  private async endByThemselves(): Promise<void> {
    const ends = [...this.threads].map(({ worker }) => {
      worker.postMessage('end')
      return new Promise((resolve) => worker.once('exit', resolve))
    })
    await Promise.race([Promise.all(ends), setTimeout(graceOfProfile)])
  }

  private start(): void {
    const place = new SharedArrayBuffer(4)
    const { header, profile } = this.options
    const own = profile === undefined ? null : profilePath(profile, `worker-${++this.started}`)
    const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { job: this.job, strategy: this.strategy, place, header, profile: own } satisfies WorkerStart,
      // a small young generation: backtests leave little garbage, and each thread would otherwise grow to three times 16 MB of it; with 8 MB they took as much time
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryLimit + heapSlack, maxYoungGenerationSizeMb: 3 },
      stdout: true, // what strategies print is read and dropped: it would mix with the results on our own
      stderr: true,
    })
    worker.stdout.resume()
    worker.stderr.resume()
    const thread: Thread = { worker, place: new Int32Array(place), task: null, verdict: null, ...unseen, asked: false }
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
      this.barren = 0
      if (!this.checked && task !== null) {
        const verdict = this.options.check(task.chunk, message.result)
        if (verdict instanceof BacksweepError) {
          this.fail(verdict)
          return
        }
        this.checked = verdict === null
      }
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
      Object.assign(thread, unseen)
      // a thread that dies of what an earlier backtest left behind, a rejected promise say, must not be taken for dying of this chunk
      Atomics.store(thread.place, 0, notBegun)
      thread.worker.postMessage(task.chunk)
    }
  }

  /**
   * Ends threads whose backtest takes too long or too much. Time is counted in looks, not by the clock: while this process is stopped
   * or busy it cannot see that a thread has long gone on to the next backtest.
   */
  private watch(): void {
    for (const thread of this.threads) {
      if (thread.task === null || thread.verdict !== null) continue
      const place = Atomics.load(thread.place, 0)
      if (place !== thread.seen) Object.assign(thread, unseen, { seen: place })
      else thread.time += watchInterval
      if (thread.time > this.options.timeLimit * 1000)
        this.end(thread, `it took longer than the limit of ${this.options.timeLimit} s for one backtest`)
      void this.watchMemory(thread, place)
    }
  }

  /** A thread is over the limit when it is at two looks in a row at one backtest: what it holds may be garbage left by those before. */
  private async watchMemory(thread: Thread, place: number): Promise<void> {
    if (thread.asked || thread.verdict !== null) return
    thread.asked = true
    try {
      const { used_heap_size: heap, external_memory: arrays } = await thread.worker.getHeapStatistics()
      const isOver = heap + arrays > this.options.memoryLimit * 1e6
      const isSame = thread.task !== null && Atomics.load(thread.place, 0) === place && thread.seen === place
      if (isOver && isSame && thread.overLimit) this.end(thread, this.tooMuchMemory())
      thread.overLimit = isOver && isSame
    } catch {
      // it has ended in the meantime
    } finally {
      thread.asked = false
    }
  }

  private end(thread: Thread, why: string): void {
    thread.verdict ??= why
    void thread.worker.terminate()
  }

  private tooMuchMemory(): string {
    return `it used more than the limit of ${this.options.memoryLimit} MB of memory`
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
    const why = thread.verdict ?? this.reasonOf(cause, exitCode)
    if (thread.task === null && this.broken === null && place < 0) {
      this.fail(
        new BacksweepError(
          'strategy-unloadable',
          `A worker ended while it loaded the strategy "${this.strategy.name}": ${why}`,
        ),
      )
      return
    }
    const culprit = thread.task === null ? notBegun : Atomics.load(thread.place, 0)
    if (culprit === notBegun && ++this.barren > mostBarren) {
      this.fail(new BacksweepError('strategy-failed', `Workers end again and again between backtests: ${why}`))
      return
    }
    this.start()
    if (thread.task === null) return
    if (culprit === notBegun) this.waiting.unshift(thread.task)
    else this.split(thread.task, culprit, why)
  }

  /** Runs what is left of a chunk whose backtest at `culprit` ended its thread, and joins the parts. */
  private split({ chunk, resolve, reject }: Task, culprit: number, why: string): void {
    const { range, sets, numbers } = chunk
    const rest = (from: number, to: number) =>
      from < to ? this.run({ range, sets: sets.slice(from, to), numbers: numbers.slice(from, to) }) : empty
    Promise.all([rest(0, culprit), rest(culprit + 1, numbers.length)]).then(([before, after]) => {
      const width = this.job.metrics.length
      const metrics = new Float64Array(numbers.length * width)
      metrics.set(before.metrics)
      metrics.set(after.metrics, (culprit + 1) * width)
      const failure = { index: culprit, code: 'strategy-failed', message: `The strategy ended its worker: ${why}` }
      const later = after.failures.map((other) => ({ ...other, index: other.index + culprit + 1 }))
      resolve({
        metrics,
        failures: [...before.failures, failure, ...later],
        details: keepsAnything(this.job.keep) ? joined(before.details, after.details) : null,
        time: before.time + after.time,
      })
    }, reject)
  }

  private reasonOf(cause: unknown, exitCode: number): string {
    if (cause === null) return `process.exit(${exitCode})`
    const { code } = cause as { code?: string }
    return code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.tooMuchMemory() : messageOf(cause)
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

const empty: ChunkResult = { metrics: new Float64Array(0), failures: [], details: null, time: 0 }

/** Details of the parts of a chunk, and none of the backtest between them. */
function joined(before: RowBytes | null, after: RowBytes | null): RowBytes {
  const details = new RowBytesBuffer()
  const add = (rows: RowBytes | null) => {
    for (let row = 0; row < (rows?.ends.length ?? 0); row++) details.add(bytesOf(rows!, row))
  }
  add(before)
  details.add(null)
  add(after)
  return details.take()
}

/** What the watchdog knows of a thread that has just begun with something. */
const unseen = { seen: notBegun, time: 0, overLimit: false }
