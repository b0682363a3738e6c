import { windowDeviation } from '../deviation.ts'
import { distanceFromMean } from '../distance-from-mean.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/**
 * Standard score: where a value lies in its window. The distance from the mean is not taken from the mean itself: at a price of
 * 60,000 that moves by 0.0001 the rounding of the mean alone would show.
 */
export const zScore = defineIndicator({
  name: 'zScore',
  title: 'Standard score',
  formula:
    '(value - mean) / stdDev(period), with the mean of the last `period` values and the population deviation. ' +
    'Where the values of the window are all the same it is 0.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['zScore'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    const deviation = new Float64Array(source.length)
    windowDeviation(source, period, deviation)
    distanceFromMean(source, period, out)
    for (let i = 0; i < out.length; i++) {
      if (deviation[i] === 0) out[i] = 0
      else out[i] /= deviation[i]
    }
  },
})
