import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnMemory, memoryOf } from '../../../src/kernels/column-memory.ts'
import { comparisonOf, plainComparison } from '../../../src/kernels/comparison.ts'

const value = fc.oneof(fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity), fc.double())
const pairs = fc.array(fc.tuple(value, value), { maxLength: 200 })

/** The bars that are set. */
function barsOf(words: Int32Array): number[] {
  const bars: number[] = []
  for (let t = 0; t < words.length * 32; t++) if ((words[t >> 5] & (1 << (t & 31))) !== 0) bars.push(t)
  return bars
}

function where(length: number, holds: (t: number) => boolean): number[] {
  return Array.from({ length }, (_, t) => t).filter(holds)
}

function columnsIn(memory: ColumnMemory, given: readonly (readonly [number, number])[]) {
  const left = memory.column(given.length)
  const right = memory.column(given.length)
  left.set(given.map(([a]) => a))
  right.set(given.map(([, b]) => b))
  return { left, right }
}

test('the kernels are built: npm run kernels', () => {
  const memory = new ColumnMemory(100, 1e6)
  expect(memoryOf(memory.column(100))).toBe(memory)
})

test('comparisonOf(columns in memory) and plainComparison(copies) say where one is greater and where it is less', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const memory = new ColumnMemory(given.length, 1e5)
      const { left, right } = columnsIn(memory, given)
      for (const sides of [() => memory.compare(left, right), () => plainComparison(left.slice(), right.slice())]) {
        const { greater, less } = sides()!
        expect(barsOf(greater)).toEqual(where(given.length, (t) => left[t] > right[t]))
        expect(barsOf(less)).toEqual(where(given.length, (t) => left[t] < right[t]))
      }
    }),
    { numRuns: 1000 },
  )
})

test('comparisonOf(column in memory, number) and plainComparison(copy, number) do the same', () => {
  fc.assert(
    fc.property(pairs, value, (given, number) => {
      const memory = new ColumnMemory(given.length, 1e5)
      const { left } = columnsIn(memory, given)
      for (const sides of [() => memory.compare(left, number), () => plainComparison(left.slice(), number)]) {
        const { greater, less } = sides()!
        expect(barsOf(greater)).toEqual(where(given.length, (t) => left[t] > number))
        expect(barsOf(less)).toEqual(where(given.length, (t) => left[t] < number))
      }
    }),
    { numRuns: 1000 },
  )
})

test('comparisonOf(shorter columns, views and lent columns) reads no bar of their neighbours', () => {
  fc.assert(
    fc.property(pairs, fc.nat(200), (given, from) => {
      const memory = new ColumnMemory(given.length + 33, 1e5)
      memory.column(given.length + 33).fill(7)
      const { left, right } = columnsIn(memory, given)
      memory.column(given.length + 33).fill(-7)
      const lent = right.slice()
      memory.lend(lent)
      for (const [a, b] of [
        [left.subarray(from), right.subarray(from)],
        [left, lent],
        [left, lent],
        [lent, left],
      ]) {
        const { greater, less } = memory.compare(a, b)!
        expect(barsOf(greater)).toEqual(where(a.length, (t) => a[t] > b[t]))
        expect(barsOf(less)).toEqual(where(a.length, (t) => a[t] < b[t]))
      }
    }),
    { numRuns: 500 },
  )
})

test('comparisonOf(columns of somewhere else, or of two memories) is that of columns in one', () => {
  const memory = new ColumnMemory(3, 1e5)
  const left = memory.column(3)
  left.set([1, 2, 3])
  const twos = [
    Float64Array.of(2, 2, 2),
    new ColumnMemory(3, 1e5).column(3).fill(2),
    new ColumnMemory(9, 1e5).column(3).fill(2),
  ]
  for (const two of twos) {
    expect(barsOf(comparisonOf(left, two).greater)).toEqual([2])
    expect(barsOf(comparisonOf(two, left).greater)).toEqual([0])
    expect(barsOf(comparisonOf(left.slice(), two).less)).toEqual([0])
    expect(barsOf(comparisonOf(two.slice(), left.slice()).less)).toEqual([2])
  }
})

test('comparisonOf(columns of somewhere else) reads them anew every time', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const left = Float64Array.from(given, ([a]) => a)
      const right = Float64Array.from(given, ([, b]) => b)
      expect(barsOf(comparisonOf(left, right).greater)).toEqual(where(given.length, (t) => left[t] > right[t]))
      left.reverse()
      expect(barsOf(comparisonOf(left, right).less)).toEqual(where(given.length, (t) => left[t] < right[t]))
    }),
    { numRuns: 300 },
  )
})

test('comparisonOf(columns, constant or not) remembers only what is constant', () => {
  const memory = new ColumnMemory(3, 1e5)
  const left = memory.column(3)
  const right = memory.column(3)
  left.set([1, 2, 3])
  right.fill(2)
  for (const [a, b] of [
    [left, right],
    [left, 2],
  ] as const) {
    expect(barsOf(comparisonOf(a, b, true).greater)).toEqual([2])
    expect(barsOf(comparisonOf(a, b, true).less)).toEqual([0])
    expect(barsOf(comparisonOf(a, 1, true).greater)).toEqual([1, 2])
    expect(barsOf(comparisonOf(right, left, true).greater)).toEqual([0])
  }
  left.reverse() // as an indicator of the user's own may while it computes
  expect(barsOf(comparisonOf(left, right).greater)).toEqual([0])
  left.reverse()
  expect(barsOf(comparisonOf(left, right).greater)).toEqual([2])
})

test('column() of a full memory is a plain array, and compared like any other', () => {
  const memory = new ColumnMemory(1000, 20_000)
  const columns = Array.from({ length: 20 }, (_, k) => memory.column(1000).fill(k))
  expect(columns.map((column) => memoryOf(column) !== null)).toContain(false)
  for (const [k, column] of columns.entries()) {
    expect(barsOf(comparisonOf(column, 9.5).greater)).toHaveLength(k > 9.5 ? 1000 : 0)
    expect(barsOf(comparisonOf(columns[3], column).less)).toHaveLength(k > 3 ? 1000 : 0)
  }
})

test('compare(constant columns, which are rounded first) finds what plainComparison finds, of numbers that are equal when rounded, too', () => {
  const tiny = 2 ** -40
  const near = fc.constantFrom(1, 1 + tiny, 1 - tiny, 2, 1e39, 2e39, -1e39, 1e-46, -1e-46, 0, -0, NaN, Infinity)
  const near32 = fc.oneof(near, value)
  fc.assert(
    fc.property(fc.array(fc.tuple(near32, near32), { maxLength: 200 }), near32, (given, number) => {
      const memory = new ColumnMemory(given.length, 1e5)
      const { left, right } = columnsIn(memory, given)
      for (const other of [right, number, left]) {
        expect(memory.compare(left, other, true)).toEqual(plainComparison(left.slice(), other))
        expect(memory.compare(left, other)).toEqual(plainComparison(left.slice(), other))
      }
    }),
    { numRuns: 2000 },
  )
})
