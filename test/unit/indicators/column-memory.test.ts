import { describe, expect, test } from 'vitest'
import type { Column } from '../../../src/data/column.ts'
import { ColumnMemory } from '../../../src/indicators/column-memory.ts'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

const { close, length } = sp500

/** A `ta` that remembers so many columns, and what its memory has told. */
function limited(most: number, enough = most) {
  const computed: Column[] = []
  const forgotten: Column[] = []
  const memory = new ColumnMemory({
    most: most * length,
    enough: enough * length,
    computed: (column) => computed.push(column),
    forgotten: (column) => forgotten.push(column),
  })
  return { ta: createTa(sp500, memory), memory, computed, forgotten }
}

/** Fails as `toEqual` does not: two averages have the same values only if they are computed alike. */
function expectSame(found: readonly Column[], expected: readonly Column[]): void {
  expect(found).toHaveLength(expected.length)
  found.forEach((column, k) => void expect(column).toBe(expected[k]))
}

describe('ColumnMemory', () => {
  test('tells of every column once, when it is computed', () => {
    const { ta, memory, computed } = limited(10)
    const average = ta.sma(close, 20)
    const { middle, upper, lower } = ta.bollinger(close)
    ta.sma(close, 20)
    expectSame(computed, [average, middle, upper, lower])
    expect(memory.size).toBe(4 * length)
  })

  test('makeRoom() forgets nothing while there is not too much', () => {
    const { ta, memory, forgotten } = limited(2)
    const average = ta.sma(close, 20)
    ta.sma(close, 30)
    expect(memory.makeRoom()).toBe(0)
    expect(forgotten).toEqual([])
    expect(ta.sma(close, 20)).toBe(average)
  })

  test('makeRoom() forgets what was used before all others, and computes it anew when asked', () => {
    const { ta, memory, forgotten } = limited(3, 2)
    const [a, b, c, d] = [5, 6, 7, 8].map((period) => ta.sma(close, period))
    ta.sma(close, 5)
    expect(memory.makeRoom()).toBe(2 * length)
    expectSame(forgotten, [b, c])
    expect(ta.sma(close, 5)).toBe(a)
    expect(ta.sma(close, 8)).toBe(d)
    const again = ta.sma(close, 6)
    expect(again).not.toBe(b)
    expect(again).toEqual(b)
    expect(memory.size).toBe(3 * length)
  })

  test('forgets all columns of an indicator at once', () => {
    const { ta, memory, forgotten } = limited(3, 1)
    const { middle, upper, lower } = ta.bollinger(close)
    const average = ta.sma(close, 5)
    memory.makeRoom()
    expectSame(forgotten, [middle, upper, lower])
    expect(ta.sma(close, 5)).toBe(average)
    expect(ta.bollinger(close).upper).toEqual(upper)
  })

  test('leaves a column that is forgotten as it is to who holds it', () => {
    const { ta, memory } = limited(1, 0)
    const held = ta.sma(close, 5)
    const copy = held.slice()
    ta.sma(close, 6)
    memory.makeRoom()
    for (let period = 7; period < 30; period++) ta.sma(close, period)
    expect(held).toEqual(copy)
  })
})
