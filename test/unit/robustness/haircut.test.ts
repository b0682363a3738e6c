import { expect, test } from 'vitest'
import {
  haircutIndependent,
  haircutSharpe,
  sharpePValue,
  withoutAutocorrelation,
} from '../../../src/robustness/haircut.ts'
import { expectRelative, goldenStatistics } from '../../support/statistics.ts'

/** Harvey and Liu, "Backtesting" (2015). Their Holm and BHY numbers need a simulation and are no tests. */
const golden = goldenStatistics<{
  haircut_bonferroni: Record<string, number>[]
  simple_independent: Record<string, number>
}>('harvey_liu.json')

const monthly = { sharpe: 1, observations: 120, periodsPerYear: 12, autocorrelation: 0.1 }

test.each(golden.haircut_bonferroni)('haircutSharpe SR $SR, $num_obs months, rho $rho, $M trials', (row) => {
  const annual = {
    sharpe: row.SR,
    observations: row.num_obs,
    periodsPerYear: row.periods,
    autocorrelation: row.rho,
  }
  // The file took its p-values as 1 - cdf, which for 1.5 leaves six digits of 1.4e-10; the next test has all of them.
  const tolerance = row.SR === 1.5 ? 1e-6 : 1e-9
  expectRelative(withoutAutocorrelation(annual), row.sr_ac, 'without autocorrelation')
  const pValue = sharpePValue(annual)
  expectRelative(pValue, row.p_single, 'p', tolerance)
  const adjusted = Math.min(1, pValue * row.M)
  expectRelative(adjusted, row.p_bonf, 'p adjusted', tolerance)
  const { sharpe, haircut } = haircutSharpe(annual, adjusted)
  expectRelative(sharpe, row.sr_haircut, 'sharpe', tolerance)
  expectRelative(haircut, row.haircut, 'haircut', tolerance)
})

test('haircutSharpe(SR 1.5, 240 months, 200 trials) as by mpmath 1.3.0 with 40 digits', () => {
  const annual = { sharpe: 1.5, observations: 240, periodsPerYear: 12, autocorrelation: 0 }
  expectRelative(sharpePValue(annual), 1.4133506477007e-10, 'p', 1e-12)
  expectRelative(haircutSharpe(annual, 200 * sharpePValue(annual)).sharpe, 1.2839679089540177, 'sharpe', 1e-12)
})

test('the published example: .912, .465, .232, 74.6 %', () => {
  expect(withoutAutocorrelation(monthly)).toBeCloseTo(0.912, 3)
  expect(100 * sharpePValue(monthly)).toBeCloseTo(0.465, 3)
  const { sharpe, haircut } = haircutSharpe(monthly, 100 * sharpePValue(monthly))
  expect(sharpe).toBeCloseTo(0.232, 3)
  expect(haircut).toBeCloseTo(0.746, 3)
})

test('haircutIndependent(SR .75 over 20 years, the best of 200)', () => {
  const { SR_annual, T_years, N, p_single, p_multi, hsr } = golden.simple_independent
  const { pValue, adjustedP, sharpe, haircut } = haircutIndependent(SR_annual, T_years, N)
  expectRelative(pValue, p_single, 'p')
  expectRelative(adjustedP, p_multi, 'p adjusted')
  expectRelative(sharpe, hsr, 'sharpe')
  expectRelative(haircut, 1 - hsr / SR_annual, 'haircut')
})

test('haircutIndependent keeps a p that 1 - p would lose', () => {
  const { pValue, adjustedP } = haircutIndependent(3, 20, 1000)
  expect(pValue).toBeLessThan(1e-39)
  expectRelative(adjustedP, 1000 * pValue, 'p adjusted', 1e-12)
})

test('nothing is cut for one trial, everything for a p of 1, and the sign stays', () => {
  const { sharpe, haircut } = haircutSharpe(monthly, sharpePValue(monthly))
  expectRelative(sharpe, withoutAutocorrelation(monthly), 'sharpe', 1e-12)
  expect(Math.abs(haircut)).toBeLessThan(1e-12)
  expect(haircutSharpe(monthly, 1)).toEqual({ sharpe: 0, haircut: 1 })

  expect(haircutIndependent(40, 20, 1000)).toEqual({ pValue: 0, adjustedP: 0, sharpe: 40, haircut: 0 })

  const bad = { ...monthly, sharpe: -1 }
  expect(sharpePValue(bad)).toBe(sharpePValue(monthly))
  expectRelative(haircutSharpe(bad, 0.4651).sharpe, -haircutSharpe(monthly, 0.4651).sharpe, 'sharpe', 1e-15)
  expect(haircutIndependent(0, 10, 5)).toEqual({ pValue: 1, adjustedP: 1, sharpe: 0, haircut: NaN })
})

test('withoutAutocorrelation leaves independent returns alone, and lends to those that swing back', () => {
  expect(withoutAutocorrelation({ ...monthly, autocorrelation: 0 })).toBe(1)
  expect(withoutAutocorrelation({ ...monthly, autocorrelation: -0.2 })).toBeGreaterThan(1)
  // three periods: 3 + 4 rho + 2 rho²
  const three = { ...monthly, periodsPerYear: 3, autocorrelation: -0.4 }
  expectRelative(withoutAutocorrelation(three), Math.sqrt(3 / (3 - 1.6 + 0.32)), 'three', 1e-14)
  const almost = withoutAutocorrelation({ ...monthly, periodsPerYear: 52.18 })
  expectRelative(almost, withoutAutocorrelation({ ...monthly, periodsPerYear: 52 }), 'weeks', 1e-3)
  // two periods: the variance of a sum of two is 2 (1 + rho)
  const two = { ...monthly, periodsPerYear: 2, autocorrelation: 0.3 }
  expectRelative(withoutAutocorrelation(two), 1 / Math.sqrt(1.3), 'two', 1e-14)
})

test('a NaN makes NaN, and options outside of what they allow are refused', () => {
  expect(sharpePValue({ ...monthly, sharpe: NaN })).toBeNaN()
  expect(haircutSharpe(monthly, NaN)).toEqual({ sharpe: NaN, haircut: NaN })
  expect(() => sharpePValue({ ...monthly, observations: 1 })).toThrow('sharpePValue: observations is 1')
  expect(() => haircutSharpe({ ...monthly, observations: 1 }, 0.5)).toThrow('haircutSharpe: observations is 1')
  expect(() => haircutSharpe(monthly, 1.2)).toThrow('adjustedP is 1.2')
  expect(() => withoutAutocorrelation({ ...monthly, autocorrelation: 1 })).toThrow('autocorrelation is 1')
  expect(() => withoutAutocorrelation({ ...monthly, periodsPerYear: 0 })).toThrow('periodsPerYear is 0')
  expect(() => haircutIndependent(1, 0, 5)).toThrow('years is 0')
  expect(() => haircutIndependent(1, 5, 0)).toThrow('trials is 0')
})
