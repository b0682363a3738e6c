import { defineIndicator } from '../indicator.ts'
import { moneyFlowVolume } from './money-flow-volume.ts'
import { runningTotal } from './running-total.ts'

/** Accumulation/distribution line (Chaikin). */
export const ad = defineIndicator({
  name: 'ad',
  title: 'Accumulation/distribution line (Chaikin)',
  formula:
    'The sum of place * volume of all bars so far with place = ((close - low) - (high - close)) / (high - low), ' +
    'which is -1 for a close at the low and 1 for one at the high. A bar whose high is its low adds 0. After a ' +
    'missing value the sum starts at 0 again.',
  inputs: ['high', 'low', 'close', 'volume'],
  options: {},
  outputs: ['ad'],

  warmup() {
    return [0]
  },

  compute(_, [high, low, close, volume], [out]) {
    moneyFlowVolume(high, low, close, volume, out)
    runningTotal(out, out)
  },
})
