import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Double exponential moving average (Mulloy). */
export const dema = defineIndicator({
  name: 'dema',
  title: 'Double exponential moving average (Mulloy)',
  formula:
    '2 * e1 - e2 with e1 = ema(period) of the source and e2 = ema(period) of e1. Each is seeded with the mean of the ' +
    'first `period` values of its own input, as in TA-Lib and backtrader.',
  inputs: ['source'],
  options: { period: period('bars of each average') },
  outputs: ['dema'],

  warmup({ period }) {
    return [2 * (period - 1)]
  },

  compute({ period }, [source], [out]) {
    const alpha = 2 / (period + 1)
    const twice = new Float64Array(source.length)
    exponentialMean(source, period, alpha, out)
    exponentialMean(out, period, alpha, twice)
    for (let i = 0; i < source.length; i++) out[i] += out[i] - twice[i]
  },
})
