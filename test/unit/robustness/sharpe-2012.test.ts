import { expect, test } from 'vitest'
import { minimumTrackRecord2012 } from '../../../src/robustness/minimum-track-record.ts'
import { probabilisticSharpe2012 } from '../../../src/robustness/probabilistic-sharpe.ts'
import { sharpeError2012, sharpeInterval } from '../../../src/robustness/sharpe-error.ts'
import { expectReference, expectRelative, scalarReferences } from '../../support/statistics.ts'

/** Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier" (2012). */

test.each(scalarReferences('psr'))('probabilisticSharpe2012 $args is $published', (reference) => {
  const { args } = reference
  const found = probabilisticSharpe2012(
    { observations: args.T, sharpe: args.sr, skewness: args.g3, kurtosis: args.g4 },
    args.sr0,
  )
  expectReference(found, reference)
})

/** The paper's tables of monthly returns: standard error, and minimum track record in years for 95 % against 0. */
const funds = [
  [{ observations: 134, sharpe: 0.7079, skewness: -0.225, kurtosis: 2.957 }, 0.1028, 0.7152],
  [{ observations: 134, sharpe: 0.8183, skewness: -1.4455, kurtosis: 7.0497 }, 0.155, 1.1593],
] as const

test.each(funds)('sharpeError2012(%o) is %f, minimumTrackRecord2012 %f years', (fund, error, years) => {
  expect(sharpeError2012(fund)).toBeCloseTo(error, 4)
  expect(minimumTrackRecord2012(fund, 0, 0.95) / 12).toBeCloseTo(years, 4)
})

test('the 50 returns in the tests of rubenbriones/Probabilistic-Sharpe-Ratio: error, probability, track record', () => {
  // measured here with 50 digits; the returns themselves have no licence
  const shape = {
    observations: 50,
    sharpe: 0.24171729852769175,
    skewness: -1.1395656849264315,
    kurtosis: 4.635861094210873,
  }
  expectRelative(sharpeError2012(shape), 0.16466174867277414)
  expectRelative(probabilisticSharpe2012(shape, 0.05), 0.8778507701221462)
  expectRelative(minimumTrackRecord2012(shape, 0.05, 0.9), 60.365085269027034)
})

test.each(scalarReferences('mintrl_years'))('minimumTrackRecord2012 $args is $published', (reference) => {
  const { args } = reference
  const shape = { sharpe: args.sr, skewness: args.g3, kurtosis: args.g4 }
  expectReference(minimumTrackRecord2012(shape, args.sr0, args.p) / args.periods, reference)
})

test('minimumTrackRecord2012(annual 3 against 2.5, monthly, skewed) is 27.35 years', () => {
  const shape = { sharpe: 3 / Math.sqrt(12), skewness: -0.72, kurtosis: 5.78 }
  expectRelative(minimumTrackRecord2012(shape, 2.5 / Math.sqrt(12), 0.95) / 12, 27.352920196040301)
})

test('the kurtosis is not the excess: with that the winner would look surer, as it does in three widely used tools', () => {
  const skewed = { observations: 24, sharpe: 0.458, skewness: -2.448, kurtosis: 10.164 }
  expectRelative(probabilisticSharpe2012(skewed, 0), 0.913361083860933)
  expectRelative(probabilisticSharpe2012({ ...skewed, kurtosis: 7.164 }, 0), 0.9199721597125101)

  const normal = { observations: 60, sharpe: 0.458, skewness: 0, kurtosis: 3 }
  expectRelative(probabilisticSharpe2012(normal, 0.2), 0.9703074634390713)
  expectRelative(probabilisticSharpe2012({ ...normal, kurtosis: 0 }, 0.2), 0.9791165378412712)
})

test('minimumTrackRecord2012 observations make probabilisticSharpe2012 the confidence', () => {
  const shape = { sharpe: 0.1, skewness: -0.4, kurtosis: 6 }
  for (const confidence of [0.6, 0.9, 0.95, 0.999]) {
    const observations = minimumTrackRecord2012(shape, 0.03, confidence)
    expectRelative(probabilisticSharpe2012({ ...shape, observations }, 0.03), confidence, 'confidence', 1e-12)
  }
})

test('minimumTrackRecord2012 of a ratio that is not above the benchmark is Infinity, of NaN or impossible moments NaN', () => {
  const shape = { skewness: 0, kurtosis: 3 }
  expect(minimumTrackRecord2012({ ...shape, sharpe: 0.1 }, 0.1, 0.95)).toBe(Infinity)
  expect(minimumTrackRecord2012({ ...shape, sharpe: -1 }, 0.1, 0.95)).toBe(Infinity)
  expect(minimumTrackRecord2012({ ...shape, sharpe: NaN }, 0.1, 0.95)).toBeNaN()
  expect(minimumTrackRecord2012({ sharpe: 1, skewness: 5, kurtosis: 3 }, 0, 0.95)).toBeNaN()
  for (const confidence of [0.5, 1, NaN]) {
    expect(() => minimumTrackRecord2012({ ...shape, sharpe: 1 }, 0, confidence)).toThrow('above 0.5 and below 1')
  }
})

test('sharpeInterval(sharpe, error, 95 %) reaches 1.96 errors to both sides', () => {
  const [low, high] = sharpeInterval(0.5, 0.1, 0.95)
  expectRelative(low, 0.5 - 0.19599639845400546, 'low', 1e-14)
  expectRelative(high, 0.5 + 0.19599639845400546, 'high', 1e-14)
  expect(sharpeInterval(NaN, 0.1, 0.95)).toEqual([NaN, NaN])
  expect(sharpeInterval(0.5, NaN, 0.95)).toEqual([NaN, NaN])
  expect(() => sharpeInterval(0.5, 0.1, 95)).toThrow('sharpeInterval: confidence is 95')
  expect(() => sharpeInterval(0.5, -0.1, 0.95)).toThrow('sharpeInterval: error is -0.1')
})
