import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { exponentialStrength } from './relative-strength.ts'

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
    exponentialStrength(source, { lag: 1, period, alpha: 1 / period }, out)
  },
})
