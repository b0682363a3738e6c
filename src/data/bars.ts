import { createHash } from 'node:crypto'
import { BacksweepError } from '../base/errors.ts'
import { type Column, markConstant } from './column.ts'
import { formatTime } from './time.ts'
import { timeframeMs } from './timeframe.ts'
import { type BarColumns, barRules, firstError, validateBars } from './validate.ts'

/** What `Bars.from` makes bars of. Columns are copied. Without a volume it is zero on every bar. */
export interface BarsInput extends Omit<BarColumns, 'volume' | 'adjclose'> {
  readonly symbol: string
  readonly timeframe: string
  readonly volume?: ArrayLike<number>
}

/** Bars on their way to another thread: a plain object that `postMessage` passes on without copying the columns. */
export interface SharedBars {
  readonly symbol: string
  readonly timeframe: string
  /** Six columns one after another, each of `capacity` numbers; the bars are `offset` to `offset + length`. */
  readonly buffer: SharedArrayBuffer
  readonly capacity: number
  readonly offset: number
  readonly length: number
}

const columnNames = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
const bytesPerNumber = Float64Array.BYTES_PER_ELEMENT

/**
 * A price series: six columns of equal length in one shared buffer, sorted by time, without holes in the
 * values. Nothing here writes after `from`, and all views and threads see the same memory.
 */
export class Bars {
  readonly symbol: string
  /** Time that one bar covers: '1m', '5m', '1h', '1d', '1w'. */
  readonly timeframe: string
  readonly length: number
  /** Start of the bar, UTC epoch milliseconds; as the source stamps it. */
  readonly time: Column
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  /** Units traded; zero where none is known. */
  readonly volume: Column

  readonly #shared: SharedBars
  #fingerprint: string | undefined

  private constructor(shared: SharedBars) {
    const column = (index: number): Column =>
      markConstant(
        new Float64Array(shared.buffer, (index * shared.capacity + shared.offset) * bytesPerNumber, shared.length),
      )
    this.#shared = shared
    this.symbol = shared.symbol
    this.timeframe = shared.timeframe
    this.length = shared.length
    this.time = column(0)
    this.open = column(1)
    this.high = column(2)
    this.low = column(3)
    this.close = column(4)
    this.volume = column(5)
    Object.freeze(this)
  }

  /**
   * Copies columns into bars. Columns of different lengths and broken rules (see `validateBars`) are the
   * error 'bars-invalid', which names the first bad bar; gaps are allowed. No bars at all are allowed too.
   */
  static from(input: BarsInput): Bars {
    const { symbol, timeframe, time } = input
    timeframeMs(timeframe)
    for (const name of columnNames) {
      const column = input[name]
      if (column !== undefined && column.length !== time.length) {
        const lengths = `${name} has ${column.length} values and time has ${time.length}`
        throw new BacksweepError('bars-invalid', `${symbol}: ${lengths}: give columns of one length`, {
          symbol,
          column: name,
        })
      }
    }

    const bars = Bars.derived(input)
    refuseInvalid(bars)
    return bars
  }

  /**
   * Bars made from others, which were checked, and with columns of one length. Nothing is checked again: where some are missing, the steps
   * between those that are left may be others than the timeframe.
   */
  static derived(input: BarsInput): Bars {
    const { symbol, timeframe, time } = input
    const capacity = time.length
    const buffer = new SharedArrayBuffer(columnNames.length * capacity * bytesPerNumber)
    const numbers = new Float64Array(buffer)
    columnNames.forEach((name, index) => {
      const column = input[name]
      if (column !== undefined) numbers.set(column, index * capacity)
    })
    return new Bars({ symbol, timeframe, buffer, capacity, offset: 0, length: capacity })
  }

  /** Bars that another thread shared: same memory, not validated again. */
  static fromShared(shared: SharedBars): Bars {
    return new Bars(shared)
  }

  share(): SharedBars {
    return this.#shared
  }

  /** A view on the bars from <= i < to, without copying; negative indices count from the end, as in `subarray`. */
  slice(from = 0, to = this.length): Bars {
    const first = clamp(from, this.length)
    const length = Math.max(0, clamp(to, this.length) - first)
    return new Bars({ ...this.#shared, offset: this.#shared.offset + first, length })
  }

  /** A view on the bars with start <= time < end, both UTC epoch milliseconds. */
  between(start: number, end: number): Bars {
    return this.slice(this.indexAt(start), this.indexAt(end))
  }

  /** Index of the first bar at or after `time`; the number of bars when there is none, and for NaN. */
  indexAt(time: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.time[middle] >= time) high = middle
      else low = middle + 1
    }
    return low
  }

  /**
   * Identity of the content: SHA-256 in hexadecimal of the timeframe, the number of bars and the bytes of
   * the six columns of this view, in the little-endian order of every platform that Node is commonly run
   * on. The symbol is not part of it. Computed once; `Bars.fromShared(bars.share()).fingerprint` looks again.
   */
  get fingerprint(): string {
    if (this.#fingerprint === undefined) {
      const hash = createHash('sha256').update(`${this.timeframe}\n${this.length}\n`)
      for (const name of columnNames) hash.update(this[name] as Float64Array)
      this.#fingerprint = hash.digest('hex')
    }
    return this.#fingerprint
  }
}

function refuseInvalid(bars: Bars): void {
  const report = validateBars(bars, bars.timeframe)
  const first = firstError(report)
  if (first === undefined) return
  const { bar, kind, column, message } = first.problem
  throw new BacksweepError(
    'bars-invalid',
    `${bars.symbol}: bar ${bar} (${formatTime(bars.time[bar])}): ${message}${first.more}: ${barRules[kind]}`,
    { symbol: bars.symbol, bar, problem: kind, column, errors: report.errors },
  )
}

function clamp(index: number, length: number): number {
  const whole = Math.trunc(index) || 0 // NaN counts as 0
  return Math.min(Math.max(whole < 0 ? whole + length : whole, 0), length)
}
