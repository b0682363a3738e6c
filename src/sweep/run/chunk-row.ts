import type { Parameters } from '../../simulation/model/strategy.ts'
import type { Plan } from '../plan/plan.ts'
import { parametersAt } from '../plan/search-space.ts'
import { bytesOf } from '../store/row-bytes.ts'
import type { StoredBacktest } from '../store/store.ts'
import type { fingerprinter } from './identity.ts'
import type { Handout } from './in-order.ts'
import type { ChunkResult } from './job.ts'

/** A chunk that has been run, and what its rows are made of. */
export interface DoneChunk {
  readonly plan: Plan
  readonly chunk: Handout
  readonly result: ChunkResult
  readonly fingerprintOf: ReturnType<typeof fingerprinter>
}

const noMetrics = new Float64Array(0)

/**
 * One backtest of a chunk. What takes time is made when it is asked for: a `memory:` store asks for nothing, and a fingerprint
 * costs as much as the fastest backtests.
 */
export class ChunkRow implements StoredBacktest {
  readonly error: string | null
  private readonly done: DoneChunk
  private readonly place: number

  /** @param place in the chunk @param error why it failed, or null */
  constructor(done: DoneChunk, place: number, error: string | null) {
    this.done = done
    this.place = place
    this.error = error
  }

  get number(): number {
    const { plan, chunk } = this.done
    return chunk.range * plan.parameterSets + chunk.sets[this.place]
  }

  get parameters(): Parameters {
    const { plan, chunk } = this.done
    return parametersAt(plan.space, chunk.numbers[this.place])
  }

  get fingerprint(): string {
    return this.done.fingerprintOf(this.done.chunk.range, this.parameters)
  }

  get range(): string {
    return this.done.plan.ranges[this.done.chunk.range].name
  }

  get metrics(): Float64Array {
    if (this.error !== null) return noMetrics
    const { chunk, result } = this.done
    const width = result.metrics.length / chunk.numbers.length
    return result.metrics.subarray(this.place * width, (this.place + 1) * width)
  }

  get details(): Uint8Array | null {
    const { details } = this.done.result
    if (details === null || this.error !== null) return null
    return bytesOf(details, this.place)
  }

  get text(): Uint8Array | undefined {
    const { texts } = this.done.result
    if (texts === undefined || this.error !== null) return undefined
    return bytesOf(texts, this.place)
  }
}
