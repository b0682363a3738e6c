import type { Executor } from './executor.ts'
import type { Chunk, ChunkResult } from './job.ts'

/** Chunks of one executor handed out but not yet taken back: enough that no thread waits while a slow one holds up the order. */
const chunksInFlight = 8

/**
 * Runs chunks as the executor has room and yields their results in the order of the chunks, whatever the order in which they
 * finish: what comes after is the same for any number of threads. What is in flight is bounded.
 */
export async function* inOrder(
  executor: Executor,
  chunks: Iterator<Chunk>,
): AsyncGenerator<{ readonly chunk: Chunk; readonly result: ChunkResult }> {
  const flight: { readonly chunk: Chunk; readonly result: Promise<ChunkResult> }[] = []
  const bound = executor.width === 1 ? 1 : executor.width * chunksInFlight
  for (;;) {
    while (flight.length < bound) {
      const { value: chunk, done } = chunks.next()
      if (done) break
      const result = executor.run(chunk)
      result.catch(() => {}) // it is thrown below, when its turn comes
      flight.push({ chunk, result })
    }
    const head = flight.shift()
    if (head === undefined) return
    yield { chunk: head.chunk, result: await head.result }
  }
}

const timePerChunk = 40
const largestChunk = 4096

/** Chooses how many backtests make a chunk: as many as take about 40 ms, so that handing out costs nothing and a stop is quick. */
export class Pacer {
  size = 8

  took(backtests: number, milliseconds: number): void {
    const fitting = Math.round((backtests * timePerChunk) / Math.max(milliseconds, 0.01))
    this.size = Math.min(largestChunk, Math.max(1, Math.min(fitting, this.size * 4)))
  }
}
