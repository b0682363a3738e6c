import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { RunningSum } from '../running-sum.ts'

/** Kaufman's adaptive moving average: quick in a trend, calm in noise. */
export const kama = defineIndicator({
  name: 'kama',
  title: "Kaufman's adaptive moving average",
  formula:
    'previous + s^2 * (value - previous) with s = efficiency * (quick - calm) + calm, quick = 2 / (fast + 1), ' +
    'calm = 2 / (slow + 1) and efficiency = |value - value `period` bars ago| / sum of the last `period` ' +
    '|changes|, which is 1 where nothing has changed. The first value, at bar `period`, is the mean of the values ' +
    'of bars 1 to `period`, as in backtrader (TA-Lib starts on the same bar, from the value of the bar before).',
  inputs: ['source'],
  options: {
    period: period('bars over which the efficiency is measured', 10),
    fast: period('period of the exponential average in a pure trend', 2),
    slow: period('period of the exponential average in pure noise', 30),
  },
  outputs: ['kama'],

  warmup({ period }) {
    return [period]
  },

  compute({ period, fast, slow }, [source], [out]) {
    const quick = 2 / (fast + 1)
    const calm = 2 / (slow + 1)
    const path = new RunningSum()
    const seed = new RunningSum()
    let seen = 0
    let mean = NaN
    for (let i = 0; i < source.length; i++) {
      out[i] = NaN
      if (!Number.isFinite(source[i])) {
        seen = 0
        path.clear()
        seed.clear()
        continue
      }
      seen++
      if (seen === 1) continue

      path.add(stepAt(source, i))
      if (seen > period + 1) path.add(-stepAt(source, i - period))
      if (seen <= period + 1) seed.add(source[i])
      if (seen <= period) continue

      if (!path.exact) {
        path.clear()
        for (let j = i - period + 1; j <= i; j++) path.add(stepAt(source, j))
      }
      if (seen === period + 1) {
        mean = seed.value / period
      } else {
        const length = path.value
        const efficiency = length === 0 ? 1 : Math.abs(source[i] - source[i - period]) / length
        const smoothing = efficiency * (quick - calm) + calm
        mean += smoothing * smoothing * (source[i] - mean)
      }
      out[i] = mean
    }
  },
})

function stepAt(source: ArrayLike<number>, i: number): number {
  return Math.abs(source[i] - source[i - 1])
}
