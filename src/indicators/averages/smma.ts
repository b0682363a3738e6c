import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Wilder's smoothed moving average, also known as RMA. */
export const smma = defineIndicator({
  name: 'smma',
  title: 'Smoothed moving average (Wilder)',
  formula:
    'As the exponential moving average with alpha = 1 / period. The first value is the mean of the first `period` ' +
    'values; then previous * (1 - alpha) + value * alpha.',
  inputs: ['source'],
  options: { period: period('bars of the seed, and through alpha the length of the memory') },
  outputs: ['smma'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    exponentialMean(source, period, 1 / period, out)
  },
})
