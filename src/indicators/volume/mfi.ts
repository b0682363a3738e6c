import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { typicalPrice } from '../prices/typical-price.ts'

/** Money flow index (Quong and Soudack): an RSI that weighs with the money traded. */
export const mfi = defineIndicator({
  name: 'mfi',
  title: 'Money flow index (Quong and Soudack)',
  formula:
    '100 * up / (up + down) with up and down = the sums over the last `period` bars of price * volume where the ' +
    'price, (high + low + close) / 3, is above and below the previous one. Where no money has flowed either way, ' +
    'for want of volume or of change, it is 50 (TA-Lib says 0 there, and for any flow below 1).',
  inputs: ['high', 'low', 'close', 'volume'],
  options: { period: period('bars in the window', 14) },
  outputs: ['mfi'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [high, low, close, volume], [out]) {
    const price = new Float64Array(out.length)
    typicalPrice.compute({}, [high, low, close], [price])
    const up = new Float64Array(price.length)
    const down = new Float64Array(price.length)
    let previous = NaN
    for (let i = 0; i < price.length; i++) {
      const change = price[i] - previous
      const flow = price[i] * volume[i]
      const known = Number.isFinite(change) && Number.isFinite(flow)
      const still = known ? 0 : NaN
      up[i] = known && change > 0 ? flow : still
      down[i] = known && change < 0 ? flow : still
      previous = price[i]
    }
    const downMean = price // read for the last time above
    sma.compute({ period }, [up], [out])
    sma.compute({ period }, [down], [downMean])
    for (let i = 0; i < price.length; i++) {
      const flows = out[i] + downMean[i]
      out[i] = flows === 0 ? 50 : 100 * (out[i] / flows)
    }
  },
})
