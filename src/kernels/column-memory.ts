import { type KernelInstance, type KernelMemory, type Kernels, kernelInstance } from './instance.ts'
import type { Sides } from './sides.ts'

const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Bytes of a column that the kernel reads at a time: 32 bars. */
const blockBytes = 32 * numberBytes
interface Comparison {
  readonly from: number
  readonly to: number
  /** Compared with this instead of a column. */
  readonly number: number | null
  readonly length: number
  readonly sides: Sides
}

/** The memory that a `ColumnMemory` has left to another. */
export interface LeftMemory {
  readonly kernels: Kernels
  readonly memory: KernelMemory
  /** What all that was made in it looks through. */
  readonly buffer: WeakRef<SharedArrayBuffer>
  readonly tally: { bytes: number }
}

/**
 * Memory in which columns are made so that SIMD kernels can read them, for one thread. It is freed, or left to another, as a
 * whole, when none of its columns is in use any more: nothing that can still be read is ever written over, because a strategy may hold on
 * to a column.
 *
 * The pages of what is not used yet cost nothing; using them for the first time takes as long as computing a simple indicator.
 * Where there is no WebAssembly, or no memory left, columns are plain arrays, and the twins of the kernels work on them.
 */
export class ColumnMemory {
  readonly longest: number
  private readonly kernels: Kernels | null = null
  private readonly memory: KernelMemory | null = null
  private readonly seen: WeakRef<SharedArrayBuffer> | null = null
  private readonly numbers: Float64Array = new Float64Array(0)
  private readonly greater: Int32Array = new Int32Array(0)
  private readonly less: Int32Array = new Int32Array(0)
  /** The last comparison of columns that stay as they are: a strategy that asks for both crosses of a pair compares it once. */
  private last: Comparison | null = null
  /** Where the copies of lent columns are; 0 for one that was not needed yet. */
  private readonly copies = new WeakMap<object, number>()
  private readonly lent: object[] = []
  /** Where columns of somewhere else are copied to be compared. */
  private readonly desk: (Float64Array | undefined)[] = []
  private readonly tally = { bytes: 0 }
  private used = 0

  /**
   * Room for columns of at most `longest` numbers, in `bytes` of memory.
   *
   * @param left used when it is large enough and nothing that was made in it is in use any more, as far as V8 has found out
   */
  constructor(longest: number, bytes: number, left: LeftMemory | null = null) {
    this.longest = longest
    const words = wordsFor(longest)
    const first = blockBytes + 2 * padded(4 * words)
    const instance = emptied(left, first + bytes + blockBytes) ?? kernelInstance(first + bytes + blockBytes)
    if (instance === null) return
    const { buffer } = instance
    this.kernels = instance.kernels
    this.memory = instance.memory
    this.seen = new WeakRef(buffer)
    this.numbers = new Float64Array(buffer)
    this.greater = new Int32Array(buffer, blockBytes, words)
    this.less = new Int32Array(buffer, blockBytes + padded(4 * words), words)
    this.used = first
    memories.set(buffer, this)
    freed.register(buffer, this.tally)
  }

  /** A new column of zeros. */
  column(length: number): Float64Array {
    const { buffer } = this.numbers
    const bytes = padded(length * numberBytes)
    // the kernels read whole blocks, so that there is one behind the last column
    if (this.used + bytes + blockBytes > buffer.byteLength) return new Float64Array(length)
    this.used += bytes
    this.tally.bytes += bytes
    bytesInUse += bytes
    return new Float64Array(buffer, this.used - bytes, length)
  }

  /** Makes a column that does not change any more known to the kernels: they copy it when they need it. */
  lend(column: object): void {
    this.copies.set(column, 0)
    this.lent.push(column)
    borrowers.set(column, this)
  }

