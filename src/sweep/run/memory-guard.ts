import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { columnBytes } from '../../kernels/column-memory.ts'

/** Bytes that are left alone. */
const little = 64e6

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Keeps the memory of this thread, heap and typed arrays, near the size of what it holds.
 *
 * A long run makes little that lasts and much garbage, and on a machine with much memory V8 lets that grow to hundreds of
 * megabytes and keeps the pages. So when it has grown to twice what the last collection left, and is not little, it is
 * collected and the pages are given back: some 20 ms, once in a second or two.
 */
export class MemoryGuard {
  /** Null after a collection, until it is known what that left. */
  private limit: number | null = little
  private collect: Collect | null = null

  /** To be called between chunks of work. */
  check(): void {
    this.limit ??= Math.max(little, 2 * held())
    if (held() < this.limit) return
    this.collect ??= exposedCollector()
    this.collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    this.limit = null
  }
}

function held(): number {
  const { total_heap_size: heap, external_memory: arrays } = getHeapStatistics()
  return heap + arrays + columnBytes()
}

function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
