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
 * Quantiles by selection, with linear interpolation between the two nearest ranks (rank = q * (n - 1)).
 * Changes the order of `returns.values`, so it is the last to read them.
 */
export function measureTails({ values, written, zeros }: ReturnSeries): TailFacts {
  const last = written + zeros - 1
  if (last < 0) return noTails

  const settled = [-1, written] // indices of `values` whose value has its final place, and the two ends
  const low = quantile(lowShare)
  const high = quantile(highShare)

  // The smallest returns are those below the largest of them, and as many equal to it as are missing then. "Not above
  // the quantile" would mean the same without ties; but where every entry costs the same fee, many returns
  // are equal but for their last bits, and which of them are counted would be up to rounding.
  const rank = Math.floor(lowShare * last)
  const largest = ranked(rank)
  let sum = 0
  let count = largest > 0 ? zeros : 0
  for (let i = 0; i < written; i++) {
    if (values[i] < largest) {
      sum += values[i]
      count++
    }
  }
  sum += (rank + 1 - count) * largest
  return { low, high, meanOfLow: sum / (rank + 1) }

  function quantile(q: number): number {
    const rank = Math.floor(q * last)
    const next = Math.min(rank + 1, last)
    // The rank further inside first: it leaves only the few values beyond it to be searched for the other.
    const inner = ranked(q < 0.5 ? next : rank)
    const outer = ranked(q < 0.5 ? rank : next)
    const below = Math.min(inner, outer)
    return below + Math.abs(outer - inner) * (q * last - rank)
  }

  /** The return of that rank among all, the zeros that are not written included. */
  function ranked(rank: number): number {
    // Below zero the ranks among the written returns are those among all, above zero they are `zeros` lower.
    if (rank < written) {
      const value = smallest(rank)
      if (value < 0) return value
    }
    return rank < zeros ? 0 : Math.max(0, smallest(rank - zeros))
  }

  /** The k-th smallest of the written returns, searched only between its settled neighbours. */
  function smallest(k: number): number {
    const at = settled.findIndex((index) => index >= k)
    if (settled[at] === k) return values[k]
    select(values, k, settled[at - 1] + 1, settled[at] - 1)
    settled.splice(at, 0, k)
    return values[k]
  }
}
