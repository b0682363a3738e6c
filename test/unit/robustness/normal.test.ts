import { expect, test } from 'vitest'
import { normalCdf, normalDensity, normalQuantile } from '../../../src/robustness/normal.ts'
import { expectRelative } from '../../support/statistics.ts'

/** By mpmath 1.3.0 with 60 digits. */
const cdf = [
  [-37, 5.725571222524577e-300],
  [-36.7, 3.651529302803418e-295],
  [-29.123, 9.181637209794145e-187],
  [-17.77, 6.034537910395898e-71],
  [-30, 4.906713927148187e-198],
  [-20, 2.7536241186062337e-89],
  [-12.5, 3.732564298877713e-36],
  [-8, 6.220960574271784e-16],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-2, 0.02275013194817921],
  [-1.5, 0.06680720126885807],
  [-1.2500001, 0.10564975540194786],
  [-1.25, 0.10564977366685525],
  [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869],
  [-1e-9, 0.49999999960105773],
  [0.3, 0.6179114221889527],
  [1.25, 0.8943502263331448],
  [2, 0.9772498680518208],
  [6, 0.9999999990134123],
] as const
const quantiles = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-9, -5.9978070150076865],
  [0.0001, -3.7190164854556804],
  [0.025, -1.9599639845400543],
  [0.0999, -1.2821215797087744],
  [0.1001, -1.2809819674733192],
  [0.3, -0.5244005127080408],
  [0.4999999, -2.5066282747031063e-7],
  [0.500001, 2.5066282747057052e-6],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446006],
  [0.95, 1.6448536269514722],
  [0.975, 1.9599639845400538],
  [0.999999, 4.753424308817087],
] as const

test('normalCdf(x) has fifteen digits, in the middle and far out in the tail', () => {
  for (const [x, wanted] of cdf) expectRelative(normalCdf(x), wanted, `Φ(${x})`, 2e-15)
})

test('normalCdf(x) and normalCdf(-x) are one together, and the ends are 0 and 1', () => {
  for (let x = -45; x <= 45; x += 0.01) {
    expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1), `at ${x}`).toBeLessThan(3e-16)
  }
  expect([-Infinity, -50, 0, 50, Infinity].map(normalCdf)).toEqual([0, 0, 0.5, 1, 1])
  expect(normalCdf(NaN)).toBeNaN()
})

test('normalCdf rises with x, also where the series meet', () => {
  let before = 0
  for (let x = -37; x < 6; x += 0.001) {
    const now = normalCdf(x)
    expect(now, `at ${x}`).toBeGreaterThan(before)
    before = now
  }
})

test('normalDensity(x) is the slope of normalCdf, and 0 beyond all doubles', () => {
  for (let x = -6; x <= 6; x += 0.37) {
    const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5
    expect(Math.abs(slope - normalDensity(x)), `at ${x}`).toBeLessThan(1e-10)
  }
  expectRelative(normalDensity(0), 1 / Math.sqrt(2 * Math.PI), 'φ(0)', 1e-15)
  expect([-Infinity, -1e200, 1.7e308].map(normalDensity)).toEqual([0, 0, 0])
  expect(normalDensity(NaN)).toBeNaN()
})

test('normalQuantile(p) has fifteen digits, for the smallest p and for those beside 1/2', () => {
  for (const [p, wanted] of quantiles) expectRelative(normalQuantile(p), wanted, `Φ⁻¹(${p})`, 2e-15)
})

test('normalQuantile(p) is where normalCdf is p', () => {
  for (let x = -37; x < 1; x += 0.0137) {
    const p = normalCdf(x)
    const roundingOfP = (4e-16 * p) / normalDensity(x)
    expect(Math.abs(normalQuantile(p) - x), `at ${x}`).toBeLessThan(roundingOfP + 4e-15 * Math.max(1, Math.abs(x)))
  }
})

test('normalQuantile(0), (1/2), (1), and outside', () => {
  expect([0, 0.5, 1].map(normalQuantile)).toEqual([-Infinity, 0, Infinity])
  for (const p of [-1e-300, 1 + 1e-15, NaN]) expect(normalQuantile(p)).toBeNaN()
})
