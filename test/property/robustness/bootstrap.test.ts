import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { bootstrapMeans } from '../../../src/robustness/bootstrap-means.ts'
import { drawStationary, givenResamples, stationaryResamples } from '../../../src/robustness/resamples.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { stationaryVariance } from '../../../src/robustness/stationary-variance.ts'
import { expectClose } from '../../support/close-to.ts'
import { exactSum } from '../../support/exact-sum.ts'
import { meanOf, plainStationaryVariance } from '../../support/plain-robustness.ts'

const returns = (observations: number) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: -500, max: 500 }), { minLength: observations, maxLength: observations }),
      fc.constantFrom(0, 0.05, -40, 1e5),
    )
    .map(([points, level]) => points.map((value) => value / 10_000 + level))

test('stationaryVariance is the sum over all autocovariances', () => {
  const cases = fc.tuple(fc.integer({ min: 1, max: 60 }).chain(returns), fc.constantFrom(1, 1.01, 2, 10, 75, 1e6))
  fc.assert(
    fc.property(cases, ([values, length]) => {
      const level = Math.abs(values[0])
      const wanted = plainStationaryVariance(values, length)
      const found = stationaryVariance(Float64Array.from(values), length)
      // what is left of the level in the distances to the mean is its rounding
      expect(Math.abs(found - wanted)).toBeLessThan(
        1e-12 * Math.abs(wanted) + 1e-14 * (plainStationaryVariance(values, 1) + level * 0.05),
      )
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('stationaryVariance is the variance of the means of resamples', () => {
  const random = Random.from(6)
  let value = 0
  const series = Float64Array.from({ length: 120 }, () => {
    value = 0.5 * value + random.normal()
    return value
  })
  const count = 20_000
  const resamples = stationaryResamples({ observations: 120, count, meanBlockLength: 6 }, random)
  const { deviations } = bootstrapMeans(ReturnsMatrix.from([series]), resamples)
  const variance = 120 * meanOf([...deviations].map((deviation) => deviation * deviation))
  expect(variance / stationaryVariance(series, 6)).toBeCloseTo(1, 1)
})

test('bootstrapMeans: deviations are the exact means of the resampled values less their mean', () => {
  const cases = fc
    .record({
      observations: fc.integer({ min: 2, max: 80 }),
      trials: fc.integer({ min: 1, max: 20 }),
      length: fc.constantFrom(1, 1.5, 4, 30),
      seed: fc.nat(),
    })
    .chain(({ observations, trials, length, seed }) =>
      fc.record({
        rows: fc.array(returns(observations), { minLength: trials, maxLength: trials }),
        benchmark: returns(observations),
        lists: fc.constant(drawnLists(observations, length, seed)),
        length: fc.constant(length),
      }),
    )
  fc.assert(
    fc.property(cases, ({ rows, benchmark, lists, length }) => {
      const found = bootstrapMeans(ReturnsMatrix.from(rows), givenResamples(lists, length), benchmark)
      found.compared.forEach((trial, k) => {
        const relative = rows[trial].map((value, t) => value - benchmark[t])
        const mean = exactSum(relative) / relative.length
        const level = Math.max(...relative.map(Math.abs))
        expect(Math.abs(found.means[k] - mean)).toBeLessThan(1e-14 * level)
        lists.forEach((list, b) => {
          const resampled = exactSum([...list].map((index) => relative[index])) / relative.length
          const deviation = found.deviations[k * lists.length + b]
          expect(Math.abs(deviation - (resampled - mean))).toBeLessThan(1e-13 * level + 1e-15)
        })
      })
      const differ = rows.filter((row) =>
        row.some((value, t) => Math.abs(value - benchmark[t] - row[0] + benchmark[0]) > 1e-9),
      )
      expect(found.compared.length).toBe(differ.length)
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('bootstrapMeans loses no more than the last digits over 5,104 observations', () => {
  const random = Random.from(9)
  const row = Array.from({ length: 5104 }, () => 0.0003 + 0.01 * random.normal())
  const lists = Array.from({ length: 30 }, () => {
    const list = new Uint32Array(5104)
    drawStationary(list, 10, random)
    return list
  })
  const { deviations, means } = bootstrapMeans(ReturnsMatrix.from([row]), givenResamples(lists, 10))
  lists.forEach((list, b) => {
    const wanted = (exactSum([...list].map((index) => row[index])) - exactSum(row)) / 5104
    expect(Math.abs(deviations[b] - wanted)).toBeLessThan(1e-17)
  })
  expectClose(means[0] * 5104, exactSum(row), 'mean', 1e-13)
})

function drawnLists(observations: number, meanBlockLength: number, seed: number): Uint32Array[] {
  const random = Random.from(seed)
  return [1, 2, 3].map(() => {
    const list = new Uint32Array(observations)
    drawStationary(list, meanBlockLength, random)
    return list
  })
}
