import type { ReturnSeries } from './return-sums.ts'

/** The returns beyond two bounds, in the order of the bars: the first of them in each array, which may be longer. */
export interface Beyond {
  readonly below: Float64Array
  belowCount: number
  /** With the other sign. */
  readonly above: Float64Array
  aboveCount: number
  /** Finds the returns below `low` and those above `high`, which is not lower. */
  gather(returns: ReturnSeries, low: number, high: number): void
}

/** Finds what the kernel of equity-kernels.ts does. */
export class PlainBeyond implements Beyond {
  below = new Float64Array(0)
  belowCount = 0
  above = new Float64Array(0)
  aboveCount = 0

  gather({ values, written }: ReturnSeries, low: number, high: number): void {
    if (this.below.length < written) {
      this.below = new Float64Array(written)
      this.above = new Float64Array(written)
    }
    const { below, above } = this
    let belowCount = 0
    let aboveCount = 0
    for (let i = 0; i < written; i++) {
      const value = values[i]
      if (value < low) below[belowCount++] = value
      else if (value > high) above[aboveCount++] = -value
    }
    this.belowCount = belowCount
    this.aboveCount = aboveCount
  }
}
