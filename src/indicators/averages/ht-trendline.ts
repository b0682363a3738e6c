import { defineIndicator } from '../indicator.ts'
import { dominantCycle } from './hilbert.ts'

/** Bars before the cycle is measured, and before it is trusted: TA-Lib's. */
const lead = 37
const warmup = 63

/** Hilbert transform, instantaneous trendline (Ehlers): the price without its dominant cycle. */
export const htTrendline = defineIndicator({
  name: 'htTrendline',
  title: 'Instantaneous trendline (Ehlers)',
  formula:
    'The mean of the values of one dominant cycle, then smoothed over 4 bars with the weights 4 3 2 1. The period ' +
    'of the cycle is measured with a Hilbert transform as in TA-Lib, smoothed (0.33 * period + 0.67 * previous) ' +
    'and rounded to whole bars. On a straight line, which has no cycle, any period is as good as another, from 6 ' +
    'to 50 bars.',
  inputs: ['source'],
  options: {},
  outputs: ['htTrendline'],

  warmup() {
    return [warmup]
  },

  compute(_, [source], [out]) {
    const means = new Float64Array(source.length)
    dominantCycle(source, lead, means, out) // the phase is not used
    let seen = 0
    let smoothed = 0
    for (let i = 0; i < source.length; i++) {
      const period = out[i]
      seen = Number.isFinite(source[i]) ? seen + 1 : 0
      out[i] = NaN
      if (seen <= lead) {
        smoothed = 0
        continue
      }
      smoothed = 0.33 * period + 0.67 * smoothed
      const bars = Math.max(1, Math.floor(smoothed + 0.5))
      let sum = 0
      for (let j = i - bars + 1; j <= i; j++) sum += source[j]
      means[i] = sum / bars
      if (seen > warmup) out[i] = (4 * means[i] + 3 * means[i - 1] + 2 * means[i - 2] + means[i - 3]) / 10
    }
  },
})
