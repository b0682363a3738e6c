import { assert } from '../base/assert.ts'
import type { Column } from '../data/column.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import type { ReturnSeries } from './return-sums.ts'

/** The equity as a whole. */
export interface EquityFacts {
  /** Bars measured, which is also the number of returns. */
  readonly bars: number
  /** Bars with a position at their close. */
  readonly barsInPosition: number
  /** Equity at the last close; the initial amount when there are no bars. */
  readonly finalValue: number
  /** Mean return of one bar; NaN without bars. */
  readonly meanReturn: number
  /** Largest loss from a running peak, as a positive fraction of that peak. */
  readonly maxDrawdown: number
}

/** What only a walk over every bar of it finds. */
export interface CurveFacts {
  /** Mean of the equity over the closes; NaN without bars. */
  readonly meanValue: number
  /** Bars from the peak before the maximum drawdown to its recovery, or to the last bar. */
  readonly maxDrawdownDuration: number
  /** Length of the longest run of bars below the running peak. */
  readonly longestUnderwater: number
  /** Sum over all bars of the squared drawdown. */
  readonly squaredDrawdowns: number
}

export const noCurve: CurveFacts = Object.freeze({
  meanValue: NaN,
  maxDrawdownDuration: NaN,
  longestUnderwater: NaN,
  squaredDrawdowns: NaN,
})

/**
 * The equity curve, walked once, from segment to segment between fills.
 *
 * 1. Between two fills cash and units stand still, so the equity at a close is cash + units * close.
 * 2. Without a position the equity stands still after the first bar of the segment: the other returns
 *    are exactly zero and are only counted, not written.
 * 3. All other returns go to `returns`, in order.
 * 4. Drawdowns are booked by episode, from the bar on which the equity falls below its running peak to the
 *    bar on which it is back; within an episode the peak is fixed, so one division at its end serves the
 *    lowest equity and the sum of squares alike. The running peak starts at the initial amount, before bar `from`.
 * 5. Sums over bars are sums over those with even, with odd and without a return, one after the other, as the lanes of the kernel
 *    that does the same (equity-kernels.ts).
 *
 * An account whose equity is zero or less is ruined: the bar of the ruin has a return of -1 or less, and a
 * bar that follows such an equity has the return 0.
 *
 * `returns.values` must have room for every bar. `close` is read on [from, to) only.
 */
export function walkEquity(
  ledger: Pick<Ledger, 'fillCount' | 'fillBar' | 'cashAfter' | 'unitsAfter'>,
  close: Column,
  { from, to, initialAmount }: { from: number; to: number; initialAmount: number },
  returns: ReturnSeries,
): { readonly equity: EquityFacts; readonly curve: CurveFacts } {
  const { fillCount, fillBar, cashAfter, unitsAfter } = ledger
  const { values } = returns
  let written = 0
  let evenReturns = 0
  let oddReturns = 0
  let evenValues = 0
  let oddValues = 0
  let stillValues = 0
  let barsInPosition = 0

  let peak = initialAmount
  let peakBar = from - 1 // the first bar that reached the peak
  let lastAtPeak = from - 1
  let lowest = Infinity // of the present episode, as is the next
  let evenFalls = 0
  let oddFalls = 0
  let stillFalls = 0
  const drawdowns = new Drawdowns()

  let cash = initialAmount
  let units = 0
  let previous = initialAmount
  let bar = from
  for (let fill = 0; fill <= fillCount; fill++) {
    // The segment before this fill; empty when the fill before was on the same bar, so that the last one counts.
    const end = fill < fillCount ? fillBar[fill] : to
    assert(bar <= end && (fill === fillCount || end < to), 'fills are in order and on the bars measured')
    if (bar < end) {
      if (units !== 0) barsInPosition += end - bar
      const moving = units !== 0 ? end : bar + 1
      for (; bar < moving; bar++) {
        const value = cash + units * close[bar]
        const change = previous > 0 ? value / previous - 1 : 0
        values[written] = change
        const isEven = (written++ & 1) === 0
        if (isEven) {
          evenReturns += change
          evenValues += value
        } else {
          oddReturns += change
          oddValues += value
        }
        previous = value

        if (value < peak) {
          if (value < lowest) lowest = value
          const fall = peak - value
          if (isEven) evenFalls += fall * fall
          else oddFalls += fall * fall
        } else {
          if (lastAtPeak < bar - 1) {
            drawdowns.book(peak, lowest, evenFalls + oddFalls + stillFalls, bar - 1 - lastAtPeak, bar - peakBar)
            lowest = Infinity
            evenFalls = 0
            oddFalls = 0
            stillFalls = 0
          }
          lastAtPeak = bar
          if (value > peak) {
            peak = value
            peakBar = bar
          }
        }
      }

      const still = end - bar
      if (still > 0) {
        stillValues += still * previous
        const fall = peak - previous
        if (fall > 0) stillFalls += still * (fall * fall)
        else lastAtPeak = end - 1
        bar = end
      }
    }
    if (fill < fillCount) {
      cash = cashAfter[fill]
      units = unitsAfter[fill]
    }
  }
  const last = to - 1
  if (lastAtPeak < last)
    drawdowns.book(peak, lowest, evenFalls + oddFalls + stillFalls, last - lastAtPeak, last - peakBar)

  const bars = to - from
  returns.written = written
  returns.zeros = bars - written
  return {
    equity: {
      bars,
      barsInPosition,
      finalValue: previous,
      meanReturn: (evenReturns + oddReturns) / bars,
      maxDrawdown: drawdowns.max,
    },
    curve: {
      meanValue: (evenValues + oddValues + stillValues) / bars,
      maxDrawdownDuration: drawdowns.maxDuration,
      longestUnderwater: drawdowns.longest,
      squaredDrawdowns: drawdowns.squares,
    },
  }
}

class Drawdowns {
  max = 0
  maxDuration = 0
  longest = 0
  squares = 0

  /** An episode that had `bars` below `peak` and `duration` bars from the peak to its end. */
  book(peak: number, lowest: number, squaredFalls: number, bars: number, duration: number): void {
    const drawdown = 1 - lowest / peak
    if (drawdown > this.max) {
      this.max = drawdown
      this.maxDuration = duration
    }
    if (bars > this.longest) this.longest = bars
    this.squares += squaredFalls / (peak * peak)
  }
}
