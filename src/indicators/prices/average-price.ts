import { defineIndicator } from '../indicator.ts'

/** Average price: the mean of the four prices of the bar. */
export const averagePrice = defineIndicator({
  name: 'averagePrice',
  title: 'Average price',
  formula: '(open + high + low + close) / 4, of the bar itself; the close of heikinAshi.',
  inputs: ['open', 'high', 'low', 'close'],
  options: {},
  outputs: ['averagePrice'],

  warmup() {
    return [0]
  },

  compute(_, [open, high, low, close], [out]) {
    for (let i = 0; i < out.length; i++) {
      const price = (open[i] + high[i] + low[i] + close[i]) / 4
      out[i] = Number.isFinite(price) ? price : NaN
    }
  },
})
