/**
 * Bytes of one row after another in one piece of memory, which goes from thread to thread and is freed as one: hundreds of small pieces, freed by
 * another thread than made them, are memory that the system does not get back.
 */
export interface RowBytes {
  readonly bytes: Uint8Array
  /** Where those of each row end; a row may have none. */
  readonly ends: Uint32Array
}

/** The bytes of one row, or of the rows [row, to), not copied. */
export function bytesOf(rows: RowBytes, row: number, to = row + 1): Uint8Array {
  return rows.bytes.subarray(startOf(rows, row), startOf(rows, to))
}

/** Where the bytes of a row begin; of the row behind the last, where they end. */
export function startOf({ ends }: RowBytes, row: number): number {
  return row === 0 ? 0 : ends[row - 1]
}

/** Collects the bytes of rows in memory that is used again. */
export class RowBytesBuffer {
  private bytes = new Uint8Array(1 << 12)
  private readonly ends: number[] = []
  private length = 0

  /** Copies the bytes of the next row; null for none. */
  add(bytes: Uint8Array | null): void {
    if (bytes !== null) {
      const end = this.length + bytes.length
      if (end > this.bytes.length) this.grow(end)
      this.bytes.set(bytes, this.length)
      this.length = end
    }
    this.ends.push(this.length)
  }

  /** Takes all rows out, in memory of their own. */
  take(): RowBytes {
    const rows = { bytes: this.bytes.slice(0, this.length), ends: Uint32Array.from(this.ends) }
    this.ends.length = 0
    this.length = 0
    return rows
  }

  private grow(least: number): void {
    const larger = new Uint8Array(2 * least)
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
