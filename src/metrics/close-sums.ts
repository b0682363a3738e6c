import type { Column } from '../data/column.ts'
import { Extremes } from '../data/extremes.ts'

/**
 * Running sums of the returns of holding one unit at the closes of the bars [from, to): from them the sums over any stretch of bars are a
 * difference. Entry i is the sum over the bars up to from + i; the first bar has no return. Each sum is rounded once (Neumaier), so that no
 * error grows with the bars.
 */
export class CloseSums {
  readonly returns: Float64Array
  readonly squares: Float64Array
  /** The lowest close. */
  readonly lowest: number
  /** The largest size of an entry of `returns`. */
  readonly largestReturns: number
  #extremes: Extremes | undefined
  private readonly close: Column
  private readonly from: number
  private readonly to: number

  constructor(close: Column, from: number, to: number) {
    this.close = close
    this.from = from
    this.to = to
    this.returns = new Float64Array(to - from)
    this.squares = new Float64Array(to - from)
    const returns = new RunningSum()
    const squares = new RunningSum()
    let lowest = Infinity
    let largestReturns = 0
    for (let t = from; t < to; t++) {
      if (t > from) {
        const change = close[t] / close[t - 1] - 1
        this.returns[t - from] = returns.plus(change)
        this.squares[t - from] = squares.plus(change * change)
        largestReturns = Math.max(largestReturns, Math.abs(this.returns[t - from]))
      }
      lowest = Math.min(lowest, close[t])
    }
    this.lowest = lowest
    this.largestReturns = largestReturns
  }

  /** Of the closes; made when somebody asks. */
  get extremes(): Extremes {
    this.#extremes ??= new Extremes(this.close, this.close, this.from, this.to)
    return this.#extremes
  }

  isOf(close: Column, from: number, to: number): boolean {
    return close === this.close && from === this.from && to === this.to
  }
}

/** A sum that remembers what was rounded off. */
class RunningSum {
  private sum = 0
  private lost = 0

  plus(value: number): number {
    const sum = this.sum + value
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum
    this.sum = sum
    return sum + this.lost
  }
}
