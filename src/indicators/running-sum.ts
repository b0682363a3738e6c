import type { Column } from '../data/column.ts'

/**
 * A sum that remembers what rounding takes away, so that values can enter and leave it for ever
 * without drift.
 *
 * Every addition is Knuth's TwoSum: `high` gets the rounded sum and the rounding error, which is
 * itself a number, goes to `low`. While `exact` holds, `high + low` is the true sum and `value` is that
 * sum rounded once: what an infinitely precise adder would give. It holds as long as the errors fit in
 * one number, which for values of about one size (every price series) is always. When it does not, clear and
 * add again (`addWindow`), so that no error outlives the window that caused it.
 */
export class RunningSum {
  private high = 0
  private low = 0
  private rounded = false

  clear(): void {
    this.high = 0
    this.low = 0
    this.rounded = false
  }

  /** Takes `x` in; `add(-x)` takes it out again. */
  add(x: number): void {
    const high = this.high + x
    const part = high - this.high
    const error = this.high - (high - part) + (x - part)
    this.high = high

    const low = this.low + error
    const lowPart = low - this.low
    // not 0: the errors no longer fit in `low`. NaN: the sum has overflowed
    if (this.low - (low - lowPart) + (error - lowPart) !== 0) this.rounded = true
    this.low = low
  }

  /** Starts over with the values of the bars from `start` up to `end`, without `end`. */
  addWindow(source: Column, start: number, end: number): void {
    this.clear()
    for (let i = start; i < end; i++) this.add(source[i])
  }

  /** Whether no error was lost since the sum was cleared. */
  get exact(): boolean {
    return !this.rounded
  }

  /** The sum, NaN when it has overflowed. */
  get value(): number {
    return this.high + this.low
  }
}
