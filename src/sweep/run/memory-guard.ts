import { getHeapStatistics } from 'node:v8'
import { elapsed } from '../../base/clock.ts'
import { collectGarbage } from './collect-garbage.ts'

/** Bytes that are left alone: of one thread of several, and of the only one. */
export const littleOfThread = 48e6
export const littleOfProcess = 72e6
/** Of the time of a thread that collections may take when there is just enough to collect, and how many times as much when there is twice that. */
const share = 0.02
const urgency = 3

/** Milliseconds that collections have taken of this thread, in all its runs. */
let spent = 0

/**
 * Keeps the memory of this thread, heap and typed arrays, near the size of what it holds.
 *
 * A long run makes little that lasts and much garbage, and on a machine with much memory V8 lets that grow to hundreds of
 * megabytes and keeps the pages. So when it has grown to twice what the last collection left, and is not little, it is
 * collected and the pages are given back.
 *
 * That takes some 30 ms, and more afterwards, since it makes the young generation small. So it has to wait until the thread has run for long enough
 * for that to be a small share of its time; the more there is to collect, the larger the share.
 */
export class MemoryGuard {
  /** Bytes that the last collection left: null until that is known, 0 before the first. */
  private left: number | null = 0
  private readonly little: number

  constructor(little: number) {
    this.little = little
  }

  /** To be called between chunks of work. */
  check(): void {
    const now = held()
    this.left ??= now
    const limit = Math.max(this.little, 2 * this.left)
    if (now < limit || spent > allowedShare(now / limit) * elapsed()) return
    const started = elapsed()
    collectGarbage('last-resort')
    spent += elapsed() - started
    this.left = null
  }
}

/** Of the time of a thread that collections may take when it holds `times` the limit: 2 % at 1, 6 % at 2, 18 % at 3, and so on. */
function allowedShare(times: number): number {
  return share * urgency ** (times - 1)
}

function held(): number {
  const { total_heap_size: heap, external_memory: arrays } = getHeapStatistics()
  return heap + arrays
}
