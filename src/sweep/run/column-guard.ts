import type { Column } from '../../data/column.ts'

/**
 * So many columns are watched, the first of those remembered, but only one when more have more than so many numbers: a strategy that writes into
 * what it gets does so with all of them, and looking takes time after every chunk.
 */
const mostWatched = 4
const mostNumbers = 150_000

/** Notices when a strategy writes into indicators that other backtests share, which the compiler forbids but nothing can prevent. */
export class ColumnGuard {
  private watched: Watched[] = []
  /** Whether one that is no longer watched was written into. */
  private isBroken = false

  /** A column as it was computed; to be called before anybody else sees it. */
  add(column: Column): void {
    const count = this.watched.length
    const isMuch = count >= mostWatched || (count + 1) * column.length > mostNumbers
    if (count === 0 || !isMuch)
      this.watched.push({ column, bytes: bytesOf(column), copy: Buffer.from(bytesOf(column)) })
  }

  /** A column that no other backtest will see; another one is watched in its place. */
  drop(column: Column): void {
    const place = this.watched.findIndex((one) => one.column === column)
    if (place < 0) return
    const [one] = this.watched.splice(place, 1)
    if (!isWhole(one)) this.isBroken = true
  }

  isWhole(): boolean {
    return !this.isBroken && this.watched.every(isWhole)
  }

  clear(): void {
    this.watched = []
    this.isBroken = false
  }
}

interface Watched {
  readonly column: Column
  readonly bytes: Buffer
  /** What they were. */
  readonly copy: Buffer
}

/** Bytes are compared, not numbers, because NaN is not equal to itself, and because that takes a fifth of the time. */
function isWhole({ bytes, copy }: Watched): boolean {
  return bytes.equals(copy)
}

/** The memory of a column. */
function bytesOf(column: Column): Buffer {
  const { buffer, byteOffset, byteLength } = column as unknown as Float64Array
  return Buffer.from(buffer, byteOffset, byteLength)
}
