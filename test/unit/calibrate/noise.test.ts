import { describe, expect, test } from 'vitest'
import {
  clusteredNoise,
  fatNoise,
  type Noise,
  normalNoise,
  persistence,
  persistentNoise,
} from '../../../scripts/calibrate/noise.ts'
import { Random } from '../../../src/base/random.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'
import { studentTail } from '../../../src/robustness/student-t.ts'

const many = 400_000
const all: Record<string, Noise> = { normalNoise, fatNoise, persistentNoise, clusteredNoise }

describe.each(Object.entries(all))('%s', (_, noise) => {
  test('has mean 0 and variance 1', () => {
    const values = drawn(noise)
    expect(mean(values)).toBeCloseTo(0, 2)
    expect(mean(squares(values))).toBeGreaterThan(0.97)
    expect(mean(squares(values))).toBeLessThan(1.03)
  })

  test('has this variance from its first value on', () => {
    const random = Random.from(3)
    const first = new Float64Array(20_000)
    for (let i = 0; i < first.length; i++) noise(random, first.subarray(i, i + 1))
    expect(mean(squares(first))).toBeGreaterThan(0.93)
    expect(mean(squares(first))).toBeLessThan(1.07)
  })

  test('is the same for the same seed and another one for another', () => {
    expect(drawn(noise, 100, 1)).toEqual(drawn(noise, 100, 1))
    expect(drawn(noise, 100, 1)).not.toEqual(drawn(noise, 100, 2))
  })
})

test('normalNoise is symmetric, has a kurtosis of 3 and remembers nothing', () => {
  const values = drawn(normalNoise)
  const { skewness, kurtosis, autocorrelation } = returnShape(values)
  expect(skewness).toBeCloseTo(0, 1)
  expect(Math.abs(kurtosis - 3)).toBeLessThan(0.05)
  expect(Math.abs(autocorrelation)).toBeLessThan(0.007)
  expect(Math.abs(returnShape(squares(values)).autocorrelation)).toBeLessThan(0.007)
})

test.each([1, 2, 4, 8])('fatNoise is as often beyond %i deviations as Student t with 4 degrees of freedom', (far) => {
  const values = drawn(fatNoise)
  const expected = 2 * studentTail(far * Math.SQRT2, 4) // the variance of that distribution is 2
  const found = values.filter((value) => Math.abs(value) > far).length / many
  expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected / many))
})

test('fatNoise remembers nothing', () => {
  expect(Math.abs(returnShape(drawn(fatNoise)).autocorrelation)).toBeLessThan(0.007)
})

test('persistentNoise has the autocorrelations ρ, ρ², ρ³', () => {
  const values = drawn(persistentNoise)
  for (const lag of [1, 2, 3]) {
    expect(Math.abs(autocorrelation(values, lag) - persistence ** lag)).toBeLessThan(0.007)
  }
  expect(Math.abs(returnShape(values).kurtosis - 3)).toBeLessThan(0.05)
})

test('clusteredNoise has no autocorrelation, but its squares have, and its tails are those of GARCH(1,1)', () => {
  const values = drawn(clusteredNoise)
  const { kurtosis, autocorrelation: ofReturns } = returnShape(values)
  expect(Math.abs(ofReturns)).toBeLessThan(0.01)
  // α (1 - αβ - β²) / (1 - 2αβ - β²) at lag 1, then times α + β (Bollerslev 1986), with α 0.1 and β 0.85
  expect(Math.abs(autocorrelation(squares(values), 1) - 0.179)).toBeLessThan(0.02)
  expect(Math.abs(autocorrelation(squares(values), 10) - 0.179 * 0.95 ** 9)).toBeLessThan(0.02)
  // 3 (1 - (α + β)²) / (1 - (α + β)² - 2α²)
  expect(Math.abs(kurtosis - 3.774)).toBeLessThan(0.2)
})

function drawn(noise: Noise, count = many, seed = 11): Float64Array {
  const out = new Float64Array(count)
  noise(Random.from(seed), out)
  return out
}

function squares(values: Float64Array): Float64Array {
  return values.map((value) => value * value)
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function autocorrelation(values: Float64Array, lag: number): number {
  const middle = mean(values)
  let products = 0
  let own = 0
  for (let t = 0; t < values.length; t++) {
    own += (values[t] - middle) ** 2
    if (t >= lag) products += (values[t] - middle) * (values[t - lag] - middle)
  }
  return products / own
}
