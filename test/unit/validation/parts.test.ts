import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BacksweepError, combinatorial, kFold, walkForward } from '../../../src/index.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'
import { barReturns, grown } from '../../../src/validation/bar-returns.ts'
import { BestInTraining } from '../../../src/validation/best-in-training.ts'
import { walkForwardRules } from '../../../src/validation/efficiency.ts'
import { merged, momentsOf, noMoments, sharpeOf } from '../../../src/validation/moments.ts'
import type { OutOfSample } from '../../../src/validation/out-of-sample.ts'
import { later, parseSpan, sum, times } from '../../../src/validation/span.ts'
import type { Fold } from '../../../src/validation/validation.ts'
import { timeWindows } from '../../../src/validation/windows.ts'
import { plantedBars, timeOf } from './planted.ts'

describe('later(time, span)', () => {
  const shifted = (from: string, span: string, count = 1) => {
    const parsed = parseSpan(span, 'span')
    if ('bars' in parsed) throw new Error('not a calendar span')
    return new Date(later(Date.parse(from), times(parsed, count))).toISOString().slice(0, 16)
  }
  test('counts months on the calendar; a day that is missing is the last of the month', () => {
    expect(shifted('2019-11-15', '6M')).toBe('2020-05-15T00:00')
    expect(shifted('2020-01-31', '1M')).toBe('2020-02-29T00:00')
    expect(shifted('2020-02-29', '1y')).toBe('2021-02-28T00:00')
    expect(shifted('2020-01-31', '1M', 2)).toBe('2020-03-31T00:00')
  })
  test('counts weeks, days and hours in time', () => {
    expect(shifted('2020-02-28', '2d')).toBe('2020-03-01T00:00')
    expect(shifted('2020-02-28', '3w')).toBe('2020-03-20T00:00')
    expect(shifted('2020-02-28', '12h')).toBe('2020-02-28T12:00')
  })
  test('of a sum is that of months and then of the rest', () => {
    expect(later(Date.UTC(2020, 0, 31), sum({ months: 1, ms: 0 }, { months: 0, ms: 86_400_000 }))).toBe(
      Date.UTC(2020, 2, 1),
    )
  })
})

test.each(['2 y', '0d', '6m', 'y', '', 0, -5, 1.5, Number.NaN, '123456d'])('walkForward refuses train %j', (train) => {
  expect(() => walkForward({ train, test: 10 })).toThrow(BacksweepError)
})

test('walkForward refuses bars mixed with calendar lengths', () => {
  expect(() => walkForward({ train: 500, test: '6M' })).toThrow('walkForward mixes bars with calendar lengths')
})

test.each([
  () => kFold({ folds: 1 }),
  () => kFold({ folds: 5, purge: -1 }),
  () => kFold({ folds: 5, embargo: 0.5 }),
  () => combinatorial({ folds: 6, testFolds: 6 }),
  () => combinatorial({ folds: 6, testFolds: Number.NaN }),
  () => combinatorial({ folds: 30, testFolds: 15 }),
])('%o is refused', (make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'option-invalid' }))
})

describe('timeWindows(walkForward, bars, range)', () => {
  const data = plantedBars() // daily from 2015-01-01 to 2016-08-22
  const range = { name: 'all', start: timeOf(0), end: timeOf(600), from: 0, to: 600 }
  const shown = (method: ReturnType<typeof walkForward>) =>
    timeWindows(method, data, range).map(({ train, test }) =>
      [train.start, train.end, test.start, test.end].map((time) => new Date(time).toISOString().slice(0, 10)),
    )
  test('on the calendar joins tests exactly, and ends the last one with the range', () => {
    expect(shown(walkForward({ train: '1y', test: '3M' }))).toEqual([
      ['2015-01-01', '2016-01-01', '2016-01-01', '2016-04-01'],
      ['2015-04-01', '2016-04-01', '2016-04-01', '2016-07-01'],
      ['2015-07-01', '2016-07-01', '2016-07-01', '2016-08-23'],
    ])
  })
  test('on the calendar, anchored, begins every training with the first bar', () => {
    const [, second] = shown(walkForward({ train: '1y', test: '3M', anchored: true }))
    expect(second).toEqual(['2015-01-01', '2016-04-01', '2016-04-01', '2016-07-01'])
  })
})

