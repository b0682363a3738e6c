import { BacksweepError } from '../base/errors.ts'
import { type Column, isConstant } from '../data/column.ts'
import { type Sides, sidesOf } from '../kernels/sides.ts'
import { Signal } from './signal.ts'

/** One number per bar, or the same number for every bar. */
export type Series = Column | readonly number[] | number

/** Set where `a > b`; a missing value (NaN) on either side gives no. */
export function above(a: Series, b: Series): Signal {
  const { left, right } = aligned('above', a, b)
  return copyOf(left.length, compared(left, right).greater)
}

/** Set where `a < b`; a missing value (NaN) on either side gives no. */
export function below(a: Series, b: Series): Signal {
  const { left, right } = aligned('below', a, b)
  return copyOf(left.length, compared(left, right).less)
}

/**
 * Set on bar t when `a > b` there and, on the last bar before t with a ≠ b, a was below b: a touch
 * without a change of sides is no cross. A missing value forgets the side, so that nothing crosses on
 * the first bar with both values nor over a hole.
 */
export function crossOver(a: Series, b: Series): Signal {
  const { left, right } = aligned('crossOver', a, b)
  const { greater, less } = compared(left, right)
  return crosses(less, greater, left, right, 1)
}

/** `crossOver` with the sides exchanged: a falls below b. */
export function crossUnder(a: Series, b: Series): Signal {
  const { left, right } = aligned('crossUnder', a, b)
  const { greater, less } = compared(left, right)
  return crosses(greater, less, left, right, -1)
}

/** Set where `to` is, and `from` was last; `side` is that of `to`: 1 for left above right. Bars in neither are looked at again. */
function crosses(
  from: Int32Array,
  to: Int32Array,
  left: Float64Array,
  right: Float64Array | number,
  side: 1 | -1,
): Signal {
  const signal = new Signal(left.length)
  const { words } = signal
  let wasFrom = 0
  let wasTo = 0
  for (let w = 0; w < words.length; w++) {
    const now = to[w]
    const before = from[w]
    if (now !== 0 && !(now === -1 && wasTo === 1)) {
      const after = (before << 1) | wasFrom
      let crossed = now & after
      for (let open = now & ~after & ~((now << 1) | wasTo); open !== 0; open &= open - 1) {
        const bit = open & -open
        if (cameFrom(left, right, -side, (w << 5) + 30 - Math.clz32(bit))) crossed |= bit
      }
      words[w] = crossed
    }
    wasFrom = before >>> 31
    wasTo = now >>> 31
  }
  return signal
}

/** Whether on the last bar up to `t` on which the two differ left was on `side` of right, with no missing value since. */
function cameFrom(left: Float64Array, right: Float64Array | number, side: number, t: number): boolean {
  const constant = typeof right === 'number'
  while (t >= 0 && left[t] === (constant ? right : right[t])) t--
  if (t < 0) return false
  const other = constant ? right : right[t]
  return side > 0 ? left[t] > other : left[t] < other
}

function compared(left: Float64Array, right: Float64Array | number): Sides {
  return sidesOf(left, right, isConstant(left) && (typeof right === 'number' || isConstant(right)))
}

function copyOf(length: number, words: Int32Array): Signal {
  const signal = new Signal(length)
  signal.words.set(words)
  return signal
}

/** The two as columns of one length, the right one perhaps as a number. */
function aligned(name: string, a: Series, b: Series): { left: Float64Array; right: Float64Array | number } {
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
  return { left: toFloats(a, length), right: typeof b === 'number' ? b : toFloats(b, length) }
}

function toFloats(series: Series, length: number): Float64Array {
  if (series instanceof Float64Array) return series
  return typeof series === 'number' ? new Float64Array(length).fill(series) : Float64Array.from(series)
}
