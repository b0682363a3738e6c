import { defineIndicator } from '../indicator.ts'

/** Balance of power (Livshin). */
export const bop = defineIndicator({
  name: 'bop',
  title: 'Balance of power',
  formula:
    '(close - open) / (high - low) of every bar by itself: -1 to 1 (Igor Livshin). Where the high equals the low it is 0. ' +
    'Many charts smooth it: sma(14) of it.',
  inputs: ['open', 'high', 'low', 'close'],
  options: {},
  outputs: ['bop'],

  warmup() {
    return [0]
  },

  compute(_, [open, high, low, close], [out]) {
    for (let i = 0; i < out.length; i++) {
      const range = high[i] - low[i]
      const body = close[i] - open[i]
      const known = Number.isFinite(range) && Number.isFinite(body)
      out[i] = known ? (range === 0 ? 0 : body / range) : NaN
    }
  },
})
