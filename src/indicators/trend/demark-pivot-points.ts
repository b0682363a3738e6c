import { defineIndicator } from '../indicator.ts'

/** DeMark's pivot points, made from the previous bar. */
export const demarkPivotPoints = defineIndicator({
  name: 'demarkPivotPoints',
  title: 'Pivot points, DeMark',
  formula:
    'From the previous bar: x = high + 2 * low + close where it closed below its open, 2 * high + low + close ' +
    'where above, high + low + 2 * close where at its open; pivot = x / 4, r1 = x / 2 - low, s1 = x / 2 - high. ' +
    'Meant for bars of a longer timeframe, as pivotPoints.',
  inputs: ['open', 'high', 'low', 'close'],
  options: {},
  outputs: ['pivot', 'r1', 's1'],

  warmup() {
    return [1, 1, 1]
  },

  compute(_, [open, high, low, close], [pivot, r1, s1]) {
    let [x, top, bottom] = [NaN, NaN, NaN] // of the previous bar
    for (let i = 0; i < pivot.length; i++) {
      pivot[i] = x / 4
      r1[i] = x / 2 - bottom
      s1[i] = x / 2 - top

      top = high[i]
      bottom = low[i]
      const twice = close[i] < open[i] ? bottom : close[i] > open[i] ? top : close[i]
      const sum = top + bottom + close[i] + twice
      x = Number.isFinite(open[i]) && Number.isFinite(sum) ? sum : NaN
    }
  },
})
