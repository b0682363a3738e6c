import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { trueRange } from './true-range.ts'

/** Average true range (Wilder). */
export const atr = defineIndicator({
  name: 'atr',
  title: 'Average true range (Wilder)',
  formula: 'smma(period) of the true range; as the true range starts at bar 1, the first value is at bar `period`.',
  inputs: ['high', 'low', 'close'],
  options: { period: period("bars of Wilder's smoothing", 14) },
  outputs: ['atr'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, inputs, [out]) {
    trueRange.compute({}, inputs, [out])
    exponentialMean(out, period, 1 / period, out)
  },
})
