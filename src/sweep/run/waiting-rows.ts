import type { Batch, BatchColumns, Places, StoredBacktest } from '../store/store.ts'
import type { StretchRows } from '../store/stretch.ts'

/**
 * Backtests that are run but not yet written, in the order of running. They stay the columns that their chunks are, and become
 * rows when they are asked for: objects that wait survive collections of garbage, which then cost more than all that is done with them.
 */
export class WaitingRows {
  private readonly chunks: { readonly rows: StretchRows; readonly count: number }[] = []
  /** Of the first chunk, those that have been taken. */
  private taken = 0
  private waiting = 0
  private detailBytes = 0
  /** Chunks whose last rows were taken the last time. */
  private emptied: StretchRows[] = []

  get length(): number {
    return this.waiting
  }

  /** Of their details. */
  get bytes(): number {
    return this.detailBytes
  }

  /** Adds the first `count` backtests of a chunk. */
  add(rows: StretchRows, count: number): void {
    if (count === 0) return
    this.chunks.push({ rows, count })
    this.waiting += count
    this.detailBytes += rows.detailBytes(0, count)
  }

  /** Takes the next `count` backtests out, fewer when there are fewer, and no more than have `bytes` of details, but at least one. */
  take(count: number, bytes = Infinity): RowBatch {
    this.emptied = [] // those of the time before have been freed, or are somebody else's to keep
    const parts: RowPart[] = []
    let length = 0
    let taken = 0 // bytes
    while (length < count && this.chunks.length > 0) {
      const [{ rows, count: inChunk }] = this.chunks
      const from = this.taken
      const wanted = Math.min(inChunk, from + count - length)
      const fitting = lastFitting(rows, { from, to: wanted }, bytes - taken)
      const to = length === 0 ? Math.max(from + 1, fitting) : fitting
      if (to === from) break
      parts.push({ rows, from, to, first: length })
      length += to - from
      taken += rows.detailBytes(from, to)
      this.taken = to
      if (to < inChunk) continue
      this.chunks.shift()
      this.emptied.push(rows)
      this.taken = 0
    }
    this.waiting -= length
    this.detailBytes -= taken
    return new RowBatch(parts, length)
  }

  /** Frees the memory of rows that were taken the last time, when nobody looks at them, or at any before them, any more. */
  free(): void {
    for (const rows of this.emptied.splice(0)) rows.free()
  }
}

/** Rows of the places [from, to). */
interface RowPart {
  readonly rows: StretchRows
  readonly from: number
  readonly to: number
  /** Place of the first of them in the batch. */
  readonly first: number
}

/** Rows that were taken at once. */
export class RowBatch implements Batch {
  readonly length: number
  private readonly parts: readonly RowPart[]

  constructor(parts: readonly RowPart[], length: number) {
    this.parts = parts
    this.length = length
  }

  get columns(): BatchColumns | undefined {
    if (this.parts.length === 0) return undefined
    const { space } = this.parts[0].rows.source
    return { space, parts: this.parts.map(({ rows, from, to }) => ({ stretch: rows.stretch, from, to })) }
  }

  /** Tells of one after the other its number and whether it failed, for which no row needs to be made. */
  tell(told: (number: number, hasFailed: boolean) => void): void {
    for (const { rows, from, to } of this.parts) {
      for (let place = from; place < to; place++) told(rows.numberOf(place), rows.hasFailed(place))
    }
  }

  at(place: number): StoredBacktest | undefined {
    if (place >= this.length) return undefined
    let [low, high] = [0, this.parts.length] // of slow backtests there are thousands of parts
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.parts[middle].first <= place) low = middle
      else high = middle
    }
    const { rows, from, first } = this.parts[low]
    return rows.at(from + place - first)
  }

  *[Symbol.iterator](): Generator<StoredBacktest> {
    for (const { rows, from, to } of this.parts) for (let place = from; place < to; place++) yield rows.at(place)
  }
}

/** Up to where the places have no more than so many bytes of details together. */
function lastFitting(rows: StretchRows, { from, to }: Places, bytes: number): number {
  let fitting = to
  while (fitting > from && rows.detailBytes(from, fitting) > bytes) fitting--
  return fitting
}
