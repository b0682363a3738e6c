import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { RunningSum } from '../running-sum.ts'

/**
 * Simple moving average. The sum of the window is rounded once, not at every step, so that two
 * averages which are equal on paper are equal here, and a cross of them is a cross.
 */
export const sma = defineIndicator({
  name: 'sma',
  title: 'Simple moving average',
  formula: 'The mean of the last `period` values. The sum of the window is rounded once, as by an exact summation.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['sma'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    const sum = new RunningSum()
    let seen = 0
    for (let i = 0; i < source.length; i++) {
      const entering = source[i]
      if (!Number.isFinite(entering)) {
        seen = 0
        sum.clear()
        out[i] = NaN
        continue
      }
      seen++
      sum.add(entering)
      if (seen > period) sum.add(-source[i - period])

      if (seen < period) {
        out[i] = NaN
      } else {
        if (!sum.exact) sum.addWindow(source, i - period + 1, i + 1)
        out[i] = sum.value / period
      }
    }
  },
})
