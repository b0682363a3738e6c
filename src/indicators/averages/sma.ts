import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { type PrefixSums, prefixSumsOf } from '../prefix-sums.ts'
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
    const sums = prefixSumsOf(source)
    if (sums !== null) {
      meansOf(sums, period, out)
      return
    }
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

/** The same from exact sums up to every value, several times as fast. */
function meansOf({ high, low, start }: PrefixSums, period: number, out: Float64Array): void {
  const first = start + period - 1
  out.fill(NaN, 0, Math.min(first, out.length))
  if (first < out.length) out[first] = (high[first] + low[first]) / period
  for (let t = first + 1; t < out.length; t++) {
    const before = t - period
    const sum = high[t] - high[before]
    const part = sum - high[t]
    const lost = high[t] - (sum - part) - (high[before] + part)
    out[t] = (sum + (low[t] - low[before] + lost)) / period
  }
}
