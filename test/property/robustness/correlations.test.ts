import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clustersOf } from '../../../src/robustness/clusters.ts'
import { averageCorrelation, correlationsOf } from '../../../src/robustness/correlations.ts'
import { symmetricEigenvalues } from '../../../src/robustness/eigenvalues.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { expectClose } from '../../support/close-to.ts'
import { meanOf, plainCorrelation } from '../../support/plain-robustness.ts'

const matrices = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 3, max: 40 })).chain(([trials, length]) =>
  fc.array(
    fc
      .tuple(
        fc.array(fc.integer({ min: -500, max: 500 }), { minLength: length, maxLength: length }),
        fc.constantFrom(0, 0.05, -40),
      )
      .map(([points, level]) => points.map((value) => value / 10_000 + level))
      .filter((row) => row.some((value) => Math.abs(value - row[0]) > 1e-9)),
    { minLength: trials, maxLength: trials },
  ),
)

test('correlationsOf and averageCorrelation are those of all pairs', () => {
  fc.assert(
    fc.property(matrices, (rows) => {
      const matrix = ReturnsMatrix.from(rows)
      const { size, values } = correlationsOf(matrix, matrix.comparable())
      const pairs: number[] = []
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const wanted = plainCorrelation(rows[i], rows[j])
          expectClose(values[i * size + j], wanted, `${i}, ${j}`)
          if (i !== j) pairs.push(wanted)
        }
      }
      expectClose(averageCorrelation(matrix, matrix.comparable()), meanOf(pairs), 'average')
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('symmetricEigenvalues: falling, with the trace and the squares of the matrix, and each makes it singular', () => {
  const cases = fc.integer({ min: 1, max: 9 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      half: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -1000, max: 1000 })), {
        minLength: size * size,
        maxLength: size * size,
      }),
    }),
  )
  fc.assert(
    fc.property(cases, ({ size, half }) => {
      const values = Float64Array.from(half, (_, i) => {
        const [row, column] = [Math.floor(i / size), i % size]
        return half[Math.max(row, column) * size + Math.min(row, column)] / 100
      })
      const before = [...values]
      const found = [...symmetricEigenvalues(values, size)]
      expect([...values]).toEqual(before)
      expect(found.toSorted((a, b) => b - a)).toEqual(found)
      const trace = found.reduce((sum, value) => sum + value, 0)
      expectClose(
        trace,
        before.filter((_, i) => i % (size + 1) === 0).reduce((sum, value) => sum + value, 0),
        'trace',
      )
      const squares = found.reduce((sum, value) => sum + value * value, 0)
      expectClose(
        squares,
        before.reduce((sum, value) => sum + value * value, 0),
        'squares',
      )
      const largest = Math.max(1, ...found.map(Math.abs))
      for (const value of found) {
        expect(Math.abs(smallestPivot(before, size, value))).toBeLessThan(1e-7 * largest)
      }
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('clustersOf puts every trial in a group and equal trials in the same', () => {
  fc.assert(
    fc.property(matrices, (rows) => {
      const matrix = ReturnsMatrix.from([...rows, ...rows])
      const groups = [...clustersOf(correlationsOf(matrix, matrix.comparable()))]
      expect(groups).toHaveLength(2 * rows.length)
      expect(groups.slice(0, rows.length)).toEqual(groups.slice(rows.length))
      // numbered by their first trials
      const firsts = [...new Set(groups)]
      expect(firsts).toEqual(firsts.map((_, i) => i))
    }),
    { numRuns: 100, seed: 1 },
  )
})

/** Of matrix - x, by elimination with full pivoting: 0 where x is an eigenvalue. */
function smallestPivot(values: readonly number[], size: number, x: number): number {
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => values[i * size + j] - (i === j ? x : 0)),
  )
  let pivot = 0
  for (let step = 0; step < size; step++) {
    let [row, column] = [step, step]
    for (let i = step; i < size; i++) {
      for (let j = step; j < size; j++) {
        if (Math.abs(rows[i][j]) > Math.abs(rows[row][column])) [row, column] = [i, j]
      }
    }
    ;[rows[step], rows[row]] = [rows[row], rows[step]]
    for (const line of rows) [line[step], line[column]] = [line[column], line[step]]
    pivot = rows[step][step]
    if (pivot === 0) return 0
    for (let i = step + 1; i < size; i++) {
      const factor = rows[i][step] / pivot
      for (let j = step; j < size; j++) rows[i][j] -= factor * rows[step][j]
    }
  }
  return pivot
}
