import { defineIndicator } from '../indicator.ts'

/** Pivot points with Fibonacci's ratios, made from the previous bar. */
export const fibonacciPivotPoints = defineIndicator({
  name: 'fibonacciPivotPoints',
  title: 'Pivot points, Fibonacci',
  formula:
    'From the high, low and close of the previous bar: pivot = (high + low + close) / 3; r1, r2, r3 = pivot plus ' +
    '0.382, 0.618 and 1 times (high - low), s1, s2, s3 = pivot minus the same. Meant for bars of a longer ' +
    'timeframe, as pivotPoints.',
  inputs: ['high', 'low', 'close'],
  options: {},
  outputs: ['pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'],

  warmup() {
    return [1, 1, 1, 1, 1, 1, 1]
  },

  compute(_, [high, low, close], [pivot, r1, r2, r3, s1, s2, s3]) {
    let [middle, range] = [NaN, NaN] // of the previous bar
    for (let i = 0; i < pivot.length; i++) {
      pivot[i] = middle
      r1[i] = middle + 0.382 * range
      r2[i] = middle + 0.618 * range
      r3[i] = middle + range
      s1[i] = middle - 0.382 * range
      s2[i] = middle - 0.618 * range
      s3[i] = middle - range

      const sum = high[i] + low[i] + close[i]
      middle = Number.isFinite(sum) ? sum / 3 : NaN
      range = high[i] - low[i]
    }
  },
})
