import type { Column } from '../data/column.ts'

/** Columns that were computed and can be computed again. */
export interface Remembered {
  readonly columns: readonly Column[]
  /** Of all uses of the memory, the last one of these; kept by the memory. */
  lastUse: number
  /** Lets go of them; whoever asks next computes them again. */
  forget(): void
}

export interface ColumnMemoryOptions {
  /** Numbers in columns that are remembered before `makeRoom` forgets some. */
  readonly most: number
  /** Numbers of those used last that it keeps then. */
  readonly enough: number
  /** Told of every column when it was computed. */
  readonly computed: (column: Column) => void
  /** Told of every column that is remembered no longer; a strategy may still hold it. */
  readonly forgotten: (column: Column) => void
}

/** What `ta` remembers, for one thread: the columns that were used last. */
export class ColumnMemory {
  private readonly options: ColumnMemoryOptions
  private held: Remembered[] = []
  private numbers = 0
  private uses = 0

  constructor(options: ColumnMemoryOptions) {
    this.options = options
  }

  /** Numbers in the columns that are remembered. */
  get size(): number {
    return this.numbers
  }

  /**
   * A column to compute into, of zeros. It is shared memory, of which V8 takes no account: it would collect garbage again and again while columns
   * are computed that are all in use. Who forgets some has to see to it that they are collected.
   */
  newColumn(length: number): Float64Array {
    return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
  }

  add(some: Remembered): void {
    this.held.push(some)
    this.use(some)
    for (const column of some.columns) {
      this.numbers += column.length
      this.options.computed(column)
    }
  }

  use(some: Remembered): void {
    some.lastUse = ++this.uses
  }

  /** Forgets what was not used for longest, when there is too much. Returns how many numbers that were. */
  makeRoom(): number {
    const before = this.numbers
    if (before <= this.options.most) return 0
    this.held.sort((a, b) => a.lastUse - b.lastUse)
    let count = 0
    while (this.numbers > this.options.enough && count < this.held.length) this.drop(this.held[count++])
    this.held = this.held.slice(count)
    return before - this.numbers
  }

  private drop(some: Remembered): void {
    for (const column of some.columns) {
      this.numbers -= column.length
      this.options.forgotten(column)
    }
    some.forget()
  }
}
