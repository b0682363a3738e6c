import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { clustersOf } from '../../../src/robustness/clusters.ts'
import { averageCorrelation, correlationsOf } from '../../../src/robustness/correlations.ts'
import { effectiveTrials } from '../../../src/robustness/effective-trials.ts'
import { symmetricEigenvalues } from '../../../src/robustness/eigenvalues.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { expectClose } from '../../support/close-to.ts'

/** Trials that share one of several factors: their correlation with each other is `shared`², with the others about 0. */
function families(trials: number, count: number, observations: number, shared: number): ReturnsMatrix {
  const random = Random.from(trials, count)
  const own = Math.sqrt(1 - shared * shared)
  const draw = () => Array.from({ length: observations }, () => random.normal())
  const factors = Array.from({ length: count }, draw)
  return ReturnsMatrix.from(
    Array.from({ length: trials }, (_, k) => factors[k % count].map((value) => shared * value + own * random.normal())),
  )
}

/** Rows without any correlation: sines of different whole frequencies. */
function orthogonal(trials: number): number[][] {
  return Array.from({ length: trials }, (_, k) =>
    Array.from({ length: 64 }, (_, t) => Math.sin((2 * Math.PI * (k + 1) * t) / 64)),
  )
}

describe('effectiveTrials', () => {
  test('of independent trials is N by every formula', () => {
    const found = effectiveTrials(ReturnsMatrix.from(orthogonal(20)), Random.from(1))
    expectClose(found.averageCorrelation, 0, 'average correlation')
    expectClose(found.byAverageCorrelation, 20, 'by average correlation')
    expectClose(found.byVarianceInflation, 20, 'by variance inflation')
    expectClose(found.participation, 20, 'participation')
    expectClose(found.cheverudNyholt, 20, 'Cheverud and Nyholt')
    expect(found.pca95).toBe(19)
  })

  test('of equal trials is 1 by every formula', () => {
    const row = orthogonal(1)[0]
    const found = effectiveTrials(ReturnsMatrix.from(Array.from({ length: 20 }, () => row)), Random.from(1))
    const { trials, compared, sampled, averageCorrelation: average, ...numbers } = found
    expect([trials, compared, sampled]).toEqual([20, 20, 20])
    expectClose(average, 1, 'average correlation')
    for (const [name, value] of Object.entries(numbers)) expectClose(value, 1, name)
  })

  test('of pairs of equal trials, by hand', () => {
    // 4 trials, 2 by 2 equal: ρ is 1 for 2 of the 6 pairs, so ρ̄ = m = 1/3; the eigenvalues are 2, 2, 0, 0
    const [a, b] = orthogonal(2)
    const found = effectiveTrials(ReturnsMatrix.from([a, b, a, b]), Random.from(1))
    const wanted = {
      averageCorrelation: 1 / 3,
      byAverageCorrelation: 1 / 3 + (2 / 3) * 4,
      byVarianceInflation: 2,
      participation: 2,
      cheverudNyholt: 3,
      pca95: 2,
      kaiser: 2,
      clusters: 2,
      lowest: 2,
    }
    for (const [name, value] of Object.entries(wanted)) {
      expectClose(found[name as keyof typeof wanted], value, name)
    }
  })

  test('of opposite trials is not above N', () => {
    const [a] = orthogonal(1)
    const found = effectiveTrials(ReturnsMatrix.from([a, a.map((value) => -value)]), Random.from(1))
    expectClose(found.averageCorrelation, -1, 'average correlation')
    expect(found.byAverageCorrelation).toBe(2)
    expect(found.byVarianceInflation).toBe(2)
    expectClose(found.participation, 1, 'participation')
    expect(found.clusters).toBe(2)
  })

  test('failed and idle trials raise N and leave the correlations as they are', () => {
    const [a, b] = orthogonal(2)
    const rows = [a, b, a, b]
    const found = effectiveTrials(ReturnsMatrix.from(rows), Random.from(1))
    const idle = a.map(() => 0)
    const failed = a.map(() => NaN)
    const among = effectiveTrials(ReturnsMatrix.from([idle, ...rows, failed, failed, idle]), Random.from(1))
    expect([among.trials, among.compared, among.sampled]).toEqual([8, 4, 4])
    expect(among.averageCorrelation).toBe(found.averageCorrelation)
    expect([among.pca95, among.kaiser, among.clusters]).toEqual([2, 2, 2])
    expectClose(among.byAverageCorrelation, 1 / 3 + (2 / 3) * 8, 'by average correlation')
    expectClose(among.byVarianceInflation, 8 / (1 + 7 / 3), 'by variance inflation')
    expectClose(among.participation, 8 / (1 + 7 / 3), 'participation')
    expectClose(among.cheverudNyholt, 1 + 7 * (2 / 3), 'Cheverud and Nyholt')
  })

  test('of 1,200 trials is estimated from 500 of them, the same for the same seed', () => {
    const matrix = families(1200, 10, 200, 0.95)
    const found = effectiveTrials(matrix, Random.from(4))
    expect(found).toEqual(effectiveTrials(matrix, Random.from(4)))
    expect([found.trials, found.compared, found.sampled]).toEqual([1200, 1200, 500])
    expect(found.clusters).toBe(10)
    expect(found.kaiser).toBe(10)
    // the whole matrix: Σ λ² over all pairs
    const { values } = correlationsOf(matrix, matrix.comparable())
    const participation = 1200 ** 2 / values.reduce((sum, value) => sum + value * value, 0)
    expect(found.participation / participation).toBeGreaterThan(0.95)
    expect(found.participation / participation).toBeLessThan(1.05)
    // counts within the sample say nothing about the lowest of all
    expect(found.lowest).toBe(Math.min(found.byVarianceInflation, found.participation))
  })

  test.each([
    ['no trials', ReturnsMatrix.from([]), 0],
    ['failed ones', new ReturnsMatrix(5, 10), 0],
    ['one that can be compared', ReturnsMatrix.from([orthogonal(1)[0], new Array(64).fill(0)]), 1],
  ])('of %s is not known', (_, matrix, compared) => {
    const found = effectiveTrials(matrix, Random.from(1))
    expect([found.trials, found.compared, found.sampled]).toEqual([matrix.trials, compared, compared])
    expect([found.averageCorrelation, found.participation, found.clusters, found.lowest]).toEqual([NaN, NaN, NaN, NaN])
  })
})

