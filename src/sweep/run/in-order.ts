import { elapsed } from '../../base/clock.ts'
import type { Executor } from './executor.ts'
import type { Chunk, ChunkResult } from './job.ts'

/** Chunks handed out to each thread but not yet taken back: enough that none waits while a slow one holds up the order. */
const chunksPerThread = 4
/** After a stop, the chunks that are still running get this long together, in milliseconds; then they are given up. */
const grace = 1000

/**
 * Runs chunks as the executor has room and yields their results in the order of the chunks, whatever the order in which they
 * finish: what comes after is the same for any number of threads. At most `batchSize` backtests are in flight; chunks are asked for that are small
 * enough for every thread to have one and another waiting.
 *
 * @param nextChunk gives what is to be run next, at most so many backtests; null when there is no more
 */
export async function* inOrder(
  executor: Executor,
  nextChunk: (most: number) => Chunk | null,
  batchSize: number,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly chunk: Chunk; readonly result: ChunkResult }> {
  const flight: { readonly chunk: Chunk; readonly result: Promise<ChunkResult> }[] = []
  let inFlight = 0
  let end = Infinity
  const onStop = () => {
    end = elapsed() + grace
  }
  signal?.addEventListener('abort', onStop, { once: true })
  try {
    for (;;) {
      const bound = executor.width === 1 ? 2 : executor.width * chunksPerThread
      const largest = Math.max(1, Math.floor(batchSize / (2 * executor.width)))
      while (flight.length < bound && inFlight < batchSize) {
        const chunk = nextChunk(Math.min(largest, batchSize - inFlight))
        if (chunk === null) break
        const result = executor.run(chunk)
        result.catch(() => {}) // it is thrown below, when its turn comes
        flight.push({ chunk, result })
        inFlight += chunk.numbers.length
      }
      const head = flight.shift()
      if (head === undefined) return
      const result = await (signal === undefined
        ? head.result
        : unlessStopped(head.result, signal, () => end - elapsed()))
      if (result === null) return
      inFlight -= head.chunk.numbers.length
      yield { chunk: head.chunk, result }
    }
  } finally {
    signal?.removeEventListener('abort', onStop) // a search comes here for each generation
  }
}

/**
 * The result, or null when it does not come within what is left of the grace after a stop. Not a race with one promise for all chunks: that
 * promise would keep every result alive until the end of the run.
 */
function unlessStopped(
  result: Promise<ChunkResult>,
  signal: AbortSignal,
  graceLeft: () => number,
): Promise<ChunkResult | null> {
  return new Promise((resolve, reject) => {
    const giveUp = () => setTimeout(() => resolve(null), Math.max(0, graceLeft())).unref()
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

const timePerChunk = 20
const bytesPerChunk = 500e3
const largestChunk = 4096

/**
 * Chooses how many backtests make a chunk: as many as take about 20 ms, so that handing out costs nothing and a stop is quick, and have details of
 * half a megabyte at most, since several chunks of every thread wait when the store is slower than they are.
 */
export class Pacer {
  size = 8

  /** @param bytes of their details */
  took(backtests: number, milliseconds: number, bytes: number): void {
    const chunks = Math.max(milliseconds / timePerChunk, bytes / bytesPerChunk, 1e-3) // a clock may show no time at all
    const fitting = Math.round(backtests / chunks)
    this.size = Math.min(largestChunk, Math.max(1, Math.min(fitting, this.size * 4)))
  }
}
