import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Leaderboard } from '../../../src/sweep/store/leaderboard.ts'
import type { BacktestRow, StoredMetric } from '../../../src/sweep/store/row.ts'

function rowOf(number: number, metric: string, value: StoredMetric): BacktestRow {
  return { strategy: 's', parameters: { number }, range: 'all', status: 'complete', metrics: { [metric]: value } }
}

function numbers(rows: readonly BacktestRow[]): unknown[] {
  return rows.map(({ parameters }) => parameters.number)
}

const anyMetric: fc.Arbitrary<StoredMetric> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(null, 'Infinity', '-Infinity'),
)

describe('a Leaderboard of size n', () => {
  test.each(['sharpe', 'maxDrawdown'] as const)('by %s gives the first n of a full stable sort', (metric) => {
    const better = metric === 'maxDrawdown' ? -1 : 1
    fc.assert(
      fc.property(fc.array(anyMetric, { maxLength: 400 }), fc.nat(60), fc.nat(60), (values, size, asked) => {
        const rows = values.map((value, number) => rowOf(number, metric, value))
        const board = new Leaderboard(metric, size)
        for (const row of rows) board.add(row)

        const known = rows.filter((row) => row.metrics[metric] !== null)
        const missing = rows.filter((row) => row.metrics[metric] === null)
        known.sort((a, b) => {
          const [x, y] = [Number(a.metrics[metric]) * better, Number(b.metrics[metric]) * better]
          return x === y ? 0 : x > y ? -1 : 1
        })
        expect(numbers(board.top(asked))).toEqual(numbers([...known, ...missing].slice(0, Math.min(size, asked))))
      }),
    )
  })

  test('is the same in whatever order rows with their places in the plan are added', () => {
    const shuffled = fc.array(anyMetric, { maxLength: 400 }).chain((values) => {
      const rows = values.map((value, place) => ({ row: rowOf(place, 'sharpe', value), place }))
      return fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))
    })
    fc.assert(
      fc.property(shuffled, fc.nat(60), ([rows, mixed], size) => {
        const [inOrder, board] = [new Leaderboard('sharpe', size), new Leaderboard('sharpe', size)]
        for (const { row } of rows) inOrder.add(row)
        for (const { row, place } of mixed) board.add(row, place)
        expect(numbers(board.top(size))).toEqual(numbers(inOrder.top(size)))
      }),
    )
  })

  test('by a metric of which less is better has the smallest first', () => {
    const board = new Leaderboard('maxDrawdown', 3)
    for (const [number, value] of [0.3, 0.1, null, 0.2].entries()) board.add(rowOf(number, 'maxDrawdown', value))
    expect(numbers(board.top(3))).toEqual([1, 3, 0])
  })

  test('has infinite values at their end and undefined ones last of all, whichever came first', () => {
    const values = [null, '-Infinity', 5, 'Infinity', null, '-Infinity'] as const
    const board = new Leaderboard('kelly', 9)
    for (const [number, value] of values.entries()) board.add(rowOf(number, 'kelly', value))
    expect(numbers(board.top(9))).toEqual([3, 2, 1, 5, 0, 4])
  })

  test('leaves out failed backtests, and has rows without the metric last', () => {
    const board = new Leaderboard('sharpe', 9)
    board.add({ ...rowOf(0, 'sharpe', 1), status: 'failed', error: 'no', metrics: {} })
    board.add(rowOf(1, 'cagr', 1))
    board.add(rowOf(2, 'sharpe', -1))
    expect(numbers(board.top(9))).toEqual([2, 1])
  })

  test('can be asked in between', () => {
    const board = new Leaderboard('sharpe', 2)
    board.add(rowOf(0, 'sharpe', 1))
    expect(numbers(board.top(5))).toEqual([0])
    board.add(rowOf(1, 'sharpe', 2))
    board.add(rowOf(2, 'sharpe', 1))
    expect(numbers(board.top(5))).toEqual([1, 0])
  })
})
