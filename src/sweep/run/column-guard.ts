import { checksum } from '../../base/checksum.ts'
import type { Column } from '../../data/column.ts'

/**
 * So many columns are watched, the first of those remembered, but only one when more have more than so many numbers: a strategy that writes into
 * what it gets does so with all of them, and looking takes time after every chunk.
 */
const mostWatched = 4
const mostNumbers = 150_000

/** Notices when a strategy writes into indicators that other backtests share, which the compiler forbids but nothing can prevent. */
export class ColumnGuard {
  private watched: { readonly column: Column; readonly sum: number }[] = []
  /** Whether one that is no longer watched was written into. */
  private isBroken = false

  /** A column as it was computed; to be called before anybody else sees it. */
  add(column: Column): void {
    const count = this.watched.length
    const isMuch = count >= mostWatched || (count + 1) * column.length > mostNumbers
    if (count === 0 || !isMuch) this.watched.push({ column, sum: sumOf(column) })
  }

  /** A column that no other backtest will see; another one is watched in its place. */
  drop(column: Column): void {
    const place = this.watched.findIndex((one) => one.column === column)
    if (place < 0) return
    const [{ sum }] = this.watched.splice(place, 1)
    if (sumOf(column) !== sum) this.isBroken = true
  }

  isWhole(): boolean {
    return !this.isBroken && this.watched.every(({ column, sum }) => sumOf(column) === sum)
  }

  clear(): void {
    this.watched = []
    this.isBroken = false
  }
}

function sumOf(column: Column): number {
  return checksum(column as unknown as Float64Array)
}
