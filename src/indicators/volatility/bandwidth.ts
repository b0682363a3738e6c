import { sma } from '../averages/sma.ts'
import { windowDeviation } from '../deviation.ts'
import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'

/** Bollinger's bandwidth. Apart from the bands, because a sweep over bands must not pay for it. */
export const bandwidth = defineIndicator({
  name: 'bandwidth',
  title: 'Width of the Bollinger bands',
  formula:
    '(upper - lower) / middle with the bands of bollinger: a fraction, 0.1 is 10 percent of the middle. NaN where ' +
    'the middle is 0.',
  inputs: ['source'],
  options: {
    period: period('bars in the window', 20),
    deviations: factor('standard deviations between the middle and a band', 2),
  },
  outputs: ['bandwidth'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period, deviations }, [source], [out]) {
    const middle = new Float64Array(source.length)
    sma.compute({ period }, [source], [middle])
    windowDeviation(source, period, out)
    for (let i = 0; i < out.length; i++) {
      const width = (2 * deviations * out[i]) / middle[i]
      out[i] = Number.isFinite(width) ? width : NaN
    }
  },
})
