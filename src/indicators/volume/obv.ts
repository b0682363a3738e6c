import { defineIndicator } from '../indicator.ts'
import { runningTotal } from './running-total.ts'

/** On-balance volume (Granville). */
export const obv = defineIndicator({
  name: 'obv',
  title: 'On-balance volume (Granville)',
  formula:
    'The sum of all volumes so far, added where the close is above the previous one, subtracted where it is ' +
    'below, left out where they are equal. It starts with the volume of bar 0, as in TA-Lib (some programs start ' +
    'with 0), and so it does after a missing value.',
  inputs: ['close', 'volume'],
  options: {},
  outputs: ['obv'],

  warmup() {
    return [0]
  },

  compute(_, [close, volume], [out]) {
    let previous = NaN
    for (let i = 0; i < close.length; i++) {
      const known = Number.isFinite(close[i]) && Number.isFinite(volume[i])
      const first = Number.isNaN(previous)
      const sign = first || close[i] > previous ? 1 : close[i] < previous ? -1 : 0
      out[i] = known ? sign * volume[i] : NaN
      previous = known ? close[i] : NaN
    }
    runningTotal(out, out)
  },
})
