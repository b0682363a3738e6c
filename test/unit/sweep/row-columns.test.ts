import { expect, test } from 'vitest'
import { bytesOf } from '../../../src/sweep/store/row-bytes.ts'
import { ColumnMaker, textsAt } from '../../../src/sweep/store/row-columns.ts'
import type { StoredBacktest } from '../../../src/sweep/store/store.ts'

function backtest(number: number, more: Partial<StoredBacktest> = {}): StoredBacktest {
  const metrics = Float64Array.of(number / 4, NaN)
  return {
    number,
    fingerprint: `f${number}`,
    parameters: { n: number },
    range: 'all',
    error: null,
    metrics,
    details: null,
    ...more,
  }
}

test('columnsOf puts all of every backtest into columns', () => {
  const columns = new ColumnMaker(2).columnsOf([
    backtest(3, { details: Uint8Array.of(1, 2, 3) }),
    backtest(4, { range: 'später', error: 'it threw', metrics: new Float64Array(0) }),
    backtest(5, { parameters: { name: '日本', on: true }, details: Uint8Array.of(4) }),
  ])
  expect([...columns.numbers]).toEqual([3, 4, 5])
  expect([...columns.metrics]).toEqual([0.75, NaN, NaN, NaN, 1.25, NaN])
  expect(columns.errors).toEqual([null, 'it threw', null])
  expect([0, 1, 2].map((row) => textsAt(columns, row))).toEqual([
    ['f3', '{"n":3}', 'all'],
    ['f4', '{"n":4}', 'später'],
    ['f5', '{"name":"日本","on":true}', 'all'],
  ])
  expect([0, 1, 2].map((row) => [...bytesOf(columns.details, row)])).toEqual([[1, 2, 3], [], [4]])
})

test('columnsOf uses the memory of the batch before, and leaves nothing of that', () => {
  const maker = new ColumnMaker(2)
  const large = maker.columnsOf(
    Array.from({ length: 50 }, (_, i) => backtest(i, { details: new Uint8Array(99).fill(7) })),
  )
  const { buffer } = large.numbers
  const small = maker.columnsOf([backtest(8, { error: 'it threw' }), backtest(9)])
  expect(small.numbers.buffer).toBe(buffer)
  expect([...small.metrics]).toEqual([NaN, NaN, 2.25, NaN])
  expect([...small.details.ends]).toEqual([0, 0])
})
