import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Force index (Elder). */
export const forceIndex = defineIndicator({
  name: 'forceIndex',
  title: 'Force index (Elder)',
  formula:
    'ema(period) of (close - previous close) * volume. The first bar has no previous close, so the first value is ' +
    'at bar `period`. A period of 1 gives the force of each bar.',
  inputs: ['close', 'volume'],
  options: { period: period('bars of the average', 13) },
  outputs: ['forceIndex'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [close, volume], [out]) {
    let previous = NaN
    for (let i = 0; i < close.length; i++) {
      out[i] = (close[i] - previous) * volume[i]
      previous = close[i]
    }
    exponentialMean(out, period, 2 / (period + 1), out)
  },
})
