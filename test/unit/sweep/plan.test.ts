import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ResolvedDateRange } from '../../../src/data/date-range.ts'
import type { Parameters, ParameterValue } from '../../../src/simulation/model/strategy.ts'
import { Plan } from '../../../src/sweep/plan/plan.ts'
import { differentialEvolution, randomSearch } from '../../../src/sweep/plan/search.ts'
import { planOf } from '../../../src/sweep/plan/search-plan.ts'
import { range, searchSpace } from '../../../src/sweep/plan/search-space.ts'

const all: ResolvedDateRange = { name: 'all', start: 0, end: 10, from: 0, to: 10 }

function rangeOf(name: string, start: number, end: number): ResolvedDateRange {
  return { name, start, end, from: start, to: end }
}

/** The parameter sets that nested loops visit, the first parameter outermost. */
function nestedLoops(given: readonly (readonly [string, readonly ParameterValue[]])[]): Parameters[] {
  if (given.length === 0) return [{}]
  const [[name, values], ...inner] = given
  return values.flatMap((value) => nestedLoops(inner).map((rest) => ({ [name]: value, ...rest })))
}

const anyValues = fc.oneof(
  fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 }),
  fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  fc.uniqueArray(fc.boolean(), { minLength: 1 }),
)
const anyGrid = fc
  .array(anyValues, { maxLength: 4 })
  .map((lists) => lists.map((values, i) => [`p${i}`, values as readonly ParameterValue[]] as const))

describe('new Plan(space, where, ranges)', () => {
  test('at(i) for all i is what nested loops visit, ranges outermost', () => {
    const anyRanges = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 4 })
    const modulus = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(anyGrid, anyRanges, modulus, (grid, spans, nth) => {
        const given = Object.fromEntries(grid)
        const defaults = Object.fromEntries(grid.map(([name, [first]]) => [name, first]))
        const ranges = spans.map(([start, length], i) => rangeOf(`r${i}`, start, start + length))
        const sets = nestedLoops(grid)
        // keeps the first set and every nth after it
        const keeps = new Set(sets.filter((_, i) => i % nth === 0).map((set) => JSON.stringify(set)))
        const where = (set: Parameters) => keeps.has(JSON.stringify(set))

        const plan = new Plan(searchSpace(defaults, given), where, ranges)
        const inOrder = ranges.toSorted((a, b) => a.start - b.start || a.end - b.end)
        const wanted = inOrder.flatMap((range) =>
          sets.filter(where).map((parameters) => ({ parameters, range: range.name })),
        )
        const found = Array.from({ length: plan.length }, (_, i) => {
          const { parameters, range } = plan.at(i)
          return { parameters, range: range.name }
        })
        expect(found).toEqual(wanted)
        expect(plan.length).toBe(plan.parameterSets * ranges.length)
      }),
    )
  })

  test('orders date ranges by start, then by end, however they are given', () => {
    const late = rangeOf('late', 5, 10)
    const long = rangeOf('long', 0, 10)
    const early = rangeOf('early', 0, 5)
    const given = [late, long, early]
    const { ranges } = new Plan(searchSpace({ a: 1 }, {}), undefined, given)
    expect(ranges.map(({ name }) => name)).toEqual(['early', 'long', 'late'])
    expect(given).toEqual([late, long, early])
  })

  test('gives parameters in the order in which they vary', () => {
    const plan = new Plan(searchSpace({ a: 1, b: 2, c: 3 }, { b: [5, 6], a: [7] }), undefined, [all])
    expect(Object.entries(plan.at(1).parameters)).toEqual([
      ['c', 3],
      ['b', 6],
      ['a', 7],
    ])
  })

  test('says so when where leaves nothing to run', () => {
    expect(() => new Plan(searchSpace({ a: 1 }, { a: [1, 2, 3] }), () => false, [all])).toThrow(
      expect.objectContaining({
        code: 'sweep-empty',
        message: 'where() leaves none of the 3 parameter sets: loosen it or widen the parameters.',
      }),
    )
  })

  test('makes new parameters every time, so that a strategy can spoil only its own', () => {
    const plan = new Plan(searchSpace({ a: 1 }, {}), undefined, [all])
    ;(plan.at(0).parameters as Record<string, number>).a = 99
    expect(plan.at(0).parameters).toEqual({ a: 1 })
  })

  test('blocks(columns) is null, for the order of the list, of sets listed one by one and of searches', () => {
    const values = { a: range(0, 30), b: range(0, 30) }
    const defaults = { a: 1, b: 1 }
    const where = undefined
    expect(planOf(defaults, { parameters: values, where, search: null }, [all]).blocks(40)).not.toBeNull()
    expect(planOf(defaults, { parameters: values, where, search: null }, [all]).blocks(60)).toBeNull()
    for (const search of [randomSearch({ trials: 900 }), differentialEvolution({ trials: 900 })])
      expect(planOf(defaults, { parameters: values, where, search }, [all]).blocks(40)).toBeNull()
    const listed = values.a.flatMap((a) => values.b.map((b) => ({ a, b })))
    expect(planOf(defaults, { parameters: listed, where, search: null }, [all]).blocks(40)).toBeNull()
  })
})
