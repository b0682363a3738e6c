import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { ad } from './ad.ts'

/** Chaikin oscillator: the momentum of the accumulation/distribution line. */
export const adOsc = defineIndicator({
  name: 'adOsc',
  title: 'Chaikin oscillator',
  formula:
    'The exponential average of ad with alpha = 2 / (fast + 1) minus the one with alpha = 2 / (slow + 1). As in ' +
    'TA-Lib, and unlike ema, both start with the first value of ad, and the output starts at the bar where the ' +
    'longer period is full.',
  inputs: ['high', 'low', 'close', 'volume'],
  options: {
    fast: period('period of the quick average', 3),
    slow: period('period of the calm average', 10),
  },
  outputs: ['adOsc'],

  warmup({ fast, slow }) {
    return [Math.max(fast, slow) - 1]
  },

  compute({ fast, slow }, inputs, [out]) {
    const calm = new Float64Array(out.length)
    ad.compute({}, inputs, [calm])
    exponentialMean(calm, 1, 2 / (fast + 1), out)
    exponentialMean(calm, 1, 2 / (slow + 1), calm)
    const longer = Math.max(fast, slow)
    let seen = 0
    for (let i = 0; i < out.length; i++) {
      seen = Number.isNaN(calm[i]) ? 0 : seen + 1
      out[i] = seen < longer ? NaN : out[i] - calm[i]
    }
  },
})
