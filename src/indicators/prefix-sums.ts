import { type Column, isConstant } from '../data/column.ts'

/**
 * Sums over all values up to each one, exactly: the sum up to value t is `high[t] + low[t]`. The sum of any window is a difference of two,
 * for every length of window, without a step that depends on the one before.
 */
export interface PrefixSums {
  readonly high: Float64Array
  readonly low: Float64Array
  /** The first value that is not missing; sums begin with it. */
  readonly start: number
}

/**
 * By source; `null` where they would not be exact. A source that has been asked about once is there without any: to sum up its windows directly takes
 * no longer, and many sources are asked for one length only.
 */
const known = new WeakMap<Column, { sums: PrefixSums | null } | 'asked'>()

/** Prefix sums of a column that does not change and has been asked about before; null where there are none. */
export function prefixSumsOf(source: Column): PrefixSums | null {
  if (!isConstant(source)) return null
  const found = known.get(source)
  if (found === undefined) {
    known.set(source, 'asked')
    return null
  }
  if (found !== 'asked') return found.sums
  const sums = prefixSums(source)
  known.set(source, { sums })
  return sums
}

/** While no sum is larger than the smallest value times this, all are exact in two numbers, as are all differences of them. */
const widest = 2 ** 48

/**
 * Null when a value is missing behind the first, or when the values differ so much in size that not every sum might fit in two numbers.
 *
 * Why they fit: all values are multiples of the last bit of the smallest one, and so are sums and rounding errors. What is lost is less than
 * the last bit of the largest sum, which is less than 2^48 times the smallest value: 49 bits, so that three or four of them together
 * have no more than the 53 of a number.
 */
function prefixSums(source: Column): PrefixSums | null {
  const high = new Float64Array(source.length)
  const low = new Float64Array(source.length)
  let start = 0
  while (start < source.length && !Number.isFinite(source[start])) start++
  let smallest = Infinity
  let largest = 0
  let sum = 0
  let lost = 0
  for (let t = start; t < source.length; t++) {
    const value = source[t]
    if (value !== 0) smallest = Math.min(smallest, Math.abs(value))
    const next = sum + value
    const part = next - sum
    lost += sum - (next - part) + (value - part)
    sum = next + lost // so that what is lost stays less than the last bit of the sum
    lost -= sum - next
    largest = Math.max(largest, Math.abs(sum))
    high[t] = sum
    low[t] = lost
  }
  // NaN and Infinity fail, too; below 2^-900 the last bit of a value may be none
  return largest < widest * smallest && smallest > 2 ** -900 ? { high, low, start } : null
}
