import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { drawStationary, givenResamples, stationaryResamples } from '../../../src/robustness/resamples.ts'
import { goldenStatistics } from '../../support/statistics-golden.ts'

const { stationary_sampler_vector: vector } = goldenStatistics<{
  stationary_sampler_vector: { start_indices: number[]; u: number[]; p: number; out: number[] }
}>('spa_refs.json')

describe('drawStationary', () => {
  test('gives the indices of arch for the same draws', () => {
    const out = new Uint32Array(vector.out.length)
    let i = -1 // `next` is asked for every index but the first
    drawStationary(out, 1 / vector.p, {
      next: () => vector.u[++i + 1],
      integer: () => vector.start_indices[i + 1],
    })
    expect([...out]).toEqual(vector.out)
  })

  test('draws blocks of the mean length asked for, which go on from the first observation after the last', () => {
    const n = 50
    const out = new Uint32Array(n)
    const random = Random.from(2)
    const often = new Float64Array(n)
    let breaks = 0
    for (let b = 0; b < 4000; b++) {
      drawStationary(out, 8, random)
      for (let i = 0; i < n; i++) {
        often[out[i]]++
        if (i > 0 && out[i] !== (out[i - 1] + 1) % n) breaks++
      }
    }
    // a new start is by chance the following index once in n times
    expect(breaks / (4000 * (n - 1))).toBeCloseTo((1 / 8) * (1 - 1 / n), 2)
    for (const count of often) expect(count / 4000).toBeCloseTo(1, 0)
  })

  test('with a mean length of 1 draws every observation alone', () => {
    const out = new Uint32Array(1000)
    drawStationary(out, 1, { next: () => 0, integer: (count) => count - 1 })
    expect(out.every((index) => index === 999)).toBe(true)
  })
})

describe('stationaryResamples', () => {
  test('are the same for the same seed, and others for another one', () => {
    const options = { observations: 100, count: 20, meanBlockLength: 5 }
    expect(stationaryResamples(options, Random.from(1))).toEqual(stationaryResamples(options, Random.from(1)))
    expect(stationaryResamples(options, Random.from(1))).not.toEqual(stationaryResamples(options, Random.from(2)))
  })

  test('the first ones do not change when more are drawn', () => {
    const options = { observations: 30, meanBlockLength: 5 }
    const few = stationaryResamples({ ...options, count: 3 }, Random.from(1))
    const more = stationaryResamples({ ...options, count: 9 }, Random.from(1))
    expect([...more.starts.slice(0, 4)]).toEqual([...few.starts])
    expect([...more.places.slice(0, few.places.length)]).toEqual([...few.places])
  })

  test.each([
    [{ observations: 0, count: 1, meanBlockLength: 1 }, 'observations is 0'],
    [{ observations: 5, count: 0, meanBlockLength: 1 }, 'count is 0'],
    [{ observations: 5, count: 1, meanBlockLength: 0.5 }, 'meanBlockLength is 0.5'],
    [{ observations: 5, count: 1, meanBlockLength: NaN }, 'meanBlockLength is NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => stationaryResamples(options, Random.from(1))).toThrow(message)
  })
})

describe('givenResamples', () => {
  test('keeps only the places where the count of observations changes', () => {
    const { starts, places, weights } = givenResamples(
      [
        [0, 1, 2, 3],
        [2, 3, 0, 2],
      ],
      2,
    )
    // counts 1 1 1 1, and 1 0 2 1
    expect([...starts]).toEqual([0, 1, 5])
    expect([...places]).toEqual([4, 1, 2, 3, 4])
    expect([...weights]).toEqual([1, 1, -2, 1, 1])
  })

  test('refuses lists of another length and indices that do not exist', () => {
    expect(() => givenResamples([], 2)).toThrow('observations is 0')
    expect(() => givenResamples([[0, 1], [0]], 2)).toThrow('length of resample 1 is 1')
    expect(() => givenResamples([[0, 2]], 2)).toThrow('index is 2: give 0 to 1')
    expect(() => givenResamples([[0, 0.5]], 2)).toThrow('index is 0.5')
    expect(() => givenResamples([[0, -1]], 2)).toThrow('index is -1')
  })
})
