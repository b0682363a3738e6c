import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Lowest value of a moving window. */
export const lowest = defineIndicator({
  name: 'lowest',
  title: 'Lowest value',
  formula: 'The lowest of the last `period` values, the current bar included.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['lowest'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowExtreme(source, period, 'lowest', out)
  },
})