describe('averageCorrelation', () => {
  test('is NaN of fewer than two trials', () => {
    expect(averageCorrelation(ReturnsMatrix.from(orthogonal(1)), Uint32Array.of(0))).toBeNaN()
  })
})

describe('symmetricEigenvalues', () => {
  test('of small matrices', () => {
    expect(symmetricEigenvalues(new Float64Array(0), 0)).toHaveLength(0)
    expect([...symmetricEigenvalues(Float64Array.of(-3), 1)]).toEqual([-3])
    const two = symmetricEigenvalues(Float64Array.of(2, 1, 1, 2), 2)
    expectClose(two[0], 3, 'first')
    expectClose(two[1], 1, 'second')
  })

  test('of the second difference of 50 points are 2 - 2 cos(πk / 51)', () => {
    const size = 50
    const values = Float64Array.from({ length: size * size }, (_, i) => {
      const distance = Math.abs(Math.floor(i / size) - (i % size))
      return distance === 0 ? 2 : distance === 1 ? -1 : 0
    })
    symmetricEigenvalues(values, size).forEach((value, i) => {
      expectClose(value, 2 - 2 * Math.cos((Math.PI * (size - i)) / (size + 1)), `eigenvalue ${i}`, 1e-13)
    })
  })

  test('of the Hilbert matrix of 8, whose smallest is ten digits below the largest', () => {
    const found = symmetricEigenvalues(
      Float64Array.from({ length: 64 }, (_, i) => 1 / (1 + Math.floor(i / 8) + (i % 8))),
      8,
    )
    // 1.695938996921949 and 1.11153897e-10: Fettis and Caslin (1967)
    expectClose(found[0], 1.6959389969219, 'largest', 1e-13)
    expect(Math.abs(found[7] - 1.1115389664e-10)).toBeLessThan(1e-15)
  })

  test('of a matrix of ones and of zeros', () => {
    const ones = symmetricEigenvalues(new Float64Array(36).fill(1), 6)
    expectClose(ones[0], 6, 'largest')
    for (const value of ones.slice(1)) expectClose(value, 0, 'others')
    expect([...symmetricEigenvalues(new Float64Array(9), 3)].map(Math.abs)).toEqual([0, 0, 0])
  })
})

describe('clustersOf', () => {
  const groups = (matrix: ReturnsMatrix) => [...clustersOf(correlationsOf(matrix, matrix.comparable()))]

  test('finds the families of trials, numbered by their first one', () => {
    expect(groups(families(40, 5, 400, 0.8))).toEqual(Array.from({ length: 40 }, (_, k) => k % 5))
  })

  test('finds one group of equal trials, and none of unrelated ones', () => {
    const [row] = orthogonal(1)
    expect(groups(ReturnsMatrix.from([row, row, row]))).toEqual([0, 0, 0])
    expect(new Set(groups(ReturnsMatrix.from(orthogonal(8)))).size).toBe(8)
    expect(groups(ReturnsMatrix.from(orthogonal(2)))).toEqual([0, 1])
    expect(groups(ReturnsMatrix.from([row]))).toEqual([0])
  })

  test('leaves a trial that is like no other alone', () => {
    const [a, b, c] = orthogonal(3)
    const near = (row: number[], seed: number) => {
      const random = Random.from(seed)
      return row.map((value) => value + 0.1 * random.normal())
    }
    expect(groups(ReturnsMatrix.from([a, b, near(a, 1), near(b, 2), c, near(a, 3)]))).toEqual([0, 1, 0, 1, 2, 0])
  })
})
