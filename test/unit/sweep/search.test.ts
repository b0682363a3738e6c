import { describe, expect, test } from 'vitest'
import type { Parameters } from '../../../src/simulation/model/strategy.ts'
import { Axes } from '../../../src/sweep/plan/axes.ts'
import {
  differentialEvolution,
  latinHypercube,
  randomSearch,
  type Search,
  type SearchOptions,
  tpe,
} from '../../../src/sweep/plan/search.ts'
import { keptNumbers, parametersAt, range, searchSpace } from '../../../src/sweep/plan/search-space.ts'
import { type Problem, planned, tried } from '../../support/searching.ts'

const searches: Readonly<Record<string, (options: SearchOptions) => Search>> = {
  randomSearch,
  latinHypercube,
  differentialEvolution,
  tpe,
}

const square = { parameters: { a: range(0, 100), b: range(0, 100) } }
const isBelow = ({ a, b }: Parameters) => a < b
const keys = (sets: readonly Parameters[]) => sets.map((set) => JSON.stringify(set))
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** How near to 0 the best of the trials comes, over 15 seeds: the median of the best scores. */
function reached(search: (options: SearchOptions) => Search, trials: number, problem: Problem, score: Score): number {
  const best = (seed: number) => Math.max(...tried(search({ trials, seed }), problem, score).map(score))
  return median(Array.from({ length: 15 }, (_, seed) => best(seed + 1)))
}

type Score = (parameters: Parameters) => number

describe.each(Object.entries(searches))('%s', (_, search) => {
  test('tries as many different sets as it has trials, all of which where() keeps', () => {
    const sets = tried(search({ trials: 700 }), { ...square, where: isBelow }, ({ a }) => Number(a))
    expect(sets).toHaveLength(700)
    expect(new Set(keys(sets)).size).toBe(700)
    expect(sets.every(isBelow)).toBe(true)
  })

  test('tries the same sets in the same order for the same seed and scores, and others for another seed', () => {
    const score: Score = ({ a, b }) => -Math.abs(Number(a) - 70) - Math.abs(Number(b) - 20)
    const sets = keys(tried(search({ trials: 100, seed: 7 }), square, score))
    expect(keys(tried(search({ trials: 100, seed: 7 }), square, score))).toEqual(sets)
    expect(keys(tried(search({ trials: 100, seed: 8 }), square, score))).not.toEqual(sets)
    expect(keys(tried(search({ trials: 100 }), square, score))).toEqual(
      keys(tried(search({ trials: 100, seed: 1 }), square, score)),
    )
  })

  test('tries the whole grid once when it has fewer sets than trials', () => {
    const space = searchSpace({ a: 0, b: 0 }, { a: range(0, 20), b: range(0, 10) })
    const where = ({ a, b }: Parameters) => Number(a) + Number(b) === 9
    const wanted = Array.from(keptNumbers(space, where), (number) => JSON.stringify(parametersAt(space, number)))
    expect(wanted).toHaveLength(10)
    const sets = tried(search({ trials: 5000 }), { parameters: { a: range(0, 20), b: range(0, 10) }, where })
    expect(keys(sets).sort()).toEqual(wanted.sort())
  })

  test('tries one set where there is only one', () => {
    expect(tried(search({ trials: 50 }), { parameters: { a: [3] } })).toEqual([{ a: 3 }])
  })

  test('finds different sets in a grid of 10^14, which nobody could list', () => {
    const names = Array.from({ length: 7 }, (_, i) => `p${i}`)
    const parameters = Object.fromEntries(names.map((name) => [name, range(0, 100)]))
    const sets = tried(search({ trials: 300 }), { parameters, where: ({ p0, p6 }) => p0 < p6 }, ({ p3 }) => Number(p3))
    expect(new Set(keys(sets)).size).toBe(300)
    expect(sets.every(({ p0, p6 }) => p0 < p6)).toBe(true)
    expect(new Set(sets.map(({ p6 }) => p6)).size).toBeGreaterThan(30)
  })

  test('says so when where() keeps too few sets of a grid that nobody could list', () => {
    const parameters = { a: range(0, 100_000), b: range(0, 100_000) }
    const where = ({ a, b }: Parameters) => a === b && a === 5
    expect(() => planned(search({ trials: 10 }), { parameters, where })).toThrow(
      /^where\(\) keeps too few parameter sets: 0 different ones among 1000000 drawn from the 10000000000 of the grid, where the search wants 10\. /,
    )
  })

  test('does not look at a whole grid because where() keeps little of it', () => {
    let looks = 0
    const where = ({ a }: Parameters) => ++looks > 0 && Number(a) % 100 === 3
    const parameters = { a: range(0, 1000), b: range(0, 1000), c: range(0, 50) }
    expect(tried(search({ trials: 40 }), { parameters, where })).toHaveLength(40)
    expect(looks).toBeLessThan(50_000)
  })

  test('goes on when every trial failed', () => {
    expect(new Set(keys(tried(search({ trials: 300 }), square, () => -Infinity))).size).toBe(300)
  })
})

