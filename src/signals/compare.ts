import { BacksweepError } from '../base/errors.ts'
import { type Column, isConstant } from '../data/column.ts'
import { emptyWords, Signal } from './signal.ts'

/** One number per bar, or the same number for every bar. */
export type Series = Column | readonly number[] | number

/** Set where `a > b`; a missing value (NaN) on either side gives no. */
export function above(a: Series, b: Series): Signal {
  const { length, left, right } = aligned('above', a, b)
  return new Signal(length, greaterWords(left, right).slice())
}

/** Set where `a < b`; a missing value (NaN) on either side gives no. */
export function below(a: Series, b: Series): Signal {
  return above(b, a)
}

/**
 * Set on bar t when `a > b` there and, on the last bar before t with a ≠ b, a was below b: a touch
 * without a change of sides is no cross. A missing value forgets the side, so that nothing crosses on
 * the first bar with both values nor over a hole.
 */
export function crossOver(a: Series, b: Series): Signal {
  const { length, left, right } = aligned('crossOver', a, b)
  const signal = new Signal(length)
  const greater = greaterWords(left, right)
  let carry = 0
  for (let w = 0; w < greater.length; w++) {
    const word = greater[w]
    let rising = word & ~((word << 1) | carry)
    for (; rising !== 0; rising &= rising - 1) {
      const bit = lowestBit(rising)
      if (wasBelow(left, right, (w << 5) + bit - 1)) signal.words[w] |= 1 << bit
    }
    carry = word >>> 31
  }
  return signal
}

/** `crossOver` with the sides exchanged: a falls below b. */
export function crossUnder(a: Series, b: Series): Signal {
  const { length, left, right } = aligned('crossUnder', a, b)
  const signal = new Signal(length)
  const greater = greaterWords(left, right)
  let carry = 0
  for (let w = 0; w < greater.length; w++) {
    const word = greater[w]
    let falling = ~word & ((word << 1) | carry)
    for (; falling !== 0; falling &= falling - 1) {
      const bar = firstBelow(left, right, (w << 5) + lowestBit(falling), length)
      if (bar < length) signal.words[bar >> 5] |= 1 << (bar & 31)
    }
    carry = word >>> 31
  }
  return signal
}

/** Whether the last bar up to `t` on which the two differ had a < b, with no missing value since. */
function wasBelow(a: Float64Array, b: Float64Array, t: number): boolean {
  while (t >= 0 && a[t] === b[t]) t--
  return t >= 0 && a[t] < b[t]
}

/** The first bar from `t` on which the two differ, if a < b there; else `end`, also over a missing value. */
function firstBelow(a: Float64Array, b: Float64Array, t: number, end: number): number {
  while (t < end && a[t] === b[t]) t++
  return t < end && a[t] < b[t] ? t : end
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}

/** The last comparison of two constant columns: a strategy that asks for both crosses of a pair compares it once. */
let last: { readonly left: Float64Array; readonly right: Float64Array; readonly words: Int32Array } | null = null

/** The bits of `left > right`; not to be written into. */
function greaterWords(left: Float64Array, right: Float64Array): Int32Array {
  if (last !== null && last.left === left && last.right === right) return last.words
  const { length } = left
  const words = emptyWords(length)
  const whole = length >> 5
  for (let w = 0; w < whole; w++) {
    const start = w << 5
    let word = 0
    // from the last bar down, so that bits enter at the bottom without a variable shift; two at a time, to wait less for `word`
    for (let t = start + 30; t >= start; t -= 2) {
      word = (word << 2) | (Number(left[t + 1] > right[t + 1]) << 1) | Number(left[t] > right[t])
    }
    words[w] = word
  }
  for (let t = whole << 5; t < length; t++) words[whole] |= Number(left[t] > right[t]) << (t & 31)
  if (isConstant(left) && isConstant(right)) last = { left, right, words }
  return words
}

function aligned(name: string, a: Series, b: Series): { length: number; left: Float64Array; right: Float64Array } {
  const length = typeof a === 'number' ? (typeof b === 'number' ? -1 : b.length) : a.length
  if (length < 0 || (typeof b !== 'number' && b.length !== length)) {
    const found = length < 0 ? 'two numbers' : `${length} and ${(b as Column).length} values`
    throw new BacksweepError(
      'signal-invalid',
      `${name} got ${found}: give it two columns of one length, or a column and a number.`,
      {
        found,
      },
    )
  }
  return { length, left: toFloats(a, length), right: toFloats(b, length) }
}

function toFloats(series: Series, length: number): Float64Array {
  if (series instanceof Float64Array) return series
  return typeof series === 'number' ? new Float64Array(length).fill(series) : Float64Array.from(series)
}
