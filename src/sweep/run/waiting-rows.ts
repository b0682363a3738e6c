import { ChunkRow, type DoneChunk } from './chunk-row.ts'

/**
 * Backtests that are run but not yet written, in the order of running. They stay the columns of numbers that their chunks are, and become
 * rows when they are taken: objects that wait survive collections of garbage, which then cost more than all that is done with them.
 */
export class WaitingRows {
  private readonly chunks: { readonly rows: ChunkRows; readonly count: number }[] = []
  /** Of the first chunk, those that have been taken. */
  private taken = 0
  private waiting = 0
  private detailBytes = 0
  /** Chunks whose last rows were taken the last time. */
  private emptied: ChunkRows[] = []

  get length(): number {
    return this.waiting
  }

  /** Of their details. */
  get bytes(): number {
    return this.detailBytes
  }

  /** Adds the first `count` backtests of a chunk. */
  add(rows: ChunkRows, count: number): void {
    if (count > 0) this.chunks.push({ rows, count })
    this.waiting += count
    for (let place = 0; place < count; place++) this.detailBytes += rows.detailBytes(place)
  }

  /** Takes the next `count` backtests out, fewer when there are fewer, and no more than have `bytes` of details, but at least one. */
  take(count: number, bytes = Infinity): ChunkRow[] {
    const taken: ChunkRow[] = []
    this.emptied = [] // those of the time before have been freed, or are somebody else's to keep
    let left = bytes
    while (taken.length < count && left > 0 && this.chunks.length > 0) {
      const [{ rows, count: inChunk }] = this.chunks
      left -= rows.detailBytes(this.taken)
      if (left < 0 && taken.length > 0) break
      this.detailBytes -= rows.detailBytes(this.taken)
      taken.push(rows.at(this.taken++))
      if (this.taken === inChunk) {
        this.chunks.shift()
        this.emptied.push(rows)
        this.taken = 0
      }
    }
    this.waiting -= taken.length
    return taken
  }

  /** Frees the memory of rows that were taken the last time, when nobody looks at them, or at any before them, any more. */
  free(): void {
    for (const rows of this.emptied.splice(0)) rows.free()
  }
}

/** The rows of a chunk that has been run, made one by one when they are asked for. */
export class ChunkRows {
  private readonly done: DoneChunk
  private readonly errors: ReadonlyMap<number, string>

  constructor(done: DoneChunk) {
    this.done = done
    this.errors = new Map(done.result.failures.map(({ index, message }) => [index, message]))
  }

  hasFailed(place: number): boolean {
    return this.errors.has(place)
  }

  detailBytes(place: number): number {
    const ends = this.done.result.details?.ends
    return ends === undefined ? 0 : ends[place] - (ends[place - 1] ?? 0)
  }

  at(place: number): ChunkRow {
    return new ChunkRow(this.done, place, this.errors.get(place) ?? null)
  }

  /**
   * At once and not when V8 comes to it: as garbage, the arrays of chunks grow to a hundred megabytes before it does, and to collect them costs
   * more than all that was done with them.
   */
  free(): void {
    const { metrics, details, texts } = this.done.result
    for (const array of [metrics, details?.bytes, texts?.bytes]) (array?.buffer as ArrayBuffer | undefined)?.transfer(0)
  }
}
