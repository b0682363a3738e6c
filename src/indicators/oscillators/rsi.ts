import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { gainsAndLosses, relativeStrength } from './gains-and-losses.ts'

/** Relative strength index (Wilder). */
export const rsi = defineIndicator({
  name: 'rsi',
  title: 'Relative strength index (Wilder)',
  formula:
    '100 * up / (up + down) with up = smma(period) of max(change, 0), down = smma(period) of max(-change, 0), ' +
    'change = value - previous value; the same as 100 - 100 / (1 + up / down). ' +
    'Without a loss it is 100, without a gain 0; without any change 50 (TA-Lib says 0 there).',
  inputs: ['source'],
  options: { period: period("bars of Wilder's smoothing", 14) },
  outputs: ['rsi'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    const up = out
    const down = new Float64Array(source.length)
    gainsAndLosses(source, 1, up, down)
    exponentialMean(up, period, 1 / period, up)
    exponentialMean(down, period, 1 / period, down)
    relativeStrength(up, down, out)
  },
})
