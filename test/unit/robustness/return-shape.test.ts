import { expect, test } from 'vitest'
import { constantWithin as constantInMetrics } from '../../../src/metrics/return-sums.ts'
import { constantWithin, returnShape } from '../../../src/robustness/return-shape.ts'
import { expectRelative } from '../../support/statistics.ts'

const noShape = { sharpe: NaN, skewness: NaN, kurtosis: NaN, autocorrelation: NaN }

test('returnShape(0, 0, 0, 1) by hand', () => {
  // mean 1/4, m2 3/16, m3 3/32, m4 21/256; neighbours: 1/16 + 1/16 - 3/16 over 12/16
  const { observations, sharpe, skewness, kurtosis, autocorrelation } = returnShape([0, 0, 0, 1])
  expect(observations).toBe(4)
  expectRelative(sharpe, 0.25 / Math.sqrt(0.25), 'sharpe', 1e-15)
  expectRelative(skewness, 3 / 32 / (3 / 16) ** 1.5, 'skewness', 1e-15)
  expectRelative(kurtosis, 21 / 256 / (3 / 16) ** 2, 'kurtosis', 1e-15)
  expectRelative(autocorrelation, -1 / 12, 'autocorrelation', 1e-15)
})

test('returnShape(returns, riskFree) moves the Sharpe ratio only', () => {
  const returns = [0.01, -0.02, 0.03, 0, 0.004]
  const against = returnShape(returns, 0.001)
  const mean = 0.0048
  const deviation = Math.sqrt(returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 4)
  expectRelative(against.sharpe, (mean - 0.001) / deviation, 'sharpe', 1e-14)
  expect({ ...against, sharpe: 0 }).toEqual({ ...returnShape(returns), sharpe: 0 })
})

test('returnShape keeps its digits on a large offset', () => {
  // multiples of 2^-20, so that adding 1024 changes no digit of them
  const small = Array.from({ length: 500 }, (_, i) => ((i * 7919) % 1000) / 2 ** 20)
  const plain = returnShape(small)
  const shifted = returnShape(
    small.map((r) => r + 1024),
    1024,
  )
  for (const name of ['sharpe', 'skewness', 'kurtosis', 'autocorrelation'] as const) {
    expectRelative(shifted[name], plain[name], name, 1e-11)
  }
})

test('autocorrelation of alternating returns nears -1, of a long wave 1, of both ends it stays within', () => {
  const wave = (period: number) =>
    returnShape(Array.from({ length: 1000 }, (_, i) => Math.cos((2 * Math.PI * i) / period)))
  expectRelative(wave(2).autocorrelation, -0.999, 'alternating', 1e-3)
  expect(wave(500).autocorrelation).toBeGreaterThan(0.99)
  expect(returnShape([1, 2]).autocorrelation).toBe(-0.5)
})

test('returnShape of too few, constant, NaN and infinite returns is NaN, with the number of observations', () => {
  const onePercent = Array.from({ length: 300 }, (_, i) => 1.01 ** (i + 1) / 1.01 ** i - 1) // equal but for rounding
  for (const returns of [[], [0.1], [0, 0, 0], onePercent, [0.1, NaN, 0.2], [0.1, Infinity], [Infinity, -Infinity]]) {
    expect(returnShape(returns)).toEqual({ ...noShape, observations: returns.length })
  }
})

test('returns are constant for the metrics and for returnShape alike', () => {
  expect(constantWithin).toBe(constantInMetrics)
})
