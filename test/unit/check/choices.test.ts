import { describe, expect, test } from 'vitest'
import { Random } from '../../../src/base/random.ts'
import { chooseCuts } from '../../../src/check/choose-cuts.ts'
import { chooseSets } from '../../../src/check/choose-sets.ts'
import { plainSeries } from '../../../src/check/series.ts'
import { resolveDateRange } from '../../../src/data/date-range.ts'
import { range } from '../../../src/index.ts'
import { Plan } from '../../../src/sweep/plan/plan.ts'
import { spaceOf } from '../../../src/sweep/plan/search-space.ts'
import { sp500 } from '../../support/sp500.ts'

const all = resolveDateRange(sp500, { start: '2000-01-03', end: '2020-01-01' })
const defaults = { fast: 10, slow: 30, kind: 'sma' }

function chosen(parameters: object, count: number, where?: (parameters: never) => boolean, seed = 1) {
  const plan = new Plan(spaceOf(defaults, parameters as Record<string, unknown>), where, [all])
  return chooseSets(plan, defaults, { where, count, random: Random.from(seed) })
}

describe('chooseSets', () => {
  const grid = { fast: range(2, 60), slow: range(3, 61), kind: ['sma', 'ema'] }
  const ordered = ({ fast, slow }: { fast: number; slow: number }) => fast < slow

  test('gives so many different sets, the defaults and the extremes of every parameter among them', () => {
    const sets = chosen(grid, 20, ordered)
    expect(sets).toHaveLength(20)
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(20)
    expect(sets[0]).toEqual(defaults)
    for (const [name, least, most] of [
      ['fast', 2, 59],
      ['slow', 3, 60],
    ] as const) {
      const values = sets.map((set) => set[name] as number)
      expect([Math.min(...values), Math.max(...values)]).toEqual([least, most])
    }
    for (const set of sets) expect(ordered(set as never)).toBe(true)
  })

  test('gives the extremes also when that makes more than asked for', () => {
    expect(chosen({ fast: [3, 1, 2], slow: [5, 9, 4] }, 1).map(({ fast, slow }) => [fast, slow])).toEqual([
      [10, 30],
      [3, 5],
      [2, 4],
      [1, 5],
      [3, 9],
    ])
  })

  test('gives every set of a small sweep, and the defaults if where allows them', () => {
    expect(chosen({ fast: [1, 2], slow: [3, 4] }, 20)).toHaveLength(5)
    expect(chosen({ fast: [1, 2], slow: [3, 4] }, 20, ({ slow }: { slow: number }) => slow < 5)).toHaveLength(4)
  })

  test('draws others with another seed', () => {
    expect(chosen(grid, 20, ordered, 1)).toEqual(chosen(grid, 20, ordered, 1))
    expect(chosen(grid, 20, ordered, 2)).not.toEqual(chosen(grid, 20, ordered, 1))
  })
})

describe('chooseCuts', () => {
  const observed = (bars: readonly number[], length: number) => ({
    length,
    signals: [plainSeries('enterLong', (bar) => bars.includes(bar))],
    indicators: [],
  })

  test('gives cuts right before and after bars on which a signal begins or ends, and the last but one', () => {
    const cuts = chooseCuts(observed([100, 200, 201], 1000), 0, Random.from(1))
    expect(cuts).toEqual([...new Set(cuts)].sort((a, b) => a - b))
    // 100 begins, 101 is over, 200 begins, 202 is over
    for (const cut of [100, 101, 102, 200, 201, 202, 203, 999]) expect(cuts).toContain(cut)
  })

  test('gives cuts inside the range only, and some where nothing ever happens', () => {
    const cuts = chooseCuts(observed([], 1000), 500, Random.from(1))
    expect(cuts.length).toBeGreaterThan(5)
    for (const cut of cuts) expect(cut > 500 && cut < 1000).toBe(true)
    expect(chooseCuts(observed([0], 1), 0, Random.from(1))).toEqual([])
  })
})
