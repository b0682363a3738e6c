import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { sma } from './sma.ts'

/** Volume-weighted moving average of any column. */
export const vwma = defineIndicator({
  name: 'vwma',
  title: 'Volume-weighted moving average',
  formula:
    'sum(value * volume) / sum(volume) over the last `period` bars. Where none of them has any volume it is their ' +
    'simple mean, as it is for equal volumes.',
  inputs: ['source', 'volume'],
  options: { period: period('bars in the window') },
  outputs: ['vwma'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source, volume], [out]) {
    const products = new Float64Array(source.length)
    for (let i = 0; i < source.length; i++) products[i] = source[i] * volume[i]
    sma.compute({ period }, [products], [out])
    const volumes = products // read for the last time above
    sma.compute({ period }, [volume], [volumes])

    let plain: Float64Array | undefined
    for (let i = 0; i < source.length; i++) {
      if (volumes[i] !== 0) {
        out[i] /= volumes[i]
        continue
      }
      if (plain === undefined) {
        plain = new Float64Array(source.length)
        sma.compute({ period }, [source], [plain])
      }
      out[i] = plain[i]
    }
  },
})
