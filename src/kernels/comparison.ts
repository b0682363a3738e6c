import { rememberedNumbers } from './column-room.ts'
import { Comparer } from './comparer.ts'

/**
 * How a column stands to another one, a bit for every bar: bar t is bit `t % 32` of word `t / 32`. Bits past the last bar are 0. On a bar on
 * which both are equal, or one is NaN, none is set.
 */
export interface Comparison {
  readonly greater: Int32Array
  readonly less: Int32Array
  /** Set where it is greater and, on the last bar before on which they differ, was less, with no NaN since. */
  readonly over: Int32Array
  /** `over` with the sides exchanged. */
  readonly under: Int32Array
}

/**
 * `left` compared with `right`, a column of its length or the same number on every bar. Valid until the next call.
 *
 * @param isConstant whether nobody will write into the columns any more, so that the answer may be remembered
 */
export function comparisonOf(left: Float64Array, right: Float64Array | number, isConstant = false): Comparison {
  return comparerFor(left.length)?.compare(left, right, isConstant) ?? plainComparison(left, right)
}

let comparer: Comparer | null = null
let longest = 0

/** That of this thread, with room for columns of so many bars; null where there are no kernels. */
function comparerFor(bars: number): Comparer | null {
  if (bars > longest) {
    longest = Math.max(bars, 2 * longest) // so that ranges which grow leave little behind
    comparer = Comparer.of(longest, rememberedNumbers(longest))
  }
  return comparer
}

/** The same without a kernel. */
export function plainComparison(left: Float64Array, right: Float64Array | number): Comparison {
  const { length } = left
  const other = typeof right === 'number' ? new Float64Array(length).fill(right) : right
  const words = () => new Int32Array((length + 31) >>> 5)
  const [greater, less, over, under] = [words(), words(), words(), words()]
  let side = 0
  for (let t = 0; t < length; t++) {
    const w = t >> 5
    const bit = 1 << (t & 31)
    if (left[t] > other[t]) {
      greater[w] |= bit
      if (side < 0) over[w] |= bit
      side = 1
    } else if (left[t] < other[t]) {
      less[w] |= bit
      if (side > 0) under[w] |= bit
      side = -1
    } else if (left[t] !== other[t]) {
      side = 0
    }
  }
  return { greater, less, over, under }
}
