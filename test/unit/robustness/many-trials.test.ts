import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { bootstrapMeans } from '../../../src/robustness/bootstrap-means.ts'
import { realityCheck } from '../../../src/robustness/reality-check.ts'
import { keepsItsMean } from '../../../src/robustness/resampled-maxima.ts'
import { givenResamples, stationaryResamples } from '../../../src/robustness/resamples.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { stepM } from '../../../src/robustness/step-m.ts'
import { superiorPredictiveAbility } from '../../../src/robustness/superior-predictive-ability.ts'
import { expectClose } from '../../support/close-to.ts'
import { goldenRows, goldenStatistics, transposed } from '../../support/statistics-golden.ts'

type PValues = Record<'lower' | 'consistent' | 'upper', number>

const golden = goldenStatistics<{
  T: number
  k: number
  B: number
  block: number
  arch_pvalues: PValues
  arch_crit_05: PValues
  arch_crit_10: PValues
  better_models_05: number[]
  better_models_10: number[]
  dbar: number[]
  omega2: number[]
  consistent_threshold: number[]
  consistent_recentered: boolean[]
  hansen2005_studentized_pvalues: PValues
  hansen2005_stat: number
  white_reality_check_p: number
  stepm_10: number[]
  stepm_05: number[]
}>('spa_refs.json')
const [benchmark, ...trials] = transposed(goldenRows('spa_returns_250x12.csv'))
const resamples = givenResamples(goldenRows('spa_bootstrap_indices_500x250.csv'), golden.block)
const bootstrap = bootstrapMeans(ReturnsMatrix.from(trials), resamples, benchmark)
const recentrings = ['lower', 'consistent', 'upper'] as const

describe('of the 12 reference trials and 500 given resamples', () => {
  test('bootstrapMeans: sizes, means and variances', () => {
    expect([bootstrap.observations, bootstrap.compared.length, bootstrap.resamples]).toEqual([
      golden.T,
      golden.k,
      golden.B,
    ])
    golden.dbar.forEach((wanted, k) => {
      expect(bootstrap.means[k] / wanted).toBeCloseTo(1, 12)
    })
    golden.omega2.forEach((wanted, k) => {
      expect(bootstrap.variances[k] / wanted).toBeCloseTo(1, 12)
    })
  })

  test('keepsItsMean: the consistent recentring drops the two poor trials and no other', () => {
    const kept = golden.dbar.map((_, k) => !keepsItsMean(bootstrap, k, 'consistent'))
    expect(kept).toEqual(golden.consistent_recentered)
    expect(kept).toEqual(golden.dbar.map((mean, k) => mean >= golden.consistent_threshold[k]))
    expect(kept.indexOf(false)).toBe(10)
  })

  test('realityCheck', () => {
    const { statistic, best, pValue } = realityCheck(bootstrap)
    expectClose(statistic, Math.sqrt(golden.T) * golden.dbar[9], 'V')
    expect(best).toBe(9)
    expect(pValue).toBe(golden.white_reality_check_p)
  })

  test('superiorPredictiveAbility: studentised as in the paper', () => {
    const { statistic, best, ...pValues } = superiorPredictiveAbility(bootstrap)
    expectClose(statistic, golden.hansen2005_stat, 'T')
    expect(best).toBe(9)
    expect(pValues).toEqual(golden.hansen2005_studentized_pvalues)
  })

  test('superiorPredictiveAbility: not studentised, as in arch', () => {
    const { statistic: _, best: __, ...pValues } = superiorPredictiveAbility(bootstrap, { studentised: false })
    expect(pValues).toEqual(golden.arch_pvalues)
  })

  test.each([
    [0.05, golden.arch_crit_05, golden.stepm_05, golden.better_models_05],
    [0.1, golden.arch_crit_10, golden.stepm_10, golden.better_models_10],
  ])('stepM at %d: the critical values and the superior trials of arch', (alpha, critical, superior, better) => {
    for (const recentring of recentrings) {
      const { criticalValues } = stepM(bootstrap, { alpha, studentised: false, recentring })
      expect(criticalValues[0] / Math.sqrt(golden.T) / critical[recentring]).toBeCloseTo(1, 12)
    }
    const found = stepM(bootstrap, { alpha, studentised: false, recentring: 'consistent' })
    expect([...found.superior]).toEqual(superior)
    expect(superior).toEqual(better)
  })

  test('stepM by default, studentised and least favourable, finds none', () => {
    expect([...stepM(bootstrap, { alpha: 0.1 }).superior]).toEqual([])
    expect(stepM(bootstrap, { alpha: 0.1 }).criticalValues).toHaveLength(1)
  })
})

test('failed trials and ones that move as the benchmark does count, but change no number of the others', () => {
  const failed = benchmark.map(() => NaN)
  const same = benchmark
  const sameButForRounding = benchmark.map((value) => 1 + value - 1)
  const constantlyBetter = benchmark.map((value) => value + 0.01)
  const [first, ...others] = trials
  const rows = [failed, first, same, ...others, failed]
  const found = bootstrapMeans(ReturnsMatrix.from(rows), resamples, benchmark)
  expect([...found.compared]).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  expect(found.trials).toBe(15)
  expect({ ...found, trials: 12, compared: bootstrap.compared }).toEqual(bootstrap)
  expect(realityCheck(found)).toEqual({ ...realityCheck(bootstrap), best: 11 })
  expect(superiorPredictiveAbility(found)).toEqual({ ...superiorPredictiveAbility(bootstrap), best: 11 })

  const idle = ReturnsMatrix.from([sameButForRounding, constantlyBetter])
  expect(bootstrapMeans(idle, resamples, benchmark).compared).toHaveLength(0)
  expect(bootstrapMeans(idle, resamples).compared).toHaveLength(2)
})

