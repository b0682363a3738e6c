import { describe, expect, test } from 'vitest'
import type { MetricName } from '../../../src/metrics/registry.ts'
import { type Grid, parametersAt, searchSpace } from '../../../src/sweep/plan/search-space.ts'
import type { BacktestRow } from '../../../src/sweep/store/row.ts'
import { plateau } from '../../../src/verdict/plateau.ts'

const defaults = { fast: 1, slow: 1, mode: 'a' }
const grid = searchSpace(defaults, { fast: [3, 1, 2], slow: [10, 20, 30, 40], mode: ['a', 'b'] })

/** Rows of the whole grid with a made-up metric; undefined ones are left out. */
function rowsOf(
  space: Grid,
  metricOf: (parameters: Record<string, never>) => number | null | undefined,
  name: MetricName = 'sharpe',
): BacktestRow[] {
  return Array.from({ length: space.size }, (_, i) => parametersAt(space, i)).flatMap((parameters) => {
    const value = metricOf(parameters as never)
    if (value === undefined) return []
    return [{ strategy: 's', parameters, range: 'all', status: 'complete', metrics: { [name]: value } } as const]
  })
}

async function* streamed(rows: readonly BacktestRow[]) {
  yield* rows
}

async function around(rows: readonly BacktestRow[], at: object, name: MetricName = 'sharpe', space = grid) {
  const winner = rows.find(({ parameters }) => JSON.stringify(parameters) === JSON.stringify({ ...parameters, ...at }))
  return plateau(space, winner!, name, streamed(rows))
}

describe('plateau', () => {
  const hill = rowsOf(
    grid,
    ({ fast, slow, mode }) => (mode === 'a' ? 10 : -50) - Math.abs(fast - 2) - Math.abs(slow - 30) / 10,
  )

  test('looks one step away on every axis of numbers, in the order of the numbers', async () => {
    expect(await around(hill, { fast: 2, slow: 30, mode: 'a' })).toEqual({
      neighbours: 8,
      median: 8.5,
      worst: 8,
      medianOfBest: 0.85,
      worstOfBest: 0.8,
      atEdge: [],
      slices: [
        { parameter: 'fast', points: [1, 2, 3].map((value, i) => ({ value, metric: [9, 10, 9][i] })) },
        { parameter: 'slow', points: [10, 20, 30, 40].map((value, i) => ({ value, metric: [8, 9, 10, 9][i] })) },
      ],
    })
  })

  test('says of which parameters the winner has the first or last value', async () => {
    const corner = await around(hill, { fast: 3, slow: 40, mode: 'a' })
    expect(corner).toMatchObject({ neighbours: 3, atEdge: ['fast', 'slow'] })
  })

  test('leaves out what was not run, failed or has no value', async () => {
    const rows = rowsOf(grid, ({ fast, slow }) => (fast === 1 ? undefined : slow === 20 ? null : 1 + fast))
    const found = await around(rows, { fast: 3, slow: 30 })
    expect(found.neighbours).toBe(3) // 3/40, 2/30, 2/40
    expect(found.slices[0].points).toEqual([
      { value: 1, metric: NaN },
      { value: 2, metric: 3 },
      { value: 3, metric: 4 },
    ])
  })

  test('takes the largest for the worst where lower is better', async () => {
    const rows = rowsOf(grid, ({ fast }) => fast / 10, 'maxDrawdown')
    expect(await around(rows, { fast: 1, slow: 20 }, 'maxDrawdown')).toMatchObject({ worst: 0.2, worstOfBest: 2 })
  })

  test('has no shares of a best that is not above 0, and no neighbours where there is one set', async () => {
    const poor = await around(
      rowsOf(grid, ({ fast }) => -fast),
      { fast: 1, slow: 20 },
    )
    expect(poor).toMatchObject({ median: -2, medianOfBest: NaN, worstOfBest: NaN })
    const one = searchSpace(defaults, {})
    const alone = await around(
      rowsOf(one, () => 1),
      {},
      'sharpe',
      one,
    )
    expect(alone).toEqual({
      neighbours: 0,
      median: NaN,
      worst: NaN,
      medianOfBest: NaN,
      worstOfBest: NaN,
      atEdge: [],
      slices: [],
    })
  })

  test('steps on one axis at a time where there are more than eight', async () => {
    const names = 'abcdefghi'.split('')
    const many = searchSpace(
      Object.fromEntries(names.map((name) => [name, 0])),
      Object.fromEntries(names.map((name) => [name, [0, 1]])),
    )
    const winner = rowsOf(many, () => 1)[0]
    expect((await plateau(many, winner, 'sharpe', streamed(rowsOf(many, () => 1)))).neighbours).toBe(9)
  })
})
