import type { Plan } from '../plan/plan.ts'
import { parametersAt } from '../plan/search-space.ts'
import type { RowParts, RunHeader, StoredBacktest } from '../store/store.ts'
import { fingerprinter } from './identity.ts'
import type { Handout } from './in-order.ts'
import type { ChunkFailure, ChunkResult } from './job.ts'

/** A chunk with its results. */
export interface FinishedChunk {
  readonly handout: Handout
  readonly result: ChunkResult
  /** Those of the result, by place. */
  readonly failures: ReadonlyMap<number, ChunkFailure>
}

const noMetrics = new Float64Array(0)

/**
 * Backtests that are run but not yet written, in the order of the plan. They stay the columns of numbers that their chunks are, and become
 * objects when they are taken: objects that wait survive collections of garbage, which then cost more than all that is done with them.
 */
export class WaitingRows {
  private readonly plan: Plan
  private readonly fingerprintOf: ReturnType<typeof fingerprinter>
  private readonly width: number
  private readonly chunks: FinishedChunk[] = []
  /** Of the first chunk, those that have been taken. */
  private taken = 0
  private waiting = 0

  constructor(plan: Plan, header: RunHeader) {
    this.plan = plan
    this.fingerprintOf = fingerprinter(header)
    this.width = header.metrics.length
  }

  get length(): number {
    return this.waiting
  }

  /** Adds the first `count` backtests of a chunk. */
  add(chunk: FinishedChunk, count: number): void {
    if (count === 0) return
    const { sets, numbers } = chunk.handout
    this.chunks.push({
      ...chunk,
      handout: { ...chunk.handout, sets: sets.subarray(0, count), numbers: numbers.subarray(0, count) },
    })
    this.waiting += count
  }

  /** Takes the next `count` backtests out, fewer when there are fewer. */
  take(count: number): StoredBacktest[] {
    const backtests: StoredBacktest[] = []
    while (backtests.length < count && this.chunks.length > 0) {
      const [chunk] = this.chunks
      const { length } = chunk.handout.sets
      const end = Math.min(length, this.taken + count - backtests.length)
      for (; this.taken < end; this.taken++) backtests.push(this.storedAt(chunk, this.taken))
      if (end === length) {
        this.chunks.shift()
        this.taken = 0
      }
    }
    this.waiting -= backtests.length
    return backtests
  }

  /** What a row of the backtest at place `i` of a chunk is made of. */
  partsAt({ handout, result, failures }: FinishedChunk, i: number): RowParts {
    const failure = failures.get(i)
    return {
      parameters: parametersAt(this.plan.space, handout.numbers[i]),
      range: this.plan.ranges[handout.range].name,
      error: failure?.message ?? null,
      metrics: failure === undefined ? result.metrics.subarray(i * this.width, (i + 1) * this.width) : noMetrics,
    }
  }

  private storedAt(chunk: FinishedChunk, i: number): StoredBacktest {
    const { range, sets } = chunk.handout
    const { details, texts } = chunk.result
    const parts = this.partsAt(chunk, i)
    return {
      number: range * this.plan.parameterSets + sets[i],
      fingerprint: this.fingerprintOf(range, parts.parameters),
      ...parts,
      details: details[i] ?? null,
      ...(texts && parts.error === null && { text: texts.bytes.subarray(texts.ends[i - 1] ?? 0, texts.ends[i]) }),
    }
  }
}
