import { windowDeviation } from '../deviation.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Standard deviation of the last `period` values, of the population (divided by `period`). */
export const stdDev = defineIndicator({
  name: 'stdDev',
  title: 'Standard deviation',
  formula: 'sqrt(sum((value - mean)^2) / period) over the last `period` values: the population deviation.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['stdDev'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowDeviation(source, period, out)
  },
})
