import { windowDeviation } from '../deviation.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Variance of the last `period` values, of the population (divided by `period`). */
export const variance = defineIndicator({
  name: 'variance',
  title: 'Variance',
  formula: 'sum((value - mean)^2) / period over the last `period` values: the square of stdDev.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['variance'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowDeviation(source, period, out)
    for (let i = 0; i < out.length; i++) out[i] *= out[i]
  },
})
