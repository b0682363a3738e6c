import { startOf } from './row-bytes.ts'
import type { BatchPart } from './store.ts'
import type { Stretch } from './stretch.ts'

/**
 * Puts stretches, batch by batch, into memory that two threads see, always the same: nothing is copied on the way from one to the other and
 * nothing is left to be freed. So the stretches of a batch are valid until the next is put there.
 */
export class SharedStretches {
  private memory = new SharedArrayBuffer(0)
  private used = 0

  /** Copies of the parts as stretches, without their texts. */
  put(parts: readonly BatchPart[]): Stretch[] {
    this.makeRoom(parts.reduce((sum, part) => sum + bytesFor(part), 0))
    return parts.map((part) => this.copy(part))
  }

  private copy({ stretch, from, to }: BatchPart): Stretch {
    const { range, sets, numbers, metrics, failures, details } = stretch
    const width = metrics.length / numbers.length
    return {
      range,
      metrics: this.float64(metrics.subarray(from * width, to * width)),
      numbers:
        numbers instanceof Float64Array
          ? this.float64(numbers.subarray(from, to))
          : this.uint32(numbers.subarray(from, to)),
      sets: this.uint32(sets.subarray(from, to)),
      failures: failures
        .filter(({ index }) => index >= from && index < to)
        .map(({ index, message }) => ({ index: index - from, message })),
      details: details && {
        ends: this.uint32(details.ends.subarray(from, to).map((end) => end - startOf(details, from))),
        bytes: this.uint8(details.bytes.subarray(startOf(details, from), startOf(details, to))),
      },
    }
  }

  private float64(values: Float64Array): Float64Array {
    const copy = new Float64Array(this.memory, this.take(values.byteLength), values.length)
    copy.set(values)
    return copy
  }

  private uint32(values: Uint32Array): Uint32Array {
    const copy = new Uint32Array(this.memory, this.take(values.byteLength), values.length)
    copy.set(values)
    return copy
  }

  private uint8(values: Uint8Array): Uint8Array {
    const copy = new Uint8Array(this.memory, this.take(values.byteLength), values.length)
    copy.set(values)
    return copy
  }

  private take(bytes: number): number {
    const at = this.used
    this.used += aligned(bytes)
    return at
  }

  private makeRoom(bytes: number): void {
    this.used = 0
    if (this.memory.byteLength < bytes) this.memory = new SharedArrayBuffer(aligned(1.25 * bytes))
  }
}

function bytesFor({ stretch, from, to }: BatchPart): number {
  const { metrics, numbers, details } = stretch
  const count = to - from
  const columns =
    aligned((metrics.byteLength / numbers.length) * count) +
    aligned(numbers.BYTES_PER_ELEMENT * count) +
    aligned(4 * count)
  if (details === null) return columns
  return columns + aligned(4 * count) + aligned(startOf(details, to) - startOf(details, from))
}

/** To where every kind of number may begin. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8
}
