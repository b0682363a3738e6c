import { blockBars, type Extremes } from '../data/extremes.ts'

/** Of a level at which the drawdown would be the deepest one: rounding cannot hide a deeper one above it. */
const margin = 1 + 1e-14

/**
 * The maximum drawdown of an equity that follows a price, found from the price's extremes instead of at every bar.
 *
 * While units stand still the equity rises and falls with the close, rounding included, so the lowest close of a stretch gives
 * its lowest equity and the highest its highest. A stretch is gone over in windows, and a window
 *
 * 1. without a new peak matters only when its lowest equity is lower than the maximum drawdown so far allows;
 * 2. that could not beat the maximum, even if its lowest came after its highest, only moves the peak;
 * 3. in any other case is gone over in narrower windows, down to single bars.
 *
 * The result has the bits of a walk over every bar. The kernel in kernels/assembly/screen.ts does the same.
 */
export class Drawdown {
  /** A positive fraction of the peak. */
  max = 0
  private peak: number
  /** No equity at or above it is a deeper drawdown. */
  private floor: number
  private readonly extremes: Extremes

  /** @param extremes of the closes; bars are counted as there */
  constructor(extremes: Extremes, initialAmount: number) {
    this.extremes = extremes
    this.peak = initialAmount
    this.floor = initialAmount * margin
  }

  /** Goes to an equity of `value`. */
  reach(value: number): void {
    if (value > this.peak) this.rise(value)
    else if (value < this.floor) this.fall(value)
  }

  /** Goes over the bars [start, end), at least one, with `cash` and `units`, which are not negative. */
  hold(cash: number, units: number, start: number, end: number): void {
    const { pairs, blocks, windows, levels } = this.extremes
    let bar = start
    for (let level = 0; bar < end; ) {
      const whole = bar % blockBars === 0 && bar + blockBars <= end
      const width = whole ? blockBars << level : 1
      if (bar + width > end) {
        level--
        continue
      }
      const at = whole ? windows + 2 * (level * blocks + bar / blockBars) : 2 * bar
      const low = cash + units * pairs[at]
      const high = cash + units * pairs[at + 1]
      if (high <= this.peak) {
        if (low < this.floor) this.fall(low)
      } else if (width === 1 || low >= high * (1 - this.max) * margin) {
        this.rise(high)
      } else if (level > 0) {
        level--
        continue
      } else {
        for (let i = bar; i < bar + blockBars; i++) this.reach(cash + units * pairs[2 * i])
      }
      bar += width
      if (whole && level + 1 < levels) level++
    }
  }

  private rise(peak: number): void {
    this.peak = peak
    this.floor = peak * (1 - this.max) * margin
  }

  private fall(value: number): void {
    const drawdown = 1 - value / this.peak
    if (!(drawdown > this.max)) return
    this.max = drawdown
    this.floor = this.peak * (1 - drawdown) * margin
  }
}
