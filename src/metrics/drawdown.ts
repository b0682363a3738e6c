import type { Extremes } from '../data/extremes.ts'

/**
 * The maximum drawdown of an equity that follows a price, found from the price's extremes instead of at every bar.
 *
 * While units stand still the equity rises and falls with the close, rounding included, so the lowest close of a stretch gives
 * its lowest equity and the highest its highest. A stretch
 *
 * 1. without a new peak only matters by its lowest equity;
 * 2. that could not beat the maximum, even if its lowest came after its highest, only moves the peak;
 * 3. in any other case is taken in two parts, one after the other, down to single bars.
 *
 * The result has the bits of a walk over every bar.
 */
export class Drawdown {
  private peak: number
  /** The lowest equity since the peak that matters. */
  private lowest: number
  /** Until the present peak. */
  private deepest = 0
  private readonly extremes: Extremes
  // what is held: fields, because numbers that are passed on from call to call become garbage
  private cash = 0
  private units = 0

  /** @param extremes of the closes; bars are counted as there */
  constructor(extremes: Extremes, initialAmount: number) {
    this.extremes = extremes
    this.peak = initialAmount
    this.lowest = initialAmount
  }

  /** A positive fraction of the peak. */
  get max(): number {
    return Math.max(this.deepest, 1 - this.lowest / this.peak)
  }

  /** Goes to an equity of `value`. */
  reach(value: number): void {
    if (value < this.lowest) this.lowest = value
    else if (value > this.peak) this.rise(value)
  }

  /** Goes over the bars [start, end), at least one, with `cash` and `units`, which are not negative. */
  hold(cash: number, units: number, start: number, end: number): void {
    this.cash = cash
    this.units = units
    this.follow(start, end)
  }

  private follow(start: number, end: number): void {
    const { cash, units } = this
    const { pairs, bars } = this.extremes
    const level = this.extremes.levelFor(end - start)
    const width = 1 << level
    const last = 2 * (level * bars + end - width)
    let lowest = this.lowest
    for (let at = 2 * (level * bars + start); ; at += 2 * width) {
      if (at > last) at = last
      const low = cash + units * pairs[at]
      if (cash + units * pairs[at + 1] > this.peak) {
        this.climb(start, end)
        return
      }
      if (low < lowest) lowest = low
      if (at === last) break
    }
    this.lowest = lowest
  }

  /** The same where a peak is on the way. */
  private climb(start: number, end: number): void {
    const { cash, units } = this
    const { pairs, bars } = this.extremes
    const level = this.extremes.levelFor(end - start)
    const width = 1 << level
    const last = 2 * (level * bars + end - width)
    let low = Infinity
    let high = -Infinity
    for (let at = 2 * (level * bars + start); ; at += 2 * width) {
      if (at > last) at = last
      low = Math.min(low, cash + units * pairs[at])
      high = Math.max(high, cash + units * pairs[at + 1])
      if (at === last) break
    }
    if (end - start === 1 || 1 - low / high <= this.max) {
      this.rise(high)
    } else {
      const middle = start + (1 << (31 - Math.clz32(end - start - 1))) // less than the whole
      this.follow(start, middle)
      this.follow(middle, end)
    }
  }

  private rise(peak: number): void {
    this.deepest = this.max
    this.peak = peak
    this.lowest = peak
  }
}
