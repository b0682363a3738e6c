import { sma } from '../averages/sma.ts'
import { distanceFromMean } from '../distance-from-mean.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { typicalPrice } from '../prices/typical-price.ts'

/** The commodity channel index as backtrader computes it. */
export const cciBacktrader = defineIndicator({
  name: 'cciBacktrader',
  title: "Commodity channel index (backtrader's)",
  formula:
    '(price - sma(period) of price) / (0.015 * sma(period) of |price - sma(period) of price|) with ' +
    "price = (high + low + close) / 3: every bar of the deviation is measured against the mean of its own window, not, as in Lambert's " +
    'cci, against that of the current one. Where nothing has moved it is 0.',
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars in a window', 20) },
  outputs: ['cciBacktrader'],

  warmup({ period }) {
    return [2 * (period - 1)]
  },

  compute({ period }, [high, low, close], [out]) {
    const price = new Float64Array(out.length)
    typicalPrice.compute({}, [high, low, close], [price])
    const distance = new Float64Array(close.length)
    distanceFromMean(price, period, distance)
    const size = price // no longer needed
    for (let i = 0; i < size.length; i++) size[i] = Math.abs(distance[i])
    sma.compute({ period }, [size], [out])
    for (let i = 0; i < out.length; i++) out[i] = out[i] === 0 ? 0 : distance[i] / (0.015 * out[i])
  },
})
