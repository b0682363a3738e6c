import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { zScore } from './z-score.ts'

/** Bollinger's %b. Apart from the bands, because a sweep over bands must not pay for it. */
export const percentB = defineIndicator({
  name: 'percentB',
  title: 'Place between the Bollinger bands (%b)',
  formula:
    '(value - lower) / (upper - lower) with the bands of bollinger: 0 on the lower band, 1 on the upper. ' +
    'Where the values of the window are all the same, and the bands one line, it is 0.5.',
  inputs: ['source'],
  options: {
    period: period('bars in the window', 20),
    deviations: factor('standard deviations between the middle and a band', 2),
  },
  outputs: ['percentB'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period, deviations }, [source], [out]) {
    zScore.compute({ period }, [source], [out])
    for (let i = 0; i < out.length; i++) out[i] = 0.5 + out[i] / (2 * deviations)
  },
})
