import type { ReturnSeries } from './return-sums.ts'

/** The returns beyond two bounds, in the order of the bars: the first of them in each array, which may be longer. */
export interface Beyond {
  readonly below: Float64Array
  belowCount: number
  /** With the other sign. */
  readonly above: Float64Array
  aboveCount: number
  /** Finds the returns below `low` and those above `high`. */
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
    // Every return is copied and only some stay: the processor could not guess which, and a branch would cost more than the copy.
    for (let i = 0; i < written; i++) {
      const value = values[i]
      below[belowCount] = value
      above[aboveCount] = -value
      belowCount = (belowCount + Number(value < low)) | 0
      aboveCount = (aboveCount + Number(value > high)) | 0
    }
    this.belowCount = belowCount
    this.aboveCount = aboveCount
  }
}
