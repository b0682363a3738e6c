import { defineIndicator } from '../indicator.ts'

/** Median price: the middle of the bar. */
export const medianPrice = defineIndicator({
  name: 'medianPrice',
  title: 'Median price',
  formula: '(high + low) / 2, of the bar itself; over a window of bars it is midprice.',
  inputs: ['high', 'low'],
  options: {},
  outputs: ['medianPrice'],

  warmup() {
    return [0]
  },

  compute(_, [high, low], [out]) {
    for (let i = 0; i < out.length; i++) {
      const price = (high[i] + low[i]) / 2
      out[i] = Number.isFinite(price) ? price : NaN
    }
  },
})
