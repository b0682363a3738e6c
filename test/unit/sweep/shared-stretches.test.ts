import { expect, test } from 'vitest'
import { SharedStretches } from '../../../src/sweep/store/shared-stretches.ts'
import type { Stretch } from '../../../src/sweep/store/stretch.ts'

/** Four backtests with two metrics each, of which the third failed. */
function stretch(more: Partial<Stretch> = {}): Stretch {
  return {
    range: 1,
    sets: Uint32Array.of(3, 4, 7, 9),
    numbers: Uint32Array.of(30, 40, 70, 90),
    metrics: Float64Array.of(1, NaN, 2, 2.5, 99, 99, Infinity, 4.5),
    failures: [{ index: 2, message: 'it threw' }],
    details: null,
    ...more,
  }
}

const details = { bytes: Uint8Array.of(1, 2, 3, 4, 5, 6), ends: Uint32Array.of(2, 3, 3, 6) }

test('put copies all of a stretch but its texts into shared memory', () => {
  const whole = stretch({ numbers: Float64Array.of(3e10, 4, 7, 9), details })
  const [copy] = new SharedStretches().put([
    { stretch: { ...whole, texts: { lines: details, entries: details } }, from: 0, to: 4 },
  ])
  expect(copy).toEqual(whole)
  for (const array of [copy.sets, copy.numbers, copy.metrics, copy.details!.bytes, copy.details!.ends]) {
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
  }
})

test('put copies the part of a stretch that was asked for, of its details and failures, too', () => {
  const shared = new SharedStretches()
  const whole = stretch({ details })
  const part = (from: number, to: number) => ({ stretch: whole, from, to })
  expect(shared.put([part(0, 2), part(2, 4)])).toEqual([
    {
      range: 1,
      sets: Uint32Array.of(3, 4),
      numbers: Uint32Array.of(30, 40),
      metrics: Float64Array.of(1, NaN, 2, 2.5),
      failures: [],
      details: { bytes: Uint8Array.of(1, 2, 3), ends: Uint32Array.of(2, 3) },
    },
    {
      range: 1,
      sets: Uint32Array.of(7, 9),
      numbers: Uint32Array.of(70, 90),
      metrics: Float64Array.of(99, 99, Infinity, 4.5),
      failures: [{ index: 0, message: 'it threw' }],
      details: { bytes: Uint8Array.of(4, 5, 6), ends: Uint32Array.of(0, 3) },
    },
  ])
})

test('put uses the memory of the batch before, whatever was in that', () => {
  const shared = new SharedStretches()
  const large = Array.from({ length: 50 }, () => ({ stretch: stretch({ details }), from: 0, to: 4 }))
  const [{ metrics }] = shared.put(large)
  const [copy] = shared.put([{ stretch: stretch(), from: 1, to: 4 }])
  expect(copy.metrics.buffer).toBe(metrics.buffer)
  expect(copy.metrics).toEqual(Float64Array.of(2, 2.5, 99, 99, Infinity, 4.5))
})
