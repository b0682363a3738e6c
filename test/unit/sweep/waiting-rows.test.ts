import { expect, test } from 'vitest'
import { Plan } from '../../../src/sweep/plan/plan.ts'
import { searchSpace } from '../../../src/sweep/plan/search-space.ts'
import { ChunkRows, WaitingRows } from '../../../src/sweep/run/waiting-rows.ts'

const day = 86_400_000
const range = { name: 'all', start: 0, end: day, from: 0, to: 1 }
const plan = new Plan(searchSpace({ n: 0 }, { n: [0, 10, 20, 30, 40, 50, 60] }), undefined, [
  range,
  { ...range, name: 'later', start: day, end: 2 * day },
])

/** Backtests at these places of the later date range; their one metric is the place, the error of a failed one its place in the chunk. */
function chunk(sets: readonly number[], failed: readonly number[] = []): ChunkRows {
  const numbers = Uint32Array.from(sets) // of the whole grid
  return new ChunkRows({
    plan,
    chunk: { range: 1, sets: Uint32Array.from(sets), numbers },
    result: {
      metrics: Float64Array.from(sets),
      failures: failed.map((index) => ({ index, code: 'strategy-failed', message: `place ${index}` })),
      details: null,
      time: 1,
    },
    fingerprintOf: (place, { n }) => `${place}-${n}`,
  })
}

const seen = (waiting: WaitingRows, count: number) =>
  waiting.take(count).map(({ number, parameters, fingerprint, range: name, error, metrics }) => {
    expect(name).toBe('later')
    expect(fingerprint).toBe(`1-${parameters.n}`)
    return [number, parameters.n, error ?? metrics[0]]
  })

test('WaitingRows gives rows in their order, across chunks and in parts of them', () => {
  const waiting = new WaitingRows()
  waiting.add(chunk([0, 1, 2]), 3)
  waiting.add(chunk([4, 6], [1]), 2)
  expect(waiting.length).toBe(5)
  expect(seen(waiting, 2)).toEqual([
    [7, 0, 0],
    [8, 10, 1],
  ])
  expect(waiting.length).toBe(3)
  expect(seen(waiting, 2)).toEqual([
    [9, 20, 2],
    [11, 40, 4],
  ])
  expect(seen(waiting, 9)).toEqual([[13, 60, 'place 1']])
  expect(seen(waiting, 9)).toEqual([])
  expect(waiting.length).toBe(0)
})

test('WaitingRows leaves out what comes after the first `count` of a chunk', () => {
  const waiting = new WaitingRows()
  waiting.add(chunk([0, 1, 2], [1]), 2)
  waiting.add(chunk([3]), 0)
  waiting.add(chunk([4]), 1)
  expect(waiting.length).toBe(3)
  expect(seen(waiting, 3).map(([number]) => number)).toEqual([7, 8, 11])
})
