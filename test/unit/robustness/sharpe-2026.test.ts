import { expect, test } from 'vitest'
import {
  observedFalseDiscoveryRate,
  plannedFalseDiscoveryRate,
  sharpePower,
} from '../../../src/robustness/false-discovery.ts'
import { minimumTrackRecord2026 } from '../../../src/robustness/minimum-track-record.ts'
import { probabilisticSharpe2026 } from '../../../src/robustness/probabilistic-sharpe.ts'
import { sharpeError2012, sharpeError2026 } from '../../../src/robustness/sharpe-error.ts'
import { expectReference, expectRelative, type ScalarReference, scalarReferences } from '../../support/statistics.ts'

/** López de Prado, Lipton and Zoonekynd, "How to Use the Sharpe Ratio" (2026). */

const shapeOf = ({ sr, T, g3, g4, rho }: ScalarReference['args']) => ({
  observations: T,
  sharpe: sr,
  skewness: g3,
  kurtosis: g4,
  autocorrelation: rho,
})

/** The paper's example: 24 monthly returns. */
const fund = { observations: 24, sharpe: 0.036 / 0.079, skewness: -2.448, kurtosis: 10.164, autocorrelation: 0.2 }
const independent = { ...fund, autocorrelation: 0 }

test.each(scalarReferences('sr_std_2026'))('sharpeError2026 $args is $published', (reference) => {
  const { args } = reference
  expectReference(sharpeError2026(shapeOf(args)), reference)
})

test.each(scalarReferences('psr_2026'))('probabilisticSharpe2026 $args is $published', (reference) => {
  const { args } = reference
  expectReference(probabilisticSharpe2026(shapeOf(args), args.sr0), reference)
})

test.each(scalarReferences('mintrl_2026_obs'))('minimumTrackRecord2026 $args is $published', (reference) => {
  const { args } = reference
  expectReference(minimumTrackRecord2026(shapeOf(args), args.sr0, 1 - args.alpha), reference)
})

test('the forms of 2026 and 2012 differ by T and T - 1 only for independent returns', () => {
  expectRelative(sharpeError2026(independent), sharpeError2012(independent) * Math.sqrt(23 / 24), 'error', 1e-14)
})

test('minimumTrackRecord2026 observations make probabilisticSharpe2026 the confidence', () => {
  for (const confidence of [0.6, 0.95, 0.999]) {
    const observations = minimumTrackRecord2026(fund, 0.1, confidence)
    expectRelative(probabilisticSharpe2026({ ...fund, observations }, 0.1), confidence, 'confidence', 1e-12)
  }
  expect(minimumTrackRecord2026(fund, 0.46, 0.95)).toBe(Infinity)
  expect(minimumTrackRecord2026({ ...fund, sharpe: NaN }, 0, 0.95)).toBeNaN()
  expect(() => minimumTrackRecord2026(fund, 0, 0.3)).toThrow('above 0.5 and below 1')
})

test('autocorrelation makes the error larger, its opposite smaller', () => {
  const error = (autocorrelation: number) => sharpeError2026({ ...fund, autocorrelation }, 0)
  expectRelative(error(0), Math.sqrt(1 / 24), 'independent', 1e-15)
  expectRelative(error(0.5), Math.sqrt(3 / 24), '1/2', 1e-15)
  expectRelative(error(-0.5), Math.sqrt(1 / 3 / 24), '-1/2', 1e-15)
})

test('moments that no AR(1) series has make a negative variance, and so NaN', () => {
  // two values, 0 often and 1 seldom: kurtosis = 1 + skewness², the least that there is
  const seldom = { observations: 100, sharpe: 0.2, skewness: 5, kurtosis: 26, autocorrelation: 0.9 }
  const worst = (2 * (1 + 0.9 + 0.81) * 5) / ((1 + 0.81) * 25) // where the variance is least
  expect(sharpeError2026(seldom, worst)).toBeNaN()
  expect(probabilisticSharpe2026(seldom, worst)).toBeNaN()
  expect(minimumTrackRecord2026({ ...seldom, sharpe: 2 }, worst, 0.95)).toBeNaN()
})

test('sharpePower against 0.5 at 5 %: β is .411 in the paper, .315 for independent returns in its code', () => {
  const kinds = { unskilled: 0, skilled: 0.5 }
  expect(1 - sharpePower(fund, kinds, 0.05)).toBeCloseTo(0.411, 3)
  expect(1 - sharpePower(independent, kinds, 0.05)).toBeCloseTo(0.315, 3)
})

test('plannedFalseDiscoveryRate is .433 in the paper, .581 in its code', () => {
  const power = sharpePower(fund, { unskilled: 0, skilled: 0.5 }, 0.05)
  expect(plannedFalseDiscoveryRate(0.1, 0.05, power)).toBeCloseTo(0.433, 3)
  expect(plannedFalseDiscoveryRate(0.05, 0.05, 1 - 0.315)).toBeCloseTo(0.581, 3)
})

test('observedFalseDiscoveryRate is .361 in the paper, .306 in its code', () => {
  const kinds = { unskilled: 0, skilled: 0.5 }
  expect(observedFalseDiscoveryRate(fund, kinds, 0.1)).toBeCloseTo(0.361, 3)
  expect(observedFalseDiscoveryRate(independent, kinds, 0.05)).toBeCloseTo(0.306, 3)
})

test('power rises with the observations, the skill and the level, and is the level without skill', () => {
  const power = (observations: number, skilled: number, level: number) =>
    sharpePower({ ...fund, observations }, { unskilled: 0, skilled }, level)
  expect(power(50, 0.5, 0.05)).toBeGreaterThan(power(24, 0.5, 0.05))
  expect(power(24, 0.6, 0.05)).toBeGreaterThan(power(24, 0.5, 0.05))
  expect(power(24, 0.5, 0.1)).toBeGreaterThan(power(24, 0.5, 0.05))
  expectRelative(power(24, 0, 0.05), 0.05, 'without skill', 1e-13)
})

test('a NaN makes NaN, a prior or level that is none is refused', () => {
  const kinds = { unskilled: 0, skilled: 0.5 }
  expect(sharpePower({ ...fund, skewness: NaN }, kinds, 0.05)).toBeNaN()
  expect(plannedFalseDiscoveryRate(0.1, 0.05, NaN)).toBeNaN()
  expect(observedFalseDiscoveryRate({ ...fund, sharpe: NaN }, kinds, 0.1)).toBeNaN()
  expect(() => sharpePower(fund, kinds, 0)).toThrow('sharpePower: significance is 0')
  expect(() => plannedFalseDiscoveryRate(1, 0.05, 0.5)).toThrow('prior is 1')
  expect(() => plannedFalseDiscoveryRate(0.5, 5, 0.5)).toThrow('significance is 5')
  expect(() => observedFalseDiscoveryRate(fund, kinds, NaN)).toThrow('prior is NaN')
})
