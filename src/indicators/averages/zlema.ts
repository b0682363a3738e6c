import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Zero-lag exponential moving average (Ehlers and Way). */
export const zlema = defineIndicator({
  name: 'zlema',
  title: 'Zero-lag exponential moving average (Ehlers and Way)',
  formula:
    'ema(period) of 2 * value - old with old = the value (period - 1) / 2 bars ago, rounded down. Seeded with the ' +
    'mean of the first `period` such differences.',
  inputs: ['source'],
  options: { period: period('bars of the average; its lag is half of that') },
  outputs: ['zlema'],

  warmup({ period }) {
    return [lagOf(period) + period - 1]
  },

  compute({ period }, [source], [out]) {
    const lag = lagOf(period)
    for (let i = 0; i < source.length; i++) out[i] = i < lag ? NaN : 2 * source[i] - source[i - lag]
    exponentialMean(out, period, 2 / (period + 1), out)
  },
})

function lagOf(period: number): number {
  return Math.floor((period - 1) / 2)
}
