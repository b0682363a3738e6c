import type { Beyond } from './beyond.ts'
import type { ReturnSeries } from './return-sums.ts'
import { select } from './select.ts'

/** The two ends of the distribution of the returns. Without bars all are NaN. */
export interface TailFacts {
  /** 5 % quantile. */
  readonly low: number
  /** 95 % quantile. */
  readonly high: number
  /** Mean of the floor(0.05 * (n - 1)) + 1 smallest returns. */
  readonly meanOfLow: number
}

const lowShare = 0.05
const highShare = 0.95

export const noTails: TailFacts = Object.freeze({ low: NaN, high: NaN, meanOfLow: NaN })

/**
 * Measures the tails of one series of returns after the other.
 *
 * 1. Gather the few returns beyond bounds, which are a little nearer to zero than the quantiles of the series before: where one strategy
 *    is run with many parameters, they hardly move. When too few are there to tell the quantiles, gather all but zeros.
 * 2. Find the quantiles among them by rank (rank = q * (n - 1)), with linear interpolation between the two nearest ones.
 * 3. Add up those below the lower one.
 *
 * What was measured before makes it fast; the facts do not depend on it, to the last bit.
 */
export class Tails {
  private readonly lower = new Tail()
  private readonly upper = new Tail()

  measure(returns: ReturnSeries, beyond: Beyond): TailFacts {
    const { lower, upper } = this
    const { written, zeros } = returns
    const last = written + zeros - 1
    if (last < 0) return noTails

    const lowRank = Math.floor(lowShare * last)
    const highRank = Math.floor(highShare * last)
    beyond.gather(returns, lower.bound, -upper.bound)
    if (beyond.belowCount < lowRank + 2 || beyond.aboveCount < last - highRank + 1) beyond.gather(returns, 0, 0)
    lower.take(beyond.below, beyond.belowCount)
    upper.take(beyond.above, beyond.aboveCount)

    const lowInner = this.ranked(Math.min(lowRank + 1, last), last)
    const largest = this.ranked(lowRank, last)
    const highInner = this.ranked(highRank, last)
    const highOuter = this.ranked(Math.min(highRank + 1, last), last)
    lower.guess(lowInner)
    upper.guess(-highInner)
    return {
      low: largest + (lowInner - largest) * (lowShare * last - lowRank),
      high: highInner + (highOuter - highInner) * (highShare * last - highRank),
      meanOfLow: this.sumOfLowest(returns, lowRank + 1, largest) / (lowRank + 1),
    }
  }

  /** The return of that rank among all, `last` being the highest; either tail holds it, or all that are not zero do not. */
  private ranked(rank: number, last: number): number {
    if (rank < this.lower.count) return this.lower.smallest(rank)
    if (last - rank < this.upper.count) return -this.upper.smallest(last - rank)
    return 0
  }

  /**
   * The sum of the `count` smallest returns, the largest of which is `largest`: of those below it, and as many equal to it as are missing
   * then. "Not above it" would mean the same without ties; but where every entry costs the same fee, many returns are equal but for
   * their last bits, and which of them are counted would be up to rounding.
   */
  private sumOfLowest({ values, written, zeros }: ReturnSeries, count: number, largest: number): number {
    const all = largest > 0 // there are hardly any losses then: the sum goes over all returns
    const candidates = all ? values : this.lower.candidates
    const end = all ? written : this.lower.count
    let sum = 0
    let below = all ? zeros : 0
    for (let i = 0; i < end; i++) {
      const value = candidates[i]
      if (value < largest) {
        sum += value
        below++
      }
    }
    return sum + (count - below) * largest
  }
}

/** One end of the distribution; the upper one with the other sign, so that both have their ranks from the end and only negative numbers. */
class Tail {
  candidates: Float64Array = new Float64Array(0)
  count = 0
  /** Where candidates begin. */
  bound = 0
  /** Candidates around the expected rank, and their number; `outside` more are further from zero. */
  private near = new Float64Array(0)
  private nearCount = 0
  private outside = 0
  private expected = 0

  /** Sets what the inner rank is expected to be the next time. */
  guess(value: number): void {
    this.expected = Math.min(value, 0)
    this.bound = this.expected * (1 - margin)
  }

  /** Uses the first `count` candidates. */
  take(candidates: Float64Array, count: number): void {
    this.candidates = candidates
    this.count = count
    if (this.near.length < count) this.near = new Float64Array(candidates.length)
    const { near } = this
    const nearest = this.expected * (1 - window)
    const furthest = this.expected * (1 + window)
    let nearCount = 0
    let outside = 0
    for (let i = 0; i < count; i++) {
      const value = candidates[i]
      const isOutside = Number(value < furthest)
      near[nearCount] = value
      nearCount = (nearCount + Number(value < nearest) - isOutside) | 0
      outside = (outside + isOutside) | 0
    }
    this.nearCount = nearCount
    this.outside = outside
  }

  /** The candidate of that rank, from 0. */
  smallest(rank: number): number {
    if (rank < this.outside || rank >= this.outside + this.nearCount) {
      this.near.set(this.candidates.subarray(0, this.count))
      this.nearCount = this.count
      this.outside = 0
    }
    return select(this.near, rank - this.outside, 0, this.nearCount - 1)
  }
}

/** What a tail reaches in from where its quantile is expected, as a part of that. */
const margin = 0.08
/** How near the expected quantile the true one is looked for first, as a part of it. */
const window = 0.05
