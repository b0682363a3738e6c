import { expect, test } from 'vitest'
import { Pacer } from '../../../src/sweep/run/in-order.ts'

/** The size that is chosen after chunks of backtests that take so many milliseconds and bytes each. */
function sizeFor(milliseconds: number, bytes = 0): number {
  const pacer = new Pacer()
  for (let k = 0; k < 20; k++) pacer.took(pacer.size, pacer.size * milliseconds, pacer.size * bytes)
  return pacer.size
}

test('Pacer makes chunks of as many backtests as take 20 ms, but at least one and at most 4,096', () => {
  expect(sizeFor(0.1)).toBe(200)
  expect(sizeFor(300)).toBe(1)
  expect(sizeFor(0.001)).toBe(4096)
  expect(sizeFor(0)).toBe(4096)
})

test('Pacer makes chunks with no more than half a megabyte of details', () => {
  expect(sizeFor(0.1, 2000)).toBe(200)
  expect(sizeFor(0.1, 5000)).toBe(100)
  expect(sizeFor(0.1, 3e6)).toBe(1)
})

test('Pacer makes a chunk at most four times as large as the one before', () => {
  const pacer = new Pacer()
  const first = pacer.size
  pacer.took(first, 0.1, 0)
  expect(pacer.size).toBe(4 * first)
})
