import type { Comparison } from './comparison.ts'
import { type KernelInstance, type KernelMemory, type Kernels, kernelInstance } from './instance.ts'

const numberBytes = Float64Array.BYTES_PER_ELEMENT
/** Bytes of a column that the kernel reads at a time: 32 bars. */
const blockBytes = 32 * numberBytes
/** Where the number is that a column is compared with, rounded, too; and where the lists of words begin. */
const numberAt = 0
const roundedNumberAt = blockBytes
const listsAt = 2 * blockBytes

/** A comparison of columns that stay as they are. */
interface Remembered {
  readonly left: Float64Array
  readonly right: Float64Array | number
  readonly comparison: Comparison
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
  /** Where the kernel writes its four lists of words, for columns of the length that was compared last. */
  private results: { readonly length: number; readonly comparison: Comparison } | null = null
  /** A strategy that asks for both crosses of a pair compares it once. */
  private last: Remembered | null = null
  /** Where the copies of lent columns are; 0 for one that was not needed yet. */
  private readonly copies = new WeakMap<object, number>()
  private readonly lent: object[] = []
  /** Where columns that do not change are rounded to 32 bits, by address; 0 where there is no room. */
  private readonly rounded = new Map<number, number>()
  /** Where columns of somewhere else are copied to be compared. */
  private readonly desk: (Float64Array | undefined)[] = []
  private readonly tally = { bytes: 0 }
  private used = 0

  /**
   * Room for columns of at most `longest` numbers, in `bytes` of memory and half as many for what is rounded.
   *
   * @param left used when it is large enough and nothing that was made in it is in use any more, as far as V8 has found out
   */
  constructor(longest: number, bytes: number, left: LeftMemory | null = null) {
    this.longest = longest
    const first = listsAt + padded(4 * 4 * wordsFor(longest))
    const wanted = first + 1.5 * bytes + blockBytes
    const instance = emptied(left, wanted) ?? kernelInstance(wanted)
    if (instance === null) return
    const { buffer } = instance
    this.kernels = instance.kernels
    this.memory = instance.memory
    this.seen = new WeakRef(buffer)
    this.numbers = new Float64Array(buffer)
    this.used = first
    memories.set(buffer, this)
    freed.register(buffer, this.tally)
  }

  /** A new column of any content. */
  column(length: number): Float64Array {
    const at = this.take(length * numberBytes)
    return at === 0 ? new Float64Array(length) : new Float64Array(this.numbers.buffer, at, length)
  }

  /** Where so many bytes are free from now on no more; 0 when there are none. */
  private take(wanted: number): number {
    const bytes = padded(wanted)
    // the kernels read whole blocks, so that there is one behind the last column
    if (this.used + bytes + blockBytes > this.numbers.buffer.byteLength) return 0
    this.used += bytes
    this.tally.bytes += bytes
    bytesInUse += bytes
    return this.used - bytes
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

  /** As `comparisonOf` of comparison.ts; null where there are no kernels, or no room for a copy. */
  compare(left: Float64Array, right: Float64Array | number, isConstant = false): Comparison | null {
    const { length } = left
    const { kernels, last } = this
    if (isConstant && last !== null && last.left === left && last.right === right) return last.comparison
    if (kernels === null || length > this.longest) return null
    const isNumber = typeof right === 'number'
    const fixedLeft = this.addressOf(left)
    const fixedRight = isNumber ? numberAt : this.addressOf(right)
    const from = fixedLeft ?? this.copied(left, 0)
    const to = fixedRight ?? this.copied(right as Float64Array, 1)
    if (from === null || to === null) return null
    if (isNumber) this.setNumber(right)
    const step = isNumber ? 0 : blockBytes
    const words = wordsFor(length)
    const isFixed = isConstant && fixedLeft !== null && fixedRight !== null
    const fromRounded = isFixed ? this.roundedOf(from, length) : 0
    const toRounded = isNumber ? roundedNumberAt : isFixed ? this.roundedOf(to, length) : 0
    if (fromRounded !== 0 && toRounded !== 0)
      kernels.compareRounded(fromRounded, toRounded, from, to, step, listsAt, words, length)
    else kernels.compare(from, to, step, listsAt, words, length)
    const comparison = this.resultsFor(length)
    this.last = isConstant ? { left, right, comparison } : null
    return comparison
  }

  private setNumber(value: number): void {
    const { buffer } = this.numbers
    this.numbers.fill(value, 0, 32)
    new Float32Array(buffer, roundedNumberAt, 32).fill(value)
  }

  /** Where the column at `address` is, rounded to 32 bits; 0 where there is no room. */
  private roundedOf(address: number, length: number): number {
    let at = this.rounded.get(address)
    if (at === undefined) {
      const count = wordsFor(length) * 32
      at = this.take(count * Float32Array.BYTES_PER_ELEMENT)
      if (at !== 0) this.kernels!.round(address, at, count)
      this.rounded.set(address, at)
    }
    return at
  }

  private resultsFor(length: number): Comparison {
    if (this.results === null || this.results.length !== length) {
      const { buffer } = this.numbers
      const words = wordsFor(length)
      const list = (k: number) => new Int32Array(buffer, listsAt + 4 * k * words, words)
      this.results = { length, comparison: { greater: list(0), less: list(1), over: list(2), under: list(3) } }
    }
    return this.results.comparison
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
