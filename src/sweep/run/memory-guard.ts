import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Heap in bytes that is left alone. */
const smallHeap = 96e6

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Keeps the heap of this thread near the size of what it holds.
 *
 * A long run makes little that lasts and much garbage, and on a machine with much memory V8 lets that grow to hundreds of
 * megabytes and keeps the pages. So when the heap has grown to twice what the last collection left, and is not small, it is
 * collected and the pages are given back: some 20 ms, once in a second or two.
 */
export class MemoryGuard {
  private limit = smallHeap
  private collect: Collect | null = null

  /** To be called between chunks of work. */
  check(): void {
    if (getHeapStatistics().total_heap_size < this.limit) return
    this.collect ??= exposedCollector()
    this.collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    this.limit = Math.max(smallHeap, 2 * getHeapStatistics().total_heap_size)
  }
}

function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
