import { defineIndicator } from '../indicator.ts'

/** Pivot points in the classic form, made from the previous bar. */
export const pivotPoints = defineIndicator({
  name: 'pivotPoints',
  title: 'Pivot points, classic',
  formula:
    'From the high, low and close of the previous bar: pivot = (high + low + close) / 3; r1 = 2 * pivot - low, s1 ' +
    '= 2 * pivot - high; r2 = pivot + (high - low), s2 = pivot - (high - low); r3 = high + 2 * (pivot - low), s3 = ' +
    "low - 2 * (high - pivot). Meant for bars of a longer timeframe: yesterday's bar gives the levels of today. " +
    "(backtrader's are those of the bar itself.)",
  inputs: ['high', 'low', 'close'],
  options: {},
  outputs: ['pivot', 'r1', 'r2', 'r3', 's1', 's2', 's3'],

  warmup() {
    return [1, 1, 1, 1, 1, 1, 1]
  },

  compute(_, [high, low, close], [pivot, r1, r2, r3, s1, s2, s3]) {
    let [top, bottom, middle] = [NaN, NaN, NaN] // of the previous bar
    for (let i = 0; i < pivot.length; i++) {
      const range = top - bottom
      pivot[i] = middle
      r1[i] = 2 * middle - bottom
      r2[i] = middle + range
      r3[i] = top + 2 * (middle - bottom)
      s1[i] = 2 * middle - top
      s2[i] = middle - range
      s3[i] = bottom - 2 * (top - middle)

      const sum = high[i] + low[i] + close[i]
      middle = Number.isFinite(sum) ? sum / 3 : NaN
      top = high[i]
      bottom = low[i]
    }
  },
})
