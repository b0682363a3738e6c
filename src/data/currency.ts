import { BacksweepError } from '../base/errors.ts'
import { Bars } from './bars.ts'
import { closings, lastEnded } from './closings.ts'

/**
 * Bars in another currency, such as the account's: prices times a rate, which is money of that currency for one unit of the bars'.
 *
 * The open takes the rate that was known when the bar began, the close that known when it ended: the close of the last bar of `rates` that
 * had closed by then. High and low take the higher and the lower of the two, so the range of a bar is rather too wide than too narrow.
 * Bars that begin before there is a rate are left out. `rates` may have any timeframe.
 *
 * Error 'option-invalid' when no bar begins after the first rate.
 */
export function inCurrency(bars: Bars, rates: Bars): Bars {
  const { symbol, timeframe, time } = bars
  const ended = closings(rates)
  const before = lastEnded(ended, Float64Array.from(time))
  const first = before.findIndex((place) => place >= 0)
  if (first < 0) {
    throw new BacksweepError(
      'option-invalid',
      `inCurrency got rates of ${rates.symbol} that begin after the last bar of ${symbol}: give rates of the same time.`,
      { option: 'rates', symbol },
    )
  }
  const after = lastEnded(ended, closings(bars))
  const rateAt = (places: Int32Array) => Float64Array.from(places.subarray(first), (place) => rates.close[place])
  const opening = rateAt(before)
  const closing = rateAt(after)
  const known = bars.slice(first)
  return Bars.derived({
    symbol,
    timeframe,
    time: known.time,
    open: Float64Array.from(known.open, (price, t) => price * opening[t]),
    high: Float64Array.from(known.high, (price, t) => price * Math.max(opening[t], closing[t])),
    low: Float64Array.from(known.low, (price, t) => price * Math.min(opening[t], closing[t])),
    close: Float64Array.from(known.close, (price, t) => price * closing[t]),
    volume: known.volume,
  })
}
