import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** The middle of a moving window of values. */
export const midpoint = defineIndicator({
  name: 'midpoint',
  title: 'Midpoint of a column',
  formula: '(highest(period) + lowest(period)) / 2 of one column.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['midpoint'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    const bottom = new Float64Array(source.length)
    windowExtreme(source, period, 'highest', out)
    windowExtreme(source, period, 'lowest', bottom)
    for (let i = 0; i < out.length; i++) out[i] = (out[i] + bottom[i]) / 2
  },
})
