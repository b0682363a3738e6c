import { forEachBlock } from '../blocks.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/**
 * Mean absolute deviation. A new mean changes the size of every distance, so each window is walked as a whole: this takes bars
 * times period steps. The distances are measured from the newest value first, so that large prices cost no digits.
 */
export const meanAbsoluteDeviation = defineIndicator({
  name: 'meanAbsoluteDeviation',
  title: 'Mean absolute deviation',
  formula:
    'The mean of |value - mean| over the last `period` values, with the one mean of this window, as the commodity ' +
    "channel index wants it. backtrader's MeanDev takes the mean of each value's own window instead.",
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['meanAbsoluteDeviation'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    out.fill(NaN)
    forEachBlock(source, period, (last, stop) => {
      for (let end = last; end < stop; end++) {
        const newest = source[end]
        let sum = 0
        for (let i = end - period + 1; i < end; i++) sum += source[i] - newest
        const mean = sum / period

        let sizes = Math.abs(mean) // the newest value's own
        for (let i = end - period + 1; i < end; i++) sizes += Math.abs(source[i] - newest - mean)
        out[end] = sizes / period
      }
    })
  },
})
