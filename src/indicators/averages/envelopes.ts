import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { sma } from './sma.ts'

/** Moving average envelopes: bands at a fixed fraction of the average. */
export const envelopes = defineIndicator({
  name: 'envelopes',
  title: 'Moving average envelopes',
  formula: 'middle = sma(period); upper = middle * (1 + fraction); lower = middle * (1 - fraction).',
  inputs: ['source'],
  options: {
    period: period('bars in the window'),
    fraction: factor('distance of a band as a fraction of the middle: 0.025 is 2.5 percent', 0.025),
  },
  outputs: ['middle', 'upper', 'lower'],

  warmup({ period }) {
    return [period - 1, period - 1, period - 1]
  },

  compute({ period, fraction }, [source], [middle, upper, lower]) {
    sma.compute({ period }, [source], [middle])
    for (let i = 0; i < source.length; i++) {
      upper[i] = middle[i] * (1 + fraction)
      lower[i] = middle[i] * (1 - fraction)
    }
  },
})