  /**
   * Gives up the memory, so that the next one can be made in it when V8 has found that nobody can look into this one any more. All
   * columns, and all views of them, look through one buffer object; growing by nothing puts another one in its place. So when the first is
   * collected, they are gone. It takes that this object is dropped, too.
   */
  leave(): LeftMemory | null {
    const { kernels, memory, seen, tally } = this
    for (const column of this.lent) if (borrowers.get(column) === this) borrowers.delete(column)
    if (kernels === null || memory === null || seen === null) return null
    memory.grow(0)
    return { kernels, memory, buffer: seen, tally }
  }

  /** As `sidesOf` of sides.ts; null where there are no kernels, or no room for a copy. */
  sidesOf(left: Float64Array, right: Float64Array | number, isConstant = false): Sides | null {
    const { length } = left
    if (this.kernels === null || length > this.longest) return null
    const number = typeof right === 'number' ? right : null
    const fixed = this.addressOf(left)
    const fixedRight = typeof right === 'number' ? 0 : this.addressOf(right)
    const { last } = this
    if (
      isConstant &&
      last !== null &&
      last.from === fixed &&
      last.to === fixedRight &&
      last.number === number &&
      last.length === length
    )
      return last.sides
    const from = fixed ?? this.copied(left, 0)
    const to = fixedRight ?? this.copied(right as Float64Array, 1)
    if (from === null || to === null) return null
    if (number !== null) this.numbers.fill(number, 0, 32)

    const words = wordsFor(length)
    const greater = this.greater.length === words ? this.greater : this.greater.subarray(0, words)
    const less = this.less.length === words ? this.less : this.less.subarray(0, words)
    this.kernels.compare(from, to, number === null ? blockBytes : 0, greater.byteOffset, less.byteOffset, words)
    if ((length & 31) > 0) {
      const known = (1 << length) - 1
      greater[words - 1] &= known
      less[words - 1] &= known
    }
    const sides = { greater, less }
    this.last = !isConstant || fixed === null || fixedRight === null ? null : { from, to, number, length, sides }
    return sides
  }

  /** Puts a copy of a column on one of two places; null when there is no room for them. */
  private copied(column: Float64Array, place: number): number | null {
    this.desk[place] ??= this.column(this.longest)
    const { buffer, byteOffset } = this.desk[place]
    if (buffer !== this.numbers.buffer) return null
    this.numbers.set(column, byteOffset / numberBytes)
    return byteOffset
  }

  /** Where a column begins, or its copy; null for one that is neither from here nor lent. */
  private addressOf(column: Float64Array): number | null {
    const { buffer } = this.numbers
    if (column.buffer === buffer) return column.byteOffset
    const known = this.copies.get(column)
    if (known === undefined || known > 0) return known ?? null
    const copy = this.column(column.length)
    if (copy.buffer !== buffer) return null
    copy.set(column)
    this.copies.set(column, copy.byteOffset)
    return copy.byteOffset
  }
}

/** What was left, as if it were new; null when it is too small or may be in use. */
function emptied(left: LeftMemory | null, bytes: number): KernelInstance | null {
  if (left === null || left.buffer.deref() !== undefined) return null
  const { kernels, memory, tally } = left
  const { buffer } = memory
  if (buffer.byteLength < bytes) return null
  bytesInUse -= tally.bytes
  tally.bytes = 0
  return { kernels, memory, buffer }
}

let bytesInUse = 0
const freed = new FinalizationRegistry<{ readonly bytes: number }>(({ bytes }) => {
  bytesInUse -= bytes
})

/** Bytes of all columns of this thread in such memory: V8 does not count them. It falls some time after a collection that frees them. */
export function columnBytes(): number {
  return bytesInUse
}

const memories = new WeakMap<object, ColumnMemory>()
/** By lent column. */
const borrowers = new WeakMap<object, ColumnMemory>()

/** The memory that `column` was made in or lent to; null for any other. */
export function memoryOf(column: Float64Array): ColumnMemory | null {
  return memories.get(column.buffer) ?? borrowers.get(column) ?? null
}

function wordsFor(length: number): number {
  return (length + 31) >>> 5
}

function padded(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes
}
