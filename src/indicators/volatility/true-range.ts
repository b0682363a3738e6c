import { defineIndicator } from '../indicator.ts'

/** True range (Wilder): how far the price went since the previous close. */
export const trueRange = defineIndicator({
  name: 'trueRange',
  title: 'True range',
  formula: 'max(high, previous close) - min(low, previous close). The first bar has no previous close and no value.',
  inputs: ['high', 'low', 'close'],
  options: {},
  outputs: ['trueRange'],

  warmup() {
    return [1]
  },

  compute(_, [high, low, close], [out]) {
    let previous = NaN
    for (let i = 0; i < close.length; i++) {
      const known = Number.isFinite(high[i]) && Number.isFinite(low[i]) && Number.isFinite(previous)
      out[i] = known ? Math.max(high[i], previous) - Math.min(low[i], previous) : NaN
      previous = close[i]
    }
  },
})
