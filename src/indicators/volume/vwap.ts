import { vwma } from '../averages/vwma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { typicalPrice } from '../prices/typical-price.ts'

/** Volume-weighted average price over a moving window. */
export const vwap = defineIndicator({
  name: 'vwap',
  title: 'Volume-weighted average price, rolling',
  formula:
    'sum(price * volume) / sum(volume) over the last `period` bars with price = (high + low + close) / 3: a ' +
    'moving window, not the price since the start of the session. Where none of the bars has any volume it is the ' +
    'simple mean of the prices.',
  inputs: ['high', 'low', 'close', 'volume'],
  options: { period: period('bars in the window') },
  outputs: ['vwap'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [high, low, close, volume], [out]) {
    const price = new Float64Array(out.length)
    typicalPrice.compute({}, [high, low, close], [price])
    vwma.compute({ period }, [price, volume], [out])
  },
})
