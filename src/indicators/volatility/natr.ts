import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { atr } from './atr.ts'

/** Average true range as a part of the price. */
export const natr = defineIndicator({
  name: 'natr',
  title: 'Normalized average true range',
  formula: '100 * atr(period) / close: in percent of the close. NaN where the close is 0.',
  inputs: ['high', 'low', 'close'],
  options: { period: period("bars of Wilder's smoothing", 14) },
  outputs: ['natr'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [high, low, close], [out]) {
    atr.compute({ period }, [high, low, close], [out])
    for (let i = 0; i < out.length; i++) {
      const known = Number.isFinite(close[i]) && close[i] !== 0
      out[i] = known ? 100 * (out[i] / close[i]) : NaN
    }
  },
})
