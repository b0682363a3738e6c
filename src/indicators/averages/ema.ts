import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Exponential moving average, seeded with a simple one (backtrader's and TA-Lib's convention). */
export const ema = defineIndicator({
  name: 'ema',
  title: 'Exponential moving average',
  formula:
    'alpha = 2 / (period + 1). The first value is the mean of the first `period` values; ' +
    'then previous * (1 - alpha) + value * alpha.',
  inputs: ['source'],
  options: { period: period('bars of the seed, and through alpha the length of the memory') },
  outputs: ['ema'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    exponentialMean(source, period, 2 / (period + 1), out)
  },
})
