import type { Comparison } from './comparison.ts'
import { type KernelInstance, kernelInstance } from './instance.ts'

const roundedBytes = Float32Array.BYTES_PER_ELEMENT
const wordBytes = Int32Array.BYTES_PER_ELEMENT
/** Bars in a word; the kernel reads so many numbers at a time. */
const wordBars = 32
/** Lists of words that the kernel writes: greater, less, missing, over, under. */
const listCount = 5
/** Columns that do not change for which there is room in any case. */
const fewestSlots = 4
/** Of the columns that are kept, as many are forgotten when there is no room. */
const forgottenAtOnce = 1 / 16

/**
 * Compares columns by a SIMD kernel (assembly/compare.ts), as numbers of 32 bits, of which a vector holds four.
 *
 * 1. Columns are rounded to 32 bits into the kernel's memory; those that do not change once, as long as there is room: when there is none left, those that were
 *    not compared for longest are forgotten, and rounded again when they are compared again.
 * 2. Rounding keeps the order: what is greater when rounded is greater. The kernel says where two columns are equal when rounded, and only
 *    there the columns themselves are looked at. Of two columns that rounding does not change nothing is left to be looked at.
 */
export class Comparer {
  private readonly kernel: KernelInstance
  private readonly layout: Layout
  private readonly number: Float32Array
  /** Of columns that do not change. */
  private readonly rounded = new WeakMap<object, Kept>()
  private kept: Kept[] = []
  /** Addresses of the slots that are free, and the bytes of each: what the longest column takes that was compared. */
  private free: number[] = []
  private slotBytes = 0
  private comparisons = 0
  private lists: Lists | null = null
  /** A strategy that asks for both crosses of a pair compares it once. */
  private last: Remembered | null = null

  private constructor(kernel: KernelInstance, layout: Layout) {
    this.kernel = kernel
    this.layout = layout
    this.number = new Float32Array(kernel.buffer, layout.number, wordBars)
  }

  /** For columns of at most `longest` bars, with room for so many numbers of those that do not change, but for four columns. Null where there are no kernels. */
  static of(longest: number, numbers: number): Comparer | null {
    const layout = layoutOf(longest, numbers * roundedBytes)
    const kernel = kernelInstance(layout.end)
    return kernel && new Comparer(kernel, layout)
  }

  /** As `comparisonOf` of comparison.ts. */
  compare(left: Float64Array, right: Float64Array | number, isConstant = false): Comparison {
    const { last, kernel, layout } = this
    if (isConstant && last !== null && last.left === left && last.right === right) return last.comparison
    this.comparisons++
    const isNumber = typeof right === 'number'
    const from = this.roundedOf(left, isConstant, layout.left)
    const to = isNumber ? this.roundedNumber(right) : this.roundedOf(right, isConstant, layout.right)
    const { buffer, kernels } = kernel
    const { words, equal, greater, less, comparison } = this.listsFor(left.length)
    const step = isNumber ? 0 : wordBars * roundedBytes
    const count = kernels.compare(from.address, to.address, step, left.length, words, layout.lists, layout.equal)
    if (count > 0 && !(isExact(from, left, buffer) && isExact(to, right, buffer))) {
      for (let k = 0; k < count; k++) look(left, right, equal[k], greater, less)
      kernels.crosses(words, layout.lists)
    }
    this.last = isConstant ? { left, right, comparison } : null
    return comparison
  }

  /** @param desk where a column that may change is rounded to */
  private roundedOf(column: Float64Array, isConstant: boolean, desk: number): Rounded {
    if (!isConstant) return this.round(column, { address: desk, isExact: null })
    let kept = this.rounded.get(column)
    if (kept === undefined || !kept.isThere) {
      kept = { address: this.freeSlot(column.length), isExact: null, isThere: true, lastUse: 0 }
      this.round(column, kept)
      this.rounded.set(column, kept)
      this.kept.push(kept)
    }
    kept.lastUse = this.comparisons
    return kept
  }

  private round(column: Float64Array, rounded: Rounded): Rounded {
    const into = new Float32Array(this.kernel.buffer, rounded.address, column.length)
    for (let i = 0; i < into.length; i++) into[i] = column[i]
    return rounded
  }

