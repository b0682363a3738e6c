import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** The middle of the range of a moving window of bars. */
export const midprice = defineIndicator({
  name: 'midprice',
  title: 'Midpoint of the bars',
  formula: '(the highest high + the lowest low) / 2 of the last `period` bars.',
  inputs: ['high', 'low'],
  options: { period: period('bars in the window') },
  outputs: ['midprice'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [high, low], [out]) {
    const bottom = new Float64Array(low.length)
    windowExtreme(high, period, 'highest', out)
    windowExtreme(low, period, 'lowest', bottom)
    for (let i = 0; i < out.length; i++) out[i] = (out[i] + bottom[i]) / 2
  },
})
