import { assert } from '../../base/assert.ts'
import type { PreparedSweep } from './prepare.ts'

/**
 * `count` of the numbers from 0 to `total` - 1 in rising order, spread evenly over all of them: fewer of them are always a part of more,
 * and no gap is much larger than the others. They are where the multiples of the golden ratio fall, which of all numbers avoid each other best.
 */
export function spread(total: number, count: number): Uint32Array {
  assert(count >= 1 && count <= total, 'a sample is a part of the whole')
  if (count === total) return Uint32Array.from({ length: total }, (_, number) => number)
  const chosen = new Set<number>()
  for (let i = 0; chosen.size < count; i++) chosen.add(Math.floor(((i * goldenRatio) % 1) * total))
  return Uint32Array.from(chosen).sort()
}

/** The sweep with some of its parameter sets on some of its date ranges, both spread evenly. */
export function sampled(prepared: PreparedSweep, sets: number, ranges: number): PreparedSweep {
  const { plan, job } = prepared
  const some = plan.ranges.filter((_, place, all) => isAmong(place, ranges, all.length))
  const part = plan.part(spread(plan.parameterSets, sets), some)
  return { ...prepared, plan: part, job: { ...job, ranges: part.ranges } }
}

const goldenRatio = 0.6180339887498949

/** Whether `place` is one of `count` that lie evenly among `all`, the last always being one. */
function isAmong(place: number, count: number, all: number): boolean {
  return Math.floor(((place + 1) * count) / all) > Math.floor((place * count) / all)
}
