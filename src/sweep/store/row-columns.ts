import type { RowBytes } from './row-bytes.ts'
import type { StoredBacktest } from './store.ts'

/** Backtests on their way to another thread: as columns, which take a tenth of the time that objects take to be handed over. */
export interface RowColumns {
  readonly numbers: Float64Array
  /** Those of one backtest after another; NaN is undefined. */
  readonly metrics: Float64Array
  /** Fingerprint, parameters as JSON and range of one backtest after another. */
  readonly texts: string
  /** Where each of the texts ends. */
  readonly textEnds: Uint32Array
  readonly errors: readonly (string | null)[]
  readonly details: RowBytes
}

const textsPerRow = 3

/**
 * Makes columns of batches, all in the same memory, which both threads see: nothing is copied on the way, nothing is left to be freed. So the
 * columns of a batch are valid until the next is made.
 */
export class ColumnMaker {
  private readonly width: number
  private memory = new SharedArrayBuffer(0)

  /** @param width metrics of a backtest */
  constructor(width: number) {
    this.width = width
  }

  columnsOf(backtests: readonly StoredBacktest[]): RowColumns {
    const { width } = this
    const count = backtests.length
    const details = backtests.map((backtest) => backtest.details)
    const detailBytes = details.reduce((sum, one) => sum + (one?.length ?? 0), 0)
    const [metricsAt, textEndsAt] = [8 * count, 8 * count * (1 + width)]
    const detailEndsAt = textEndsAt + 4 * count * textsPerRow
    const detailsAt = detailEndsAt + 4 * count
    const memory = this.memoryOf(detailsAt + detailBytes)
    const numbers = new Float64Array(memory, 0, count)
    const metrics = new Float64Array(memory, metricsAt, count * width).fill(NaN)
    const textEnds = new Uint32Array(memory, textEndsAt, count * textsPerRow)
    const ends = new Uint32Array(memory, detailEndsAt, count)
    const bytes = new Uint8Array(memory, detailsAt, detailBytes)
    const errors = new Array<string | null>(count)
    let texts = ''
    let textCount = 0
    let end = 0
    for (let row = 0; row < count; row++) {
      const backtest = backtests[row]
      numbers[row] = backtest.number
      errors[row] = backtest.error
      if (backtest.error === null) metrics.set(backtest.metrics, row * width)
      for (const text of [backtest.fingerprint, JSON.stringify(backtest.parameters), backtest.range]) {
        texts += text
        textEnds[textCount++] = texts.length
      }
      const own = details[row]
      if (own !== null) bytes.set(own, end)
      end += own?.length ?? 0
      ends[row] = end
    }
    return { numbers, metrics, texts, textEnds, errors, details: { bytes, ends } }
  }

  private memoryOf(bytes: number): SharedArrayBuffer {
    if (this.memory.byteLength < bytes) this.memory = new SharedArrayBuffer(Math.ceil(bytes / 8) * 16)
    return this.memory
  }
}

/** Fingerprint, parameters as JSON and range of a backtest. */
export function textsAt({ texts, textEnds }: RowColumns, row: number): [string, string, string] {
  const first = textsPerRow * row
  const [end0, end1, end2] = [textEnds[first], textEnds[first + 1], textEnds[first + 2]]
  return [texts.slice(textEnds[first - 1] ?? 0, end0), texts.slice(end0, end1), texts.slice(end1, end2)]
}
