import { expect, test } from 'vitest'
import { deflatedSharpe2014, deflatedSharpe2026, expectedBestSharpe } from '../../../src/robustness/deflated-sharpe.ts'
import { normalCdf } from '../../../src/robustness/normal.ts'
import { probabilisticSharpe2012 } from '../../../src/robustness/probabilistic-sharpe.ts'
import { trialsByMeanCorrelation, trialsByVarianceInflation } from '../../../src/robustness/trials-by-correlation.ts'
import { expectReference, expectRelative, scalarReferences } from '../../support/statistics.ts'

test.each(scalarReferences('dsr'))('deflatedSharpe2014 $args is $published', (reference) => {
  const { args, sr0 } = reference
  const trials = { count: args.N, variance: args.V }
  const winner = { observations: args.T, sharpe: args.sr, skewness: args.g3, kurtosis: args.g4 }
  expectReference(deflatedSharpe2014(winner, trials), reference)
  expectRelative(expectedBestSharpe(trials), sr0 ?? NaN, 'SR0')
})

test.each(scalarReferences('sr0_deflated_2026'))('expectedBestSharpe $args is $published', (reference) => {
  expectReference(expectedBestSharpe({ count: reference.args.K, variance: reference.args.V }), reference)
})

test('deflatedSharpe2026(the best of 10, variance .1) is .410, with a deviation of .186', () => {
  const sharpe = 0.036 / 0.079
  expect(deflatedSharpe2026(sharpe, { count: 10, variance: 0.1 })).toBeCloseTo(0.41, 3)
  // one deviation above what is expected
  const above = expectedBestSharpe({ count: 10, variance: 0.1 }) + 0.1855650348
  expectRelative(deflatedSharpe2026(above, { count: 10, variance: 0.1 }), normalCdf(1), 'one deviation', 1e-8)
})

test('more trials and trials that differ more make the winner less certain', () => {
  const winner = { observations: 1250, sharpe: 0.158, skewness: -3, kurtosis: 10 }
  let before = [1, 1]
  for (const count of [2, 10, 46, 100, 1e3, 1e6]) {
    const trials = { count, variance: 0.002 }
    const now = [deflatedSharpe2014(winner, trials), deflatedSharpe2026(winner.sharpe, trials)]
    now.forEach((probability, i) => {
      expect(probability).toBeLessThan(before[i])
      expect(deflatedSharpe2014(winner, { count, variance: 0.003 })).toBeLessThan(now[0])
    })
    before = now
  }
})

test('one trial is not deflated, whatever its variance', () => {
  const winner = { observations: 1250, sharpe: 0.05, skewness: 0, kurtosis: 3 }
  expect(deflatedSharpe2014(winner, { count: 1, variance: NaN })).toBe(probabilisticSharpe2012(winner, 0))
  expectRelative(deflatedSharpe2026(0.05, { count: 1, variance: 0.01 }), normalCdf(0.5), 'one', 1e-14)
})

test('a NaN makes NaN, a negative variance or no trials are refused', () => {
  const winner = { observations: 1250, sharpe: 0.05, skewness: 0, kurtosis: 3 }
  expect(deflatedSharpe2014(winner, { count: 10, variance: NaN })).toBeNaN()
  expect(deflatedSharpe2014({ ...winner, sharpe: NaN }, { count: 10, variance: 0.1 })).toBeNaN()
  expect(deflatedSharpe2026(0.05, { count: 10, variance: NaN })).toBeNaN()
  expect(() => deflatedSharpe2014(winner, { count: 10, variance: -0.1 })).toThrow('variance is -0.1')
  expect(() => deflatedSharpe2026(0.05, { count: 10, variance: -0.1 })).toThrow('variance is -0.1')
  expect(() => deflatedSharpe2026(0.05, { count: 0, variance: 0.1 })).toThrow('trials is 0')
})

test('trials of mean correlation 0 are all of them, of 1 one, of a negative one not more than there are', () => {
  for (const effective of [trialsByMeanCorrelation, trialsByVarianceInflation]) {
    expect(effective(640, 0)).toBe(640)
    expect(effective(640, 1)).toBe(1)
    expect(effective(640, -0.001)).toBe(640)
    expect(effective(1, 0.5)).toBe(1)
    expect(effective(640, NaN)).toBeNaN()
    expect(() => effective(0, 0.5)).toThrow('trials is 0')
    expect(() => effective(10, 1.1)).toThrow('correlation is 1.1')
  }
  for (const [trials, correlation] of [
    [2, 0.9],
    [640, 0.01],
    [1e6, 0.5],
  ]) {
    expect(trialsByVarianceInflation(trials, correlation)).toBeLessThan(trialsByMeanCorrelation(trials, correlation))
  }
  expect(trialsByMeanCorrelation(101, 0.5)).toBe(51)
  expect(trialsByVarianceInflation(101, 0.5)).toBe(101 / 51)
})
