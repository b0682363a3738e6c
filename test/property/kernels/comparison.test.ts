import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Comparer } from '../../../src/kernels/comparer.ts'
import { type Comparison, comparisonOf, plainComparison } from '../../../src/kernels/comparison.ts'

const tiny = 2 ** -40
const value = fc.oneof(
  fc.constantFrom(0, -0, 1, 1 + tiny, 1 - tiny, -1, 2, 0.1, NaN, Infinity, -Infinity),
  fc.constantFrom(1e39, 2e39, -1e39, 1e-46, 2e-46, -1e-46), // beyond what 32 bits hold
  fc.double(),
)
const pairs = fc.array(fc.tuple(value, value), { maxLength: 200 })

function columnsOf(given: readonly (readonly [number, number])[]) {
  return { left: Float64Array.from(given, ([a]) => a), right: Float64Array.from(given, ([, b]) => b) }
}

/** The bars that are set. */
function barsOf(words: Int32Array): number[] {
  const bars: number[] = []
  for (let t = 0; t < words.length * 32; t++) if ((words[t >> 5] & (1 << (t & 31))) !== 0) bars.push(t)
  return bars
}

function barsIn({ greater, less, over, under }: Comparison) {
  return { greater: barsOf(greater), less: barsOf(less), over: barsOf(over), under: barsOf(under) }
}

test('the kernels are built: npm run kernels', () => {
  expect(Comparer.of(100, 250_000)).not.toBe(null)
})

test('plainComparison says where one column is greater and where it is less', () => {
  fc.assert(
    fc.property(pairs, value, (given, number) => {
      const { left, right } = columnsOf(given)
      for (const other of [right, number]) {
        const otherAt = (t: number) => (typeof other === 'number' ? other : other[t])
        const where = (holds: (t: number) => boolean) => Array.from(left, (_, t) => t).filter(holds)
        const { greater, less } = barsIn(plainComparison(left, other))
        expect(greater).toEqual(where((t) => left[t] > otherAt(t)))
        expect(less).toEqual(where((t) => left[t] < otherAt(t)))
      }
    }),
    { numRuns: 500 },
  )
})

test('Comparer.compare finds what plainComparison finds, of constant columns and others, in any order', () => {
  const comparer = Comparer.of(200, 2500)!
  fc.assert(
    fc.property(pairs, value, (given, number) => {
      const { left, right } = columnsOf(given)
      for (const isConstant of [true, false, true]) {
        for (const [a, b] of [
          [left, right],
          [left, number],
          [right, left],
          [left, left],
        ] as const) {
          expect(comparer.compare(a, b, isConstant)).toEqual(plainComparison(a, b))
          expect(comparer.compare(a, b, isConstant)).toEqual(plainComparison(a, b))
        }
      }
    }),
    { numRuns: 2000 },
  )
})

test('Comparer.compare of columns that rounding does not change looks at no bar of them again', () => {
  const comparer = Comparer.of(200, 2500)!
  const whole = fc.constantFrom(0, 100, -100, 0.5, NaN, Infinity)
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, whole), { maxLength: 200 }), whole, (given, number) => {
      const { left, right } = columnsOf(given)
      for (const other of [right, number, left]) {
        expect(comparer.compare(left, other, true)).toEqual(plainComparison(left, other))
        expect(comparer.compare(left, other)).toEqual(plainComparison(left, other))
      }
    }),
    { numRuns: 1000 },
  )
})

test('Comparer with room for four columns compares many, each with each, more than once', () => {
  const comparer = Comparer.of(100, 0)!
  const columns = Array.from({ length: 9 }, (_, k) =>
    Float64Array.from({ length: 100 }, (_, t) => Math.sin((k + 1) * t) + 1e-9 * k),
  )
  for (let round = 0; round < 2; round++) {
    for (const a of columns)
      for (const b of columns) expect(comparer.compare(a, b, true)).toEqual(plainComparison(a, b))
  }
})

test('comparisonOf(columns that may change) reads them anew every time', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const { left, right } = columnsOf(given)
      expect(barsIn(comparisonOf(left, right))).toEqual(barsIn(plainComparison(left, right)))
      left.reverse()
      expect(barsIn(comparisonOf(left, right))).toEqual(barsIn(plainComparison(left, right)))
    }),
    { numRuns: 300 },
  )
})

test('comparisonOf(longer and longer columns, then short ones) compares all of them', () => {
  for (const length of [1, 31, 32, 33, 64, 1000, 5000, 65_536, 3, 0, 70_000, 32]) {
    const left = Float64Array.from({ length }, (_, t) => Math.sin(t))
    const right = Float64Array.from({ length }, (_, t) => Math.cos(t / 3))
    for (const isConstant of [true, false]) {
      expect(comparisonOf(left, right, isConstant)).toEqual(plainComparison(left, right))
      expect(comparisonOf(left, 0.5, isConstant)).toEqual(plainComparison(left, 0.5))
    }
  }
})
