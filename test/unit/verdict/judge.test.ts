import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { bootstrapMeans } from '../../../src/robustness/bootstrap-means.ts'
import { deflatedSharpe2014 } from '../../../src/robustness/deflated-sharpe.ts'
import { minimumBacktestLength } from '../../../src/robustness/minimum-backtest-length.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'
import { ReturnsMatrix } from '../../../src/robustness/returns-matrix.ts'
import { superiorPredictiveAbility } from '../../../src/robustness/superior-predictive-ability.ts'
import { bestOfAll, resamplesFor } from '../../../src/verdict/best-of-all.ts'
import { judge } from '../../../src/verdict/judge.ts'
import { drawnReturns } from '../../support/drawn-returns.ts'

const daily = { periodsPerYear: 252 }

describe('bestOfAll', () => {
  test('has the p-values of SPA against cash, also of more trials than are resampled together', () => {
    const matrix = drawnReturns(1100, 40)
    const resamples = resamplesFor(matrix, 200, 3)
    const { lower, consistent, upper } = superiorPredictiveAbility(bootstrapMeans(matrix, resamples))
    expect(bestOfAll(matrix, 0, { riskFree: 0, resamples })).toMatchObject({ lower, consistent, upper })
  })

  test('compares with what cash earns', () => {
    const matrix = drawnReturns(30, 200, { skilled: 1, sharpe: 0.3 })
    const resamples = resamplesFor(matrix, 200, 3)
    const benchmark = new Float64Array(200).fill(0.001)
    const { consistent } = superiorPredictiveAbility(bootstrapMeans(matrix, resamples, benchmark))
    expect(bestOfAll(matrix, 0, { riskFree: 0.001, resamples }).consistent).toBe(consistent)
  })

  test('compares with a benchmark at equal risk: what does as it does, with less money, is not better', () => {
    const market = drawnReturns(1, 300, { skilled: 1, sharpe: 0.2 }).row(0)
    const matrix = ReturnsMatrix.from([market, market.map((r) => r / 4), market.map((r) => r * 2)])
    const resamples = resamplesFor(matrix, 200, 3)
    expect(bestOfAll(matrix, 2, { riskFree: 0, resamples }).winner).toBeLessThan(0.05)
    expect(bestOfAll(matrix, 2, { riskFree: 0, resamples, benchmark: market }).winner).toBe(1)
  })

  test('gives no p of the winner below that of the best', () => {
    for (const seed of [1, 2, 3]) {
      const matrix = drawnReturns(60, 250, { seed })
      const resamples = resamplesFor(matrix, 300, 1)
      for (const winner of [0, 30, 59]) {
        const { winner: p, consistent } = bestOfAll(matrix, winner, { riskFree: 0, resamples })
        expect(p).toBeGreaterThanOrEqual(consistent)
      }
    }
  })

  test('takes autocorrelated returns for less than the bootstrap does', () => {
    const random = Random.from(5)
    let last = 0
    const row = Array.from({ length: 800 }, () => {
      last = 0.5 * last + random.normal() + 0.07
      return last / 100
    })
    const matrix = ReturnsMatrix.from([row, row.map(() => random.normal() / 100)])
    const resamples = resamplesFor(matrix, 2000, 1)
    const { winner, consistent } = bestOfAll(matrix, 0, { riskFree: 0, resamples })
    expect(winner).toBeGreaterThan(consistent)
  })
})

