import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ColumnMemory, columnBytes, type LeftMemory } from '../../../src/kernels/column-memory.ts'
import { collectGarbage } from '../../../src/sweep/run/collect-garbage.ts'

/** Leaves a memory in which columns were made; `use` may hold on to one. Only as a function of its own it leaves nothing behind on the stack. */
function left(use: (column: Float64Array) => void = () => {}): () => LeftMemory | null {
  let memory: ColumnMemory | null = new ColumnMemory(1000, 1e6)
  const lent = Float64Array.of(1, 2, 3)
  memory.lend(lent)
  memory.compare(lent, memory.column(3).fill(2), true)
  use(memory.column(1000).fill(7))
  return () => {
    const remains = memory!.leave()
    memory = null
    return remains
  }
}

/** In two turns of the event loop: what has been made is kept for one. */
async function leftAndCollected(use?: (column: Float64Array) => void): Promise<LeftMemory> {
  const leave = left(use)
  await setTimeout(1)
  const remains = leave()!
  collectGarbage()
  return remains
}

function element(view: Float64Array): () => number {
  return () => view[0]
}

describe('new ColumnMemory(longest, bytes, left)', () => {
  test('is made in the memory that was left when nothing of it is in use, and counts its bytes no more', async () => {
    const before = columnBytes()
    const remains = await leftAndCollected()
    expect(columnBytes()).toBeGreaterThan(before + 8000)
    const next = new ColumnMemory(1000, 1e6, remains)
    expect(columnBytes()).toBe(before)
    const column = next.column(1000)
    expect(column.buffer).toBe(remains.memory.buffer)
    expect([...next.compare(column.fill(3), 2)!.greater]).toEqual([...new Array(31).fill(-1), 255])
  })

  test.each([
    ['a column', (column: Float64Array) => () => column[10]],
    ['a view of one', (column: Float64Array) => element(column.subarray(10))],
    [
      'the memory behind one',
      ({ buffer, byteOffset }: Float64Array) =>
        () =>
          new Float64Array(buffer, byteOffset)[10],
    ],
  ])('stays away from memory of which %s is held', async (_, hold) => {
    let held: () => number = () => NaN
    const remains = await leftAndCollected((column) => {
      held = hold(column)
    })
    const column = new ColumnMemory(1000, 1e6, remains).column(1000)
    column.fill(3)
    expect(column.buffer).not.toBe(remains.memory.buffer)
    expect(held()).toBe(7)
  })

  test('takes new memory when what was left is too small', async () => {
    const remains = await leftAndCollected()
    const column = new ColumnMemory(1000, 2e6, remains).column(1000)
    expect(column.buffer).not.toBe(remains.memory.buffer)
    expect(column.buffer.byteLength).toBeGreaterThan(2e6)
  })
})
