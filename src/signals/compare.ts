import { BacksweepError } from '../base/errors.ts'
import { type Column, isConstant } from '../data/column.ts'
import { type Comparison, comparisonOf } from '../kernels/comparison.ts'
import { Signal, unfilledWords } from './signal.ts'

/** One number per bar, or the same number for every bar. */
export type Series = Column | readonly number[] | number

/** Set where `a > b`; a missing value (NaN) on either side gives no. */
export function above(a: Series, b: Series): Signal {
  return signalOf('above', a, b, 'greater')
}

/** Set where `a < b`; a missing value (NaN) on either side gives no. */
export function below(a: Series, b: Series): Signal {
  return signalOf('below', a, b, 'less')
}

/**
 * Set on bar t when `a > b` there and, on the last bar before t with a ≠ b, a was below b: a touch
 * without a change of sides is no cross. A missing value forgets the side, so that nothing crosses on
 * the first bar with both values nor over a hole.
 */
export function crossOver(a: Series, b: Series): Signal {
  return signalOf('crossOver', a, b, 'over')
}

/** `crossOver` with the sides exchanged: a falls below b. */
export function crossUnder(a: Series, b: Series): Signal {
  return signalOf('crossUnder', a, b, 'under')
}

function signalOf(name: string, a: Series, b: Series, part: keyof Comparison): Signal {
  const { left, right } = aligned(name, a, b)
  const { length } = left
  const isFixed = isConstant(left) && (typeof right === 'number' || isConstant(right))
  if (isFixed) return new Signal(length, () => comparisonOf(left, right, true)[part])
  const words = unfilledWords(length)
  words.set(comparisonOf(left, right)[part])
  return new Signal(length, words)
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