test('a trial whose resamples all have the same mean is not tested', () => {
  const toAndFro = Array.from({ length: 250 }, (_, t) => (t % 2 === 0 ? 0.01 : -0.01))
  const rotated = givenResamples([[...toAndFro.keys()].map((t) => (t + 1) % 250)], 1e300)
  const found = bootstrapMeans(ReturnsMatrix.from([toAndFro]), rotated)
  expect(found.compared).toHaveLength(0)
  expect(superiorPredictiveAbility(found).best).toBe(-1)
})

test('many poor and noisy trials hide an edge from realityCheck, not from superiorPredictiveAbility', () => {
  const random = Random.from(5)
  const draw = (mean: number, deviation: number) =>
    Array.from({ length: 500 }, () => mean + deviation * random.normal())
  const good = draw(0.0016, 0.01)
  const drawn = stationaryResamples({ observations: 500, count: 1000, meanBlockLength: 2 }, random)
  const alone = bootstrapMeans(ReturnsMatrix.from([good]), drawn)
  const amongPoor = bootstrapMeans(
    ReturnsMatrix.from([good, ...Array.from({ length: 50 }, () => draw(-0.02, 0.05))]),
    drawn,
  )
  expect(realityCheck(alone).pValue).toBeLessThan(0.02)
  expect(realityCheck(amongPoor).pValue).toBeGreaterThan(0.5)
  expect(superiorPredictiveAbility(amongPoor).consistent).toBe(superiorPredictiveAbility(alone).consistent)
})

test('stepM finds the trials with an edge, step by step, and no others', () => {
  const random = Random.from(8)
  const edges = [0, 0.6, 0, 0.15, 0, 0.3, -0.5, 0]
  const rows = edges.map((edge) => Array.from({ length: 1000 }, () => edge + random.normal()))
  const drawn = stationaryResamples({ observations: 1000, count: 500, meanBlockLength: 1 }, random)
  const found = stepM(bootstrapMeans(ReturnsMatrix.from(rows), drawn), { alpha: 0.05 })
  expect([...found.superior]).toEqual([1, 3, 5])
  expect(found.criticalValues.length).toBeGreaterThan(1)
  expect([...found.criticalValues].sort((a, b) => b - a)).toEqual(found.criticalValues)
})

test('stepM stops when all trials are found', () => {
  const rows = [0, 1].map((shift) => Array.from({ length: 100 }, (_, t) => 1 + Math.sin(t + shift) / 10))
  const drawn = stationaryResamples({ observations: 100, count: 50, meanBlockLength: 3 }, Random.from(1))
  const found = stepM(bootstrapMeans(ReturnsMatrix.from(rows), drawn), { alpha: 0.05 })
  expect([...found.superior]).toEqual([0, 1])
  expect(found.criticalValues).toHaveLength(1)
})

test('a sweep without an edge is rejected at 10 % about as often as promised', () => {
  const worlds = 200
  let rejected = { check: 0, ability: 0, stepwise: 0 }
  for (let world = 0; world < worlds; world++) {
    const random = Random.from(3, world)
    const common = Array.from({ length: 200 }, () => random.normal())
    const rows = Array.from({ length: 20 }, () => common.map((market) => market / 2 + random.normal()))
    const drawn = stationaryResamples({ observations: 200, count: 200, meanBlockLength: 2 }, random)
    const means = bootstrapMeans(ReturnsMatrix.from(rows), drawn)
    rejected = {
      check: rejected.check + (realityCheck(means).pValue < 0.1 ? 1 : 0),
      ability: rejected.ability + (superiorPredictiveAbility(means).consistent < 0.1 ? 1 : 0),
      stepwise: rejected.stepwise + (stepM(means, { alpha: 0.1 }).superior.length > 0 ? 1 : 0),
    }
  }
  for (const count of Object.values(rejected)) {
    expect(count / worlds).toBeGreaterThan(0.02)
    expect(count / worlds).toBeLessThan(0.18)
  }
})

test('without a trial to compare there is no best and all is NaN', () => {
  const none = bootstrapMeans(new ReturnsMatrix(3, 250), resamples)
  expect(realityCheck(none)).toEqual({ statistic: NaN, best: -1, pValue: NaN })
  expect(superiorPredictiveAbility(none)).toEqual({
    statistic: NaN,
    best: -1,
    lower: NaN,
    consistent: NaN,
    upper: NaN,
  })
  expect(stepM(none, { alpha: 0.05 })).toEqual({ superior: new Uint32Array(0), criticalValues: [] })
})

test('where all trials are worse than the benchmark the statistic is 0', () => {
  const rows = trials.map((row) => row.map((value, t) => value - benchmark[t] - 0.1))
  const { statistic, consistent } = superiorPredictiveAbility(bootstrapMeans(ReturnsMatrix.from(rows), resamples))
  expect(statistic).toBe(0)
  expect(consistent).toBe(0)
})

test('what does not fit is refused', () => {
  const matrix = ReturnsMatrix.from(trials)
  expect(() => bootstrapMeans(matrix, resamples, benchmark.slice(1))).toThrow('benchmark has 249 returns')
  expect(() => bootstrapMeans(ReturnsMatrix.from([[1, 2, 3]]), resamples)).toThrow('The resamples are of 250')
  for (const alpha of [0, 1, NaN]) expect(() => stepM(bootstrap, { alpha })).toThrow(`alpha is ${alpha}`)
})
