import { expect, test } from 'vitest'
import { Plan } from '../../../src/sweep/plan/plan.ts'
import { searchSpace } from '../../../src/sweep/plan/search-space.ts'
import { WaitingRows } from '../../../src/sweep/run/waiting-rows.ts'
import { type Stretch, StretchRows } from '../../../src/sweep/store/stretch.ts'

const day = 86_400_000
const range = { name: 'all', start: 0, end: day, from: 0, to: 1 }
const plan = new Plan(searchSpace({ n: 0 }, { n: [0, 10, 20, 30, 40, 50, 60] }), undefined, [
  range,
  { ...range, name: 'later', start: day, end: 2 * day },
])

/** Backtests at these places of the later date range; their one metric is the place, the error of a failed one its place in the chunk. */
function chunk(sets: readonly number[], failed: readonly number[] = [], more: Partial<Stretch> = {}): StretchRows {
  const { space, ranges, parameterSets } = plan
  return new StretchRows(
    { space, ranges, parameterSets, fingerprintOf: (place, { n }) => `${place}-${n}` },
    {
      range: 1,
      sets: Uint32Array.from(sets),
      numbers: Uint32Array.from(sets), // of the whole grid
      metrics: Float64Array.from(sets),
      failures: failed.map((index) => ({ index, message: `place ${index}` })),
      details: null,
      ...more,
    },
  )
}

const seen = (waiting: WaitingRows, count: number) => {
  const batch = waiting.take(count)
  const told: [number, boolean][] = []
  batch.tell((number, hasFailed) => told.push([number, hasFailed]))
  expect(told).toEqual([...batch].map(({ number, error }) => [number, error !== null]))
  expect(batch.length).toBe(told.length)
  expect(told.map((_, place) => batch.at(place)?.number)).toEqual(told.map(([number]) => number))
  expect(batch.at(batch.length)).toBeUndefined()
  return [...batch].map(({ number, parameters, fingerprint, range: name, error, metrics }) => {
    expect(name).toBe('later')
    expect(fingerprint).toBe(`1-${parameters.n}`)
    return [number, parameters.n, error ?? metrics[0]]
  })
}

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

/** Details of so many bytes for one backtest after another, each filled with its place. */
function details(...lengths: number[]) {
  let end = 0
  const ends = Uint32Array.from(lengths, (length) => {
    end += length
    return end
  })
  return { bytes: Uint8Array.from(lengths.flatMap((length, place) => Array(length).fill(place))), ends }
}

test('WaitingRows gives no more rows than have so many bytes of details, but at least one', () => {
  const waiting = new WaitingRows()
  waiting.add(chunk([0, 1, 2], [1], { details: details(4, 0, 5) }), 3)
  waiting.add(chunk([3, 4, 5], [], { details: details(7, 30, 1) }), 3)
  expect(waiting.bytes).toBe(47)
  const lengths = () => [...waiting.take(4, 10)].map((row) => row.details?.length ?? null)
  expect(lengths()).toEqual([4, null, 5])
  expect(waiting.bytes).toBe(38)
  expect(lengths()).toEqual([7])
  expect(lengths()).toEqual([30])
  expect(lengths()).toEqual([1])
  expect(waiting.bytes).toBe(0)
  expect(waiting.length).toBe(0)
})

test('WaitingRows frees chunks whose rows have all been taken, and no others', () => {
  const results = [details(4, 4), details(3, 3)]
  const waiting = new WaitingRows()
  for (const one of results) waiting.add(chunk([0, 1], [], { details: one }), 2)
  const [, , third] = [...waiting.take(3)]
  waiting.free()
  expect(results.map(({ bytes }) => bytes.buffer.byteLength)).toEqual([0, 6])
  expect([...third.details!]).toEqual([0, 0, 0])
  expect([...third.metrics]).toEqual([0])
  expect([...[...waiting.take(1)][0].details!]).toEqual([1, 1, 1])
  waiting.free()
  expect(results[1].bytes.buffer.byteLength).toBe(0)
})

test('WaitingRows leaves chunks alone that were not freed before the next rows were taken: somebody keeps them', () => {
  const results = [details(4), details(3)]
  const waiting = new WaitingRows()
  for (const one of results) waiting.add(chunk([0], [], { details: one }), 1)
  waiting.take(1)
  waiting.take(1)
  waiting.free()
  expect(results.map(({ bytes }) => bytes.buffer.byteLength)).toEqual([4, 0])
})
