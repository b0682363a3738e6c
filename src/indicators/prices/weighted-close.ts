import { defineIndicator } from '../indicator.ts'

/** Weighted close: the bar as one number in which the close counts twice. */
export const weightedClose = defineIndicator({
  name: 'weightedClose',
  title: 'Weighted close',
  formula: '(high + low + 2 * close) / 4, of the bar itself.',
  inputs: ['high', 'low', 'close'],
  options: {},
  outputs: ['weightedClose'],

  warmup() {
    return [0]
  },

  compute(_, [high, low, close], [out]) {
    for (let i = 0; i < out.length; i++) {
      const price = (high[i] + low[i] + 2 * close[i]) / 4
      out[i] = Number.isFinite(price) ? price : NaN
    }
  },
})
