import { distanceFromMean } from '../distance-from-mean.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { typicalPrice } from './typical-price.ts'

/** Commodity channel index (Lambert). */
export const cci = defineIndicator({
  name: 'cci',
  title: 'Commodity channel index',
  formula:
    '(price - mean) / (0.015 * deviation) with price = (high + low + close) / 3, mean = its mean over `period` bars and ' +
    "deviation = the mean of |price of a bar - mean| over the same bars: Lambert's own, as in TA-Lib (for backtrader's see " +
    'cciBacktrader). Where nothing has moved in the window it is 0.',
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars in the window', 20) },
  outputs: ['cci'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [high, low, close], [out]) {
    const price = typicalPrice(high, low, close)
    distanceFromMean(price, period, out)
    for (let i = 0; i < out.length; i++) {
      const distance = out[i]
      if (Number.isNaN(distance)) continue
      // every bar is measured against the mean of this window, so there is no sum to carry on
      let deviations = 0
      for (let j = i - period + 1; j <= i; j++) deviations += Math.abs(price[j] - price[i] + distance)
      out[i] = deviations === 0 ? 0 : distance / (0.015 * (deviations / period))
    }
  },
})
