import { defineIndicator } from '../indicator.ts'

/** Typical price: the bar as one number. */
export const typicalPrice = defineIndicator({
  name: 'typicalPrice',
  title: 'Typical price',
  formula: '(high + low + close) / 3, of the bar itself.',
  inputs: ['high', 'low', 'close'],
  options: {},
  outputs: ['typicalPrice'],

  warmup() {
    return [0]
  },

  compute(_, [high, low, close], [out]) {
    for (let i = 0; i < out.length; i++) {
      const price = (high[i] + low[i] + close[i]) / 3
      out[i] = Number.isFinite(price) ? price : NaN
    }
  },
})
