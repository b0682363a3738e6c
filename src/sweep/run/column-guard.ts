import { checksum } from '../../base/checksum.ts'
import type { Column } from '../../data/column.ts'

/**
 * So many columns are watched, the first of those remembered, or two when they are longer than so many numbers: a strategy that writes into what it
 * gets does so with all of them, and looking takes time after every chunk.
 */
const mostWatched = 4
const mostNumbers = 150_000

/** Notices when a strategy writes into indicators that other backtests share, which the compiler forbids but nothing can prevent. */
export class ColumnGuard {
  private watched: { readonly column: Column; readonly sum: number }[] = []

  /** A column as it was computed; to be called before anybody else sees it. */
  add(column: Column): void {
    const most = (this.watched.length + 1) * column.length > mostNumbers ? 2 : mostWatched
    if (this.watched.length < most) this.watched.push({ column, sum: sumOf(column) })
  }

  isWhole(): boolean {
    return this.watched.every(({ column, sum }) => sumOf(column) === sum)
  }

  clear(): void {
    this.watched = []
  }
}

function sumOf(column: Column): number {
  return checksum(column as unknown as Float64Array)
}