describe('randomSearch', () => {
  test('draws every value about equally often', () => {
    const sets = tried(randomSearch({ trials: 50_000 }), { parameters: { a: range(0, 1000), b: range(0, 1000) } })
    const counts = new Float64Array(10)
    for (const { b } of sets) counts[Math.floor(Number(b) / 100)]++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
    expect(chiSquare).toBeLessThan(21.67) // 99 % of chi-square with 9 degrees of freedom
  })

  test('begins with the same sets when it is given more trials', () => {
    const more = keys(tried(randomSearch({ trials: 500 }), { ...square, where: isBelow }))
    expect(keys(tried(randomSearch({ trials: 200 }), { ...square, where: isBelow }))).toEqual(more.slice(0, 200))
  })
})

describe('latinHypercube', () => {
  test.each([
    { trials: 50, each: [0, 1] },
    { trials: 100, each: [1, 1] },
    { trials: 250, each: [2, 3] },
  ])('with $trials trials over 100 values has every value of each parameter $each times', ({ trials, each }) => {
    const sets = tried(latinHypercube({ trials }), {
      parameters: { a: range(0, 100), b: range(0, 100), c: range(0, 100) },
    })
    for (const name of ['a', 'b', 'c']) {
      const counts = new Map<number, number>()
      for (const set of sets) counts.set(Number(set[name]), (counts.get(Number(set[name])) ?? 0) + 1)
      for (let part = 0; part < 100; part++) {
        // a stratum of 0.4 values may begin anywhere in a value, so a value can get one more or less
        expect(counts.get(part) ?? 0).toBeGreaterThanOrEqual(each[0] - (trials % 100 === 0 ? 0 : 1))
        expect(counts.get(part) ?? 0).toBeLessThanOrEqual(each[1] + (trials % 100 === 0 ? 0 : 1))
      }
    }
  })

  test('has one trial in each of as many equal parts of every parameter', () => {
    const sets = tried(latinHypercube({ trials: 40, seed: 3 }), { parameters: { a: range(0, 400), b: range(0, 4000) } })
    const parts = Array.from({ length: 40 }, (_, part) => part)
    expect(sets.map(({ a }) => Math.floor(Number(a) / 10)).sort((x, y) => x - y)).toEqual(parts)
    expect(sets.map(({ b }) => Math.floor(Number(b) / 100)).sort((x, y) => x - y)).toEqual(parts)
  })

  test('pairs the parts by chance', () => {
    const sets = tried(latinHypercube({ trials: 1000 }), { parameters: { a: range(0, 1000), b: range(0, 1000) } })
    const product = sets.reduce((sum, { a, b }) => sum + (Number(a) - 499.5) * (Number(b) - 499.5), 0)
    expect(Math.abs(product / 1000 / (1e6 / 12))).toBeLessThan(0.1) // the correlation; three deviations of it
  })
})

