import { expect, test } from 'vitest'
import { bytesOf, RowBytesBuffer } from '../../../src/sweep/store/row-bytes.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

test('bytesOf gives what each row was added with, and none of rows without and of rows that are not there', () => {
  const buffer = new RowBytesBuffer()
  for (const row of [null, bytes(1, 2), null, bytes(3), bytes()]) buffer.add(row)
  const rows = buffer.take()
  expect([0, 1, 2, 3, 4, 5].map((row) => [...bytesOf(rows, row)])).toEqual([[], [1, 2], [], [3], [], []])
})

test('bytesOf gives several rows in one piece', () => {
  const buffer = new RowBytesBuffer()
  for (const row of [bytes(1), null, bytes(2, 3), bytes(4)]) buffer.add(row)
  const rows = buffer.take()
  expect([...bytesOf(rows, 0, 4)]).toEqual([1, 2, 3, 4])
  expect([...bytesOf(rows, 1, 3)]).toEqual([2, 3])
  expect([...bytesOf(rows, 2, 2)]).toEqual([])
})

test('RowBytesBuffer holds rows that are larger than it was made for', () => {
  const buffer = new RowBytesBuffer()
  const large = new Uint8Array(100_000).map((_, i) => i % 251)
  buffer.add(bytes(7))
  buffer.add(large)
  const rows = buffer.take()
  expect(rows.bytes).toHaveLength(100_001)
  expect(bytesOf(rows, 0)).toEqual(bytes(7))
  expect(bytesOf(rows, 1)).toEqual(large)
})

test('take() leaves nothing behind, and what it gave stays as it is, in memory that can be given away', () => {
  const buffer = new RowBytesBuffer()
  const row = bytes(1, 2, 3)
  buffer.add(row)
  row.fill(9)
  const first = buffer.take()
  buffer.add(bytes(4))
  const second = buffer.take()
  expect([...bytesOf(first, 0)]).toEqual([1, 2, 3])
  expect([...second.ends]).toEqual([1])
  expect([...second.bytes]).toEqual([4])
  expect(first.bytes.buffer.byteLength).toBe(3)
  expect(buffer.take().ends).toHaveLength(0)
})
