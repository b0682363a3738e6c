import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Williams %R: how far the close is below the highest high, from 0 (at it) to -100 (at the lowest low). */
export const williamsR = defineIndicator({
  name: 'williamsR',
  title: 'Williams %R',
  formula:
    '-100 * (highest high - close) / (highest high - lowest low) over `period` bars: -100 to 0, the fastK of stochastic less 100. ' +
    'Where the highest high equals the lowest low it is -50, the middle (TA-Lib says 0).',
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars of the highest high and the lowest low', 14) },
  outputs: ['williamsR'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [high, low, close], [out]) {
    const top = out
    const bottom = new Float64Array(close.length)
    windowExtreme(high, period, 'highest', top)
    windowExtreme(low, period, 'lowest', bottom)
    for (let i = 0; i < close.length; i++) {
      const range = top[i] - bottom[i]
      const place = range === 0 ? -0.5 : (close[i] - top[i]) / range
      out[i] = Number.isFinite(close[i]) ? 100 * place : NaN
    }
  },
})
