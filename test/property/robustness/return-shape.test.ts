import fc from 'fast-check'
import { expect, test } from 'vitest'
import { probabilisticSharpe2012 } from '../../../src/robustness/probabilistic-sharpe.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'
import { sharpeVariance2012 } from '../../../src/robustness/sharpe-error.ts'
import { exactSum } from '../../support/exact-sum.ts'

const returns = fc
  .tuple(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 80 }),
    fc.constantFrom(1e-6, 0.01, 1),
    fc.constantFrom(0, 0.001, 50),
  )
  .map(([values, size, offset]) => values.map((value) => value * size + offset))
  .filter((values) => Math.max(...values) - Math.min(...values) > 1e-8)

/** Every sum rounded once. */
function plainShape(values: readonly number[], riskFree: number) {
  const n = values.length
  const mean = exactSum(values) / n
  const excess = exactSum(values.flatMap((value) => [value, -riskFree])) / n
  const distances = values.map((value) => value - mean - exactSum(values.map((v) => v - mean)) / n)
  const moment = (power: number) => exactSum(distances.map((d) => d ** power)) / n
  return {
    observations: n,
    sharpe: excess / Math.sqrt((moment(2) * n) / (n - 1)),
    skewness: moment(3) / moment(2) ** 1.5,
    kurtosis: moment(4) / moment(2) ** 2,
    autocorrelation: exactSum(distances.slice(1).map((d, i) => d * distances[i])) / (moment(2) * n),
  }
}

test('returnShape equals the plain twin, whose sums are exact', () => {
  fc.assert(
    fc.property(returns, fc.constantFrom(0, 0.0001, 50), (values, riskFree) => {
      const found = returnShape(values, riskFree)
      const wanted = plainShape(values, riskFree)
      for (const name of ['sharpe', 'skewness', 'kurtosis', 'autocorrelation'] as const) {
        expect(Math.abs(found[name] - wanted[name]), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted[name])))
      }
      expect(found.observations).toBe(wanted.observations)
    }),
    { numRuns: 500 },
  )
})

test('moments of real returns keep the bounds that the formulas count on', () => {
  fc.assert(
    fc.property(returns, fc.double({ min: -3, max: 3, noNaN: true }), (values, sharpe) => {
      const { skewness, kurtosis, autocorrelation } = returnShape(values)
      expect(kurtosis - skewness * skewness).toBeGreaterThan(1 - 1e-9)
      expect(Math.abs(autocorrelation)).toBeLessThan(1)
      expect(sharpeVariance2012({ sharpe, skewness, kurtosis })).toBeGreaterThan(-1e-9)
    }),
    { numRuns: 500 },
  )
})

test('probabilisticSharpe2012 falls as the benchmark rises, and is 1/2 at the ratio itself', () => {
  fc.assert(
    fc.property(returns, fc.double({ min: 1e-3, max: 0.5, noNaN: true }), (values, step) => {
      const shape = returnShape(values)
      fc.pre(sharpeVariance2012(shape) > 1e-6)
      expect(probabilisticSharpe2012(shape, shape.sharpe)).toBe(0.5)
      expect(probabilisticSharpe2012(shape, shape.sharpe + step)).toBeLessThan(0.5)
      expect(probabilisticSharpe2012(shape, shape.sharpe - step)).toBeGreaterThan(0.5)
    }),
  )
})
