import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Highest value of a moving window. */
export const highest = defineIndicator({
  name: 'highest',
  title: 'Highest value',
  formula: 'The highest of the last `period` values, the current bar included.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['highest'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowExtreme(source, period, 'highest', out)
  },
})
