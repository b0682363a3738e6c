import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { blockLength, meanBlockLength } from '../../../src/robustness/block-length.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { expectClose } from '../../support/close-to.ts'
import { goldenRows, goldenStatistics, transposed } from '../../support/statistics-golden.ts'

const { politis_white_block_length: golden } = goldenStatistics<{
  politis_white_block_length: Record<string, { stationary: number }>
}>('spa_refs.json')
const [benchmark, ...trials] = transposed(goldenRows('spa_returns_250x12.csv'))

function autoregressive(length: number, memory: number, seed: number): Float64Array {
  const random = Random.from(seed)
  let value = 0
  return Float64Array.from({ length }, () => {
    value = memory * value + random.normal()
    return value
  })
}

describe('blockLength', () => {
  test('of the reference trials less their benchmark', () => {
    trials.forEach((row, k) => {
      const relative = Float64Array.from(row, (value, t) => value - benchmark[t])
      expectClose(blockLength(relative), golden[`s${k}`].stationary, `trial ${k}`)
    })
  })

  test('does not depend on the level and the unit of the values', () => {
    const values = autoregressive(400, 0.5, 1)
    const moved = values.map((value) => 1000 + 8 * value)
    expectClose(blockLength(moved), blockLength(values), 'moved')
  })

  // with memory m, γ_k = γ_0 m^k: G = 2 γ_0 m / (1 - m)², D = 2 (γ_0 (1 + m) / (1 - m))², so 2 G² / D = (2 m / (1 - m²))²
  test('comes near the best length of an autoregressive process', () => {
    const n = 20_000
    for (const memory of [0.3, 0.6]) {
      const best = ((2 * memory) / (1 - memory ** 2)) ** (2 / 3) * Math.cbrt(n)
      expect(blockLength(autoregressive(n, memory, 7)) / best).toBeGreaterThan(0.8)
      expect(blockLength(autoregressive(n, memory, 7)) / best).toBeLessThan(1.2)
    }
  })

  test('is at least 1 and at most three times the root of the observations, or a third of them', () => {
    expect(blockLength(autoregressive(5000, 0, 3))).toBeGreaterThanOrEqual(1)
    const walk = autoregressive(1000, 1, 4)
    expect(blockLength(walk)).toBeLessThanOrEqual(Math.ceil(3 * Math.sqrt(1000)))
    expect(blockLength(walk)).toBeGreaterThan(40)
    expect(blockLength(autoregressive(12, 1, 4))).toBeLessThanOrEqual(4)
  })

  test('is NaN of constant values, of fewer than 8 and with a NaN', () => {
    expect(blockLength(new Float64Array(100).fill(0.01))).toBeNaN()
    expect(blockLength(Float64Array.of(1, 2, 3, 4, 5, 6, 7))).toBeNaN()
    expect(blockLength(autoregressive(100, 0, 1).fill(NaN, 50, 51))).toBeNaN()
  })
})

describe('meanBlockLength', () => {
  test('is the mean over the comparable trials', () => {
    const mean = trials.reduce((sum, _, k) => sum + golden[`s${k}`].stationary, 0) / trials.length
    expectClose(meanBlockLength(ReturnsMatrix.from(trials), benchmark), mean, 'mean')
    const rows = [trials[0].map(() => NaN), ...trials, benchmark, trials[0].map(() => 0)]
    const withIdle = meanBlockLength(ReturnsMatrix.from(rows.slice(0, 14)), benchmark)
    expectClose(withIdle, mean, 'with a failed trial and the benchmark itself')
  })

  test('takes 200 of more trials', () => {
    const rows = Array.from({ length: 400 }, (_, k) => autoregressive(60, k % 2 === 0 ? 0.8 : 0, k))
    const taken = rows.filter((_, k) => k % 2 === 0).map(blockLength)
    expectClose(meanBlockLength(ReturnsMatrix.from(rows)), taken.reduce((sum, value) => sum + value, 0) / 200, 'mean')
  })

  test('is 1 without a trial to take it from', () => {
    expect(meanBlockLength(new ReturnsMatrix(3, 100))).toBe(1)
    expect(meanBlockLength(ReturnsMatrix.from([[1, 2, 3]]))).toBe(1)
  })
})
