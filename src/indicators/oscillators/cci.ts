import { distanceFromMean } from '../distance-from-mean.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { typicalPrice } from '../prices/typical-price.ts'
import { meanAbsoluteDeviation } from '../volatility/mean-absolute-deviation.ts'

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
    const price = new Float64Array(out.length)
    const deviation = new Float64Array(out.length)
    typicalPrice.compute({}, [high, low, close], [price])
    distanceFromMean(price, period, out)
    meanAbsoluteDeviation.compute({ period }, [price], [deviation])
    for (let i = 0; i < out.length; i++) out[i] = deviation[i] === 0 ? 0 : out[i] / (0.015 * deviation[i])
  },
})
