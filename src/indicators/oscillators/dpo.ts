import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Detrended price oscillator, on the bar on which it is known. */
export const dpo = defineIndicator({
  name: 'dpo',
  title: 'Detrended price oscillator',
  formula:
    'old - sma(period) with old = the value floor(period / 2) + 1 bars ago, so the average lies around it. Charts draw ' +
    'it back at the bar of old, where nobody could know it yet; here it stands on the last bar it reads, as in Tulip, and there is no ' +
    "look-ahead. (TradingView's and backtrader's take the current value less an older average instead.)",
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['dpo'],

  warmup({ period }) {
    return [Math.max(period - 1, halfBack(period))]
  },

  compute({ period }, [source], [out]) {
    const back = halfBack(period)
    sma.compute({ period }, [source], [out])
    for (let i = 0; i < out.length; i++) {
      const distance = i < back ? NaN : source[i - back] - out[i]
      out[i] = Number.isFinite(distance) ? distance : NaN
    }
  },
})

function halfBack(period: number): number {
  return Math.floor(period / 2) + 1
}