test('barReturns and grown undo each other, up to a ruin, after which nothing is left to lose', () => {
  const equity = [110, 99, 120]
  expect([...grown(barReturns(equity, 100), 100)].map((value) => Math.round(value * 1e9) / 1e9)).toEqual(equity)
  expect([...barReturns([50, -10, 30], 100)]).toEqual([-0.5, -1.2, 0])
  expect([...grown([-0.5, -1.2, 0.5], 100)]).toEqual([50, 50 * (1 - 1.2), 50 * (1 - 1.2)])
})

describe('moments', () => {
  const series = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 60 })
  test('of pieces, merged, are those of the whole, however it is cut', () => {
    fc.assert(
      fc.property(series, fc.nat(), fc.nat(), (values, a, b) => {
        const returns = Float64Array.from(values)
        const [one, two] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y)
        const cuts = [0, one, two, values.length]
        const pieces = cuts.slice(1).map((to, i) => momentsOf(returns, cuts[i], to))
        const whole = pieces.reduce(merged, noMoments)
        const { sharpe } = returnShape(returns, 0.0001)
        const found = sharpeOf(whole, 0.0001)
        if (Number.isNaN(sharpe)) expect(found).toBeNaN()
        else expect(Math.abs(found - sharpe)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(sharpe)))
        const growth = values.reduce((product, value) => product * (1 + value), 1)
        expect(Math.exp(whole.growth) / growth).toBeCloseTo(1, 9)
      }),
    )
  })
  test('keep the deviation of returns that are close together', () => {
    const returns = Float64Array.from({ length: 100 }, (_, t) => 1e-3 + 1e-11 * Math.sin(t))
    const whole = merged(momentsOf(returns, 0, 37), momentsOf(returns, 37, 100))
    expect(sharpeOf(whole, 0) / returnShape(returns).sharpe).toBeCloseTo(1, 4)
  })
  test('of a return of -1 or less have no growth', () => {
    expect(momentsOf(Float64Array.of(0.1, -1), 0, 2).growth).toBe(-Infinity)
    expect(momentsOf(Float64Array.of(-1.5, 0.1), 0, 2).growth).toBe(-Infinity)
  })
})

describe('BestInTraining', () => {
  const trainings = [[[0, 2] as const], [[0, 1] as const, [2, 3] as const]]
  const growth = (values: readonly (readonly [number, number[]])[]) => {
    const best = new BestInTraining(trainings, ({ mean }) => mean)
    for (const [number, returns] of values) best.add(number, Float64Array.from(returns))
    return best.chosen
  }
  test('looks at the training of each split only', () => {
    expect(
      growth([
        [0, [1, 1, 0, 99]],
        [1, [0, 0, 3, 0]],
      ]),
    ).toEqual([0, 1])
  })
  test('takes the first in the plan of equal sets, in whatever order they come', () => {
    expect(
      growth([
        [5, [1, 1, 1, 0]],
        [3, [1, 1, 1, 0]],
        [4, [1, 1, 1, 0]],
      ]),
    ).toEqual([3, 3])
  })
  test('passes over sets without a score, and chooses none where all are', () => {
    expect(
      growth([
        [0, [NaN, 0, 0, 0]],
        [1, [-1, -1, -1, 0]],
      ]),
    ).toEqual([1, 1])
    expect(growth([[0, [NaN, 0, 0, 0]]])).toEqual([null, null])
  })
})

describe('walkForwardRules(folds, path)', () => {
  const fold = (trained: number, tested: number) =>
    ({
      train: [{ start: '', end: '', bars: 100 }],
      test: [{ start: '', end: '', bars: 50 }],
      inSample: { totalReturn: trained },
      outOfSample: { totalReturn: tested },
    }) as unknown as Fold
  const path = { totalReturn: 0.1, maxDrawdown: 0.41 } as OutOfSample
  test('by hand', () => {
    const { efficiency, table } = walkForwardRules([fold(0.2, 0.08), fold(0.3, -0.02), fold(0.1, 0.04)], path)
    expect(efficiency).toBeCloseTo(0.1 / 150 / (0.6 / 300), 12)
    expect(table.map(({ value }) => Number(value!.toFixed(6)))).toEqual([0.1, 0.333333, 0.666667, 0.8, 0.41])
    expect(table.map(({ passes }) => passes)).toEqual([true, false, true, false, false])
  })
  test('has no efficiency where the trainings lost, and no share of a profit that is none', () => {
    const { efficiency, table } = walkForwardRules([fold(-0.2, -0.1)], path)
    expect([efficiency, table[3].value, table[3].passes]).toEqual([null, null, false])
  })
})
