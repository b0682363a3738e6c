import { forEachBlock, tailTotals } from '../blocks.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Linearly weighted moving average. */
export const wma = defineIndicator({
  name: 'wma',
  title: 'Weighted moving average',
  formula:
    'The mean of the last `period` values with weights 1 for the oldest to `period` for the newest, ' +
    'divided by period * (period + 1) / 2.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['wma'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    out.fill(NaN)
    const weights = (period * (period + 1)) / 2
    const tails = tailTotals(source, period)
    forEachBlock(source, period, (last, stop) => {
      let sum = 0
      let weighted = 0
      for (let back = 0; back < period; back++) {
        sum += source[last - back]
        weighted += sum // one older bar has weight 1 and lifts the weight of all later ones by 1
        tails[back] = weighted
      }
      out[last] = weighted / weights

      sum = 0
      weighted = 0
      for (let m = 1; last + m < stop; m++) {
        const value = source[last + m]
        sum += value
        weighted += m * value
        const kept = period - m // the tail has the weights 1 to kept, the head those above
        out[last + m] = (tails[kept - 1] + kept * sum + weighted) / weights
      }
    })
  },
})