describe('judge', () => {
  test('says of noise that it is not skill', () => {
    const judgement = judge(drawnReturns(200, 1000), daily)
    expect(judgement.conclusion).toBe('short') // four years for 200 trials
    expect(judgement.sentence).toBe('Too little data for 200 trials (needs about 7.7 years).')
    expect(judge(drawnReturns(200, 1000), { periodsPerYear: 50 }).conclusion).toBe('luck')
  })

  test('says skill where it is, with all methods', () => {
    const judgement = judge(drawnReturns(200, 1000, { skilled: 5, sharpe: 0.2 }), daily)
    expect(judgement).toMatchObject({ conclusion: 'skill', sentence: 'Skill is likely.', trials: 200, compared: 200 })
    expect(judgement.winner?.trial).toBeLessThan(5)
    expect(judgement.overfitting?.probability).toBeLessThan(0.05)
    expect(judgement.opinions.map(({ says }) => says)).not.toContain('luck')
    expect(judgement.disagree).toEqual([])
  })

  test('wants more of a winner of more trials than it sees', () => {
    const matrix = drawnReturns(100, 1000, { skilled: 1, sharpe: 0.13 })
    const one = judge(matrix, daily)
    const many = judge(matrix, { ...daily, trials: 10_000 })
    expect(one.trials).toBe(100)
    expect(many).toMatchObject({ trials: 10_000, judged: 100 })
    expect(many.cash?.winner).toBe(one.cash?.winner)
    expect(many.cash?.forAllTrials).toBeCloseTo(1 - (1 - (one.cash?.winner ?? 0)) ** 100, 12)
    expect(many.deflated!.form2014[0]).toBeLessThan(one.deflated!.form2014[0])
    expect(many.yearsNeeded).toBe(minimumBacktestLength(10_000, 1))
  })

  test('takes a winner that only rides the market for luck', () => {
    const random = Random.from(9)
    const market = Float64Array.from({ length: 1500 }, () => 0.01 * (random.normal() + 0.12))
    const timers = Array.from({ length: 50 }, () => market.map((r) => (random.next() < 0.8 ? r : 0)))
    const matrix = ReturnsMatrix.from(timers)
    expect(judge(matrix, { ...daily, depth: 'short' }).conclusion).toBe('skill')
    const judgement = judge(matrix, { ...daily, depth: 'short', holding: market })
    expect(judgement.conclusion).not.toBe('skill')
    expect(judgement.disagree).toContain('cash')
  })

  test('lets permuted bars take skill away, and never give it', () => {
    const skilled = drawnReturns(50, 800, { skilled: 1, sharpe: 0.3 })
    expect(judge(skilled, { ...daily, depth: 'short', permutationP: 0.01 }).conclusion).toBe('skill')
    expect(judge(skilled, { ...daily, depth: 'short', permutationP: 0.2 }).conclusion).not.toBe('skill')
    expect(judge(drawnReturns(50, 800), { ...daily, depth: 'short', permutationP: 0.01 })).toMatchObject({
      disagree: ['permutation'],
    })
  })

  test('changes no number of the others for failed, idle and constant trials', () => {
    const matrix = drawnReturns(40, 500, { skilled: 1, sharpe: 0.15 })
    const rows = Array.from({ length: 40 }, (_, trial) => matrix.row(trial))
    const failed = new Float64Array(500).fill(NaN)
    const broken = rows[3].map((r, t) => (t === 250 ? NaN : r))
    const more = ReturnsMatrix.from([
      failed,
      ...rows.slice(0, 20),
      new Float64Array(500),
      broken,
      ...rows.slice(20),
      failed,
    ])
    const alone = judge(matrix, { ...daily, trials: 44 })
    const among = judge(more, { ...daily, trials: 44 })
    expect(among.winner).toEqual({ ...alone.winner, trial: alone.winner!.trial + (alone.winner!.trial < 20 ? 1 : 3) })
    const tests = ({ cash }: typeof alone) => [cash?.lower, cash?.consistent, cash?.upper, cash?.winner]
    expect(tests(among)).toEqual(tests(alone))
    for (const key of ['overfitting', 'haircut', 'expectedBest', 'trials', 'compared'] as const) {
      expect(among[key]).toEqual(alone[key])
    }
    expect(among.deflated!.form2014[0]).toBe(alone.deflated!.form2014[0]) // with all trials, which are as many
    expect(among).toMatchObject({ judged: 44, compared: 40 })
  })

  test('has nothing to judge without a trial that can be compared', () => {
    const idle = judge(new ReturnsMatrix(3, 100), daily)
    expect(idle).toMatchObject({ conclusion: 'nothing', winner: null, cash: null, trials: 3, compared: 0 })
    expect(judge(new ReturnsMatrix(0, 0), daily).conclusion).toBe('nothing')
    expect(judge(drawnReturns(3, 100), { ...daily, winner: 0 }).conclusion).not.toBe('nothing')
  })

  test('judges the winner that it is told', () => {
    const matrix = drawnReturns(30, 300, { skilled: 1, sharpe: 0.4 })
    expect(judge(matrix, { ...daily, depth: 'short' }).winner?.trial).toBe(0)
    expect(judge(matrix, { ...daily, depth: 'short', winner: 7 })).toMatchObject({ winner: { trial: 7 } })
    expect(judge(matrix, { ...daily, depth: 'short', winner: 7 }).conclusion).not.toBe('skill')
  })

  test('gives Sharpe ratios of a year, and the deflated ratio of all trials', () => {
    const matrix = drawnReturns(30, 300)
    const { winner, deflated } = judge(matrix, { ...daily, depth: 'short' })
    const shapes = Array.from({ length: 30 }, (_, trial) => returnShape(matrix.row(trial)))
    const sharpes = shapes.map(({ sharpe }) => sharpe)
    expect(winner?.sharpe).toBeCloseTo(Math.max(...sharpes) * Math.sqrt(252), 12)
    const mean = sharpes.reduce((sum, value) => sum + value) / 30
    const variance = sharpes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 29
    expect(deflated?.form2014[0]).toBeCloseTo(deflatedSharpe2014(winner!.shape, { count: 30, variance }), 12)
  })

  test('is the same for the same seed', () => {
    const matrix = drawnReturns(30, 300)
    expect(judge(matrix, { ...daily, seed: 4 })).toEqual(judge(matrix, { ...daily, seed: 4 }))
  })

  test('takes fewer blocks where data is short', () => {
    expect(judge(drawnReturns(10, 70), daily).overfitting).toMatchObject({ blocks: 8, splits: 70 })
    expect(judge(drawnReturns(10, 6), daily).overfitting).toMatchObject({ blocks: 4 })
  })

  test('judges one trial alone', () => {
    const judgement = judge(drawnReturns(1, 1000, { skilled: 1, sharpe: 0.2 }), daily)
    expect(judgement).toMatchObject({ conclusion: 'skill', expectedBest: 0, deflated: null, yearsNeeded: 0 })
  })
})