/** Problems of the shapes that strategies have; the best score is 0. */
const problems: Readonly<Record<string, { readonly problem: Problem; readonly score: Score }>> = {
  'a peak of three parameters': {
    problem: { parameters: { a: range(0, 100), b: range(0, 100), c: range(0, 100) } },
    score: ({ a, b, c }) => -[a, b, c].reduce<number>((sum, x) => sum + ((Number(x) - 73) / 99) ** 2, 0),
  },
  'a ridge: two parameters that matter by their difference, under where()': {
    problem: { parameters: { a: range(0, 200), b: range(0, 200) }, where: isBelow },
    score: ({ a, b }) => -Math.abs(Number(a) - 40) - 3 * Math.abs(Number(b) - Number(a) - 17),
  },
  'values without order beside numbers': {
    problem: { parameters: { kind: ['ema', 'sma', 'wma', 'hma', 'kama'], a: range(0, 60), b: range(0, 60) } },
    score: ({ kind, a, b }) =>
      (kind === 'hma' ? 0 : -0.2) - ((Number(a) - 18) / 59) ** 2 - ((Number(b) - 18) / 59) ** 2,
  },
}

describe.each(Object.entries(problems))('on %s', (_, { problem, score }) => {
  test.each(['differentialEvolution', 'tpe'])(
    '%s comes nearer than half as far as random search, with the same 200 trials',
    (name) => {
      expect(reached(searches[name], 200, problem, score)).toBeGreaterThan(
        0.5 * reached(randomSearch, 200, problem, score),
      )
    },
  )
})

describe('differentialEvolution and tpe', () => {
  test.each(['differentialEvolution', 'tpe'])('%s come to the peak itself in 600 trials of a million sets', (name) => {
    const { problem, score } = problems['a peak of three parameters']
    expect(reached(searches[name], 600, problem, score)).toBeGreaterThan(-0.0004) // at most two steps from it
  })

  test.each(['differentialEvolution', 'tpe'])('%s goes on with the same sets when it is given more trials', (name) => {
    const { problem, score } = problems['values without order beside numbers']
    const more = keys(tried(searches[name]({ trials: 300 }), problem, score))
    const less = keys(tried(searches[name]({ trials: 110 }), problem, score))
    expect(less).toEqual(more.slice(0, 110))
    expect(planned(searches[name]({ trials: 300 }), problem).fingerprint).toBe(
      planned(searches[name]({ trials: 110 }), problem).fingerprint,
    )
  })

  test.each(['differentialEvolution', 'tpe'])('%s asks for scores a whole generation at a time', (name) => {
    const search =
      name === 'tpe' ? tpe({ trials: 50, generation: 20 }) : differentialEvolution({ trials: 50, population: 20 })
    const course = planned(search, square).course()
    const sizes: number[] = []
    for (let sets = course.next(); sets.length > 0; sets = course.next()) {
      sizes.push(sets.length)
      course.learn(sets.map(() => 1))
    }
    expect(sizes).toEqual([20, 20, 10])
  })

  test.each(['differentialEvolution', 'tpe'])('%s takes neither -Infinity nor Infinity amiss', (name) => {
    const score: Score = ({ a, b }) => (Number(a) < 50 ? -Infinity : a === b ? Infinity : Number(b))
    const sets = tried(searches[name]({ trials: 400 }), square, score)
    expect(sets.slice(200).filter(({ a }) => Number(a) >= 50).length).toBeGreaterThan(120) // by chance 100
  })
})

describe('new Axes(grid)', () => {
  const grid = searchSpace(
    { up: 0, down: 0, mixed: 0, text: '', one: 0 },
    { up: [1, 2, 5], down: [3, 2], mixed: [1, 3, 2], text: ['a', 'b'], one: [4] },
  )

  test('takes numbers that only rise or only fall for ordered, and other lists not', () => {
    expect(new Axes(grid).ordered).toEqual([true, true, false, false, true])
    expect(new Axes(grid).varied).toEqual([0, 1, 2, 3])
  })

  test('pointOf and numberOf are each other backwards, and the places are those of the values', () => {
    const axes = new Axes(grid)
    for (let number = 0; number < grid.size; number++) {
      const point = axes.pointOf(number)
      expect(axes.numberOf(point)).toBe(number)
      expect(point.map((place, axis) => grid.values[axis][place])).toEqual(Object.values(parametersAt(grid, number)))
    }
  })
})
