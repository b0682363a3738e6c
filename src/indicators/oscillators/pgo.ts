import { distanceFromMean } from '../distance-from-mean.ts'
import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { trueRange } from '../volatility/true-range.ts'

/** Pretty good oscillator (Johnson): how many average ranges the close is away from its average. */
export const pgo = defineIndicator({
  name: 'pgo',
  title: 'Pretty good oscillator',
  formula:
    '(close - sma(period) of close) / ema(period) of the true range (Mark Johnson; backtrader divides by atr(period), which ' +
    "is Wilder's average). Where no bar has had a range it is 0.",
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars of both averages') },
  outputs: ['pgo'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [high, low, close], [out]) {
    const range = new Float64Array(close.length)
    trueRange.compute({}, [high, low, close], [range])
    exponentialMean(range, period, 2 / (period + 1), range)
    distanceFromMean(close, period, out)
    for (let i = 0; i < out.length; i++) {
      if (range[i] !== 0) out[i] /= range[i]
    }
  },
})
