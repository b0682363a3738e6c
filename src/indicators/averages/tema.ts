import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Triple exponential moving average (Mulloy). */
export const tema = defineIndicator({
  name: 'tema',
  title: 'Triple exponential moving average (Mulloy)',
  formula:
    '3 * e1 - 3 * e2 + e3 with e1 = ema(period) of the source, e2 = ema(period) of e1 and e3 = ema(period) of e2. ' +
    'Each is seeded with the mean of the first `period` values of its own input, as in TA-Lib and backtrader.',
  inputs: ['source'],
  options: { period: period('bars of each average') },
  outputs: ['tema'],

  warmup({ period }) {
    return [3 * (period - 1)]
  },

  compute({ period }, [source], [out]) {
    const alpha = 2 / (period + 1)
    const layer = new Float64Array(source.length)
    exponentialMean(source, period, alpha, out)
    exponentialMean(out, period, alpha, layer)
    for (let i = 0; i < source.length; i++) out[i] = 3 * (out[i] - layer[i])
    exponentialMean(layer, period, alpha, layer)
    for (let i = 0; i < source.length; i++) out[i] += layer[i]
  },
})
