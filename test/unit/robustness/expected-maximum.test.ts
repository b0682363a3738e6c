import { expect, test } from 'vitest'
import { expectedMaximum, maximumOfNormals } from '../../../src/robustness/expected-maximum.ts'
import { minimumBacktestLength } from '../../../src/robustness/minimum-backtest-length.ts'
import { expectReference, expectRelative, goldenStatistics, scalarReferences } from '../../support/statistics.ts'

interface Maximum {
  E_exact: number
  sd_exact: number
  E_false_strategy_theorem: number | null
}
const maxima = Object.entries(goldenStatistics<Record<string, Maximum>>('max_of_k_normals.json'))

test.each(scalarReferences('expected_max_fst'))('expectedMaximum($args.N) is $value', (reference) => {
  expectReference(expectedMaximum(reference.args.N), reference)
})

test.each(maxima)('expectedMaximum(%s) and maximumOfNormals(%s)', (trials, { E_exact, sd_exact, ...theorem }) => {
  const { mean, deviation } = maximumOfNormals(Number(trials))
  expect(Math.abs(mean - E_exact), `mean ${mean}, not ${E_exact}`).toBeLessThan(1e-9)
  // The file is off by 2e-9 for 100: overfit_scalar_refs.json has 0.42942381581117, as have 40 digits of mpmath below.
  expectRelative(deviation, sd_exact, 'deviation', trials === '100' ? 3e-9 : 1e-9)
  const formula = theorem.E_false_strategy_theorem
  if (formula !== null) expectRelative(expectedMaximum(Number(trials)), formula, 'formula')
})

test.each(scalarReferences('e_max_k_exact'))('maximumOfNormals($args.k).mean is $value', (reference) => {
  expectReference(maximumOfNormals(reference.args.k).mean, reference)
})

test.each(scalarReferences('sd_max_k'))('maximumOfNormals($args.k).deviation is $value', (reference) => {
  expectReference(maximumOfNormals(reference.args.k).deviation, reference)
})

test('maximumOfNormals has closed forms for 1, 2 and 3', () => {
  const close = (trials: number, mean: number, deviation: number) => {
    const found = maximumOfNormals(trials)
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-13)
    expectRelative(found.deviation, deviation, `${trials}`, 1e-13)
  }
  close(1, 0, 1)
  close(2, 1 / Math.sqrt(Math.PI), Math.sqrt(1 - 1 / Math.PI))
  close(3, 1.5 / Math.sqrt(Math.PI), Math.sqrt(1 + Math.sqrt(3) / (2 * Math.PI) - 2.25 / Math.PI))
})

/** By mpmath 1.3.0 with 40 digits. */
test.each([
  [1.2, 0.1600233348714066, 0.9481327911010351],
  [1.5, 0.34405066133917084, 0.8907947156466683],
  [7, 1.3521783756069043, 0.6260333666241265],
  [100, 2.5075936364416824, 0.4294238158111697],
  [1e6, 4.862897486196463, 0.24800457941907145],
])('maximumOfNormals(%f) is %f ± %f', (trials, mean, deviation) => {
  const found = maximumOfNormals(trials)
  expectRelative(found.mean, mean, 'mean', 1e-12)
  expectRelative(found.deviation, deviation, 'deviation', 1e-12)
})

test('the formula stays within 3 % of the truth from 3 trials on, and nears it', () => {
  for (const trials of [3, 4, 7, 15, 60, 500, 1e4, 1e6, 1e9, 1e12, 1e30, 1e100]) {
    const { mean } = maximumOfNormals(trials)
    const over = expectedMaximum(trials) / mean - 1
    expect(over).toBeGreaterThan(0)
    expect(over).toBeLessThan(0.03)
  }
  expect(expectedMaximum(1e100) / maximumOfNormals(1e100).mean - 1).toBeLessThan(1e-4)
})

test('both rise with the trials, from 0 for one', () => {
  expect([expectedMaximum(1), expectedMaximum(1.2), expectedMaximum(1.28)]).toEqual([0, 0, 0])
  let [formula, exact] = [0, 0]
  for (let trials = 1.3; trials < 1e15; trials *= 1.7) {
    expect(expectedMaximum(trials)).toBeGreaterThan(formula)
    expect(maximumOfNormals(trials).mean).toBeGreaterThan(exact)
    formula = expectedMaximum(trials)
    exact = maximumOfNormals(trials).mean
  }
})

test('trials are a number of at least 1', () => {
  for (const trials of [0.9, 0, -1, Infinity, NaN]) {
    expect(() => expectedMaximum(trials)).toThrow('expectedMaximum: trials is')
    expect(() => maximumOfNormals(trials)).toThrow('maximumOfNormals: trials is')
  }
})

test.each(scalarReferences('minbtl_years'))('minimumBacktestLength $args is $published', (reference) => {
  expectReference(minimumBacktestLength(reference.args.N, reference.args.sr_annual), reference)
})

test('minimumBacktestLength is below 2 ln N / SR², falls with the ratio squared and is 0 for one trial', () => {
  for (const trials of [2, 10, 1e3, 1e6]) {
    expect(minimumBacktestLength(trials, 1.5)).toBeLessThan((2 * Math.log(trials)) / 1.5 / 1.5)
    expectRelative(minimumBacktestLength(trials, 2) * 4, minimumBacktestLength(trials, 1), 'twice', 1e-14)
  }
  expect(minimumBacktestLength(1, 1)).toBe(0)
  for (const sharpe of [0, -1, NaN]) expect(() => minimumBacktestLength(5, sharpe)).toThrow('sharpe is')
})