  private freeSlot(length: number): number {
    const bytes = bytesFor(length)
    if (bytes > this.slotBytes) this.cutSlots(bytes)
    if (this.free.length === 0) {
      this.kept.sort((a, b) => a.lastUse - b.lastUse)
      this.forget(Math.ceil(this.kept.length * forgottenAtOnce))
    }
    return this.free.pop()!
  }

  private cutSlots(bytes: number): void {
    this.forget(this.kept.length)
    const { columns, end } = this.layout
    this.slotBytes = bytes
    this.free = []
    for (let address = columns; address + bytes <= end; address += bytes) this.free.push(address)
    this.free.reverse() // memory that was not used yet is used last
  }

  /** Forgets the first that are kept. */
  private forget(count: number): void {
    for (const kept of this.kept.splice(0, count)) {
      kept.isThere = false
      this.free.push(kept.address)
    }
  }

  private roundedNumber(value: number): Rounded {
    this.number.fill(value)
    return { address: this.layout.number, isExact: Math.fround(value) === value }
  }

  private listsFor(length: number): Lists {
    if (this.lists === null || this.lists.length !== length) {
      const words = wordsFor(length)
      const { buffer } = this.kernel
      const list = (k: number) => new Int32Array(buffer, this.layout.lists + wordBytes * k * words, words)
      const [greater, less, over, under] = [list(0), list(1), list(3), list(4)]
      const equal = new Int32Array(buffer, this.layout.equal, words)
      this.lists = { length, words, equal, greater, less, comparison: { greater, less, over, under } }
    }
    return this.lists
  }
}

/** Where a column is, rounded. */
interface Rounded {
  readonly address: number
  /** Whether rounding has changed nothing; null until somebody asks. */
  isExact: boolean | null
}

interface Kept extends Rounded {
  /** Whether it is still in its slot. */
  isThere: boolean
  /** Of all comparisons, the last one with it. */
  lastUse: number
}

/** The lists that the kernel writes for columns of one length. */
interface Lists {
  readonly length: number
  readonly words: number
  /** Words in which bars are equal when rounded. */
  readonly equal: Int32Array
  readonly greater: Int32Array
  readonly less: Int32Array
  readonly comparison: Comparison
}

interface Remembered {
  readonly left: Float64Array
  readonly right: Float64Array | number
  readonly comparison: Comparison
}

/** Looks at the bars of a word on which the columns are equal when rounded. */
function look(
  left: Float64Array,
  right: Float64Array | number,
  word: number,
  greater: Int32Array,
  less: Int32Array,
): void {
  const first = word * wordBars
  const open = ~(greater[word] | less[word])
  const end = Math.min(first + wordBars, left.length)
  for (let t = first; t < end; t++) {
    const bit = 1 << (t - first)
    if ((open & bit) === 0) continue
    const other = typeof right === 'number' ? right : right[t]
    if (left[t] > other) greater[word] |= bit
    else if (left[t] < other) less[word] |= bit
  }
}

function isExact(rounded: Rounded, column: Float64Array | number, buffer: SharedArrayBuffer): boolean {
  if (rounded.isExact === null) {
    const numbers = column as Float64Array
    const singles = new Float32Array(buffer, rounded.address, numbers.length)
    rounded.isExact = numbers.every((value, i) => value === singles[i] || Number.isNaN(value))
  }
  return rounded.isExact
}

/** Addresses. */
interface Layout {
  readonly number: number
  readonly left: number
  readonly right: number
  readonly lists: number
  readonly equal: number
  readonly columns: number
  readonly end: number
}

function layoutOf(longest: number, bytes: number): Layout {
  const number = bytesFor(1) // not 0
  const left = 2 * number
  const right = left + bytesFor(longest)
  const lists = right + bytesFor(longest)
  const equal = lists + padded(listCount * wordsFor(longest) * wordBytes)
  const columns = equal + padded(wordsFor(longest) * wordBytes)
  return { number, left, right, lists, equal, columns, end: columns + Math.max(bytes, fewestSlots * bytesFor(longest)) }
}

/** Bytes of a rounded column: whole words of bars. */
function bytesFor(length: number): number {
  return wordsFor(length) * wordBars * roundedBytes
}

function wordsFor(length: number): number {
  return (length + wordBars - 1) >>> 5
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 128) * 128
}
