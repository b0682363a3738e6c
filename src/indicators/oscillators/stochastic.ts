import { sma } from '../averages/sma.ts'
import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Stochastic oscillator (Lane): full, slow and fast in one. */
export const stochastic = defineIndicator({
  name: 'stochastic',
  title: 'Stochastic oscillator',
  formula:
    'fastK = 100 * (close - lowest low) / (highest high - lowest low) over `period` bars; k = sma(kSmooth) of fastK; ' +
    'd = sma(dSmooth) of k. The usual options give the slow stochastic; kSmooth 1 gives the fast one (k = fastK). ' +
    'Where the highest high equals the lowest low, fastK is 50, the middle (TA-Lib says 0).',
  inputs: ['high', 'low', 'close'],
  options: {
    period: period('bars of the highest high and the lowest low', 14),
    kSmooth: period('bars of the average that makes k of fastK', 3),
    dSmooth: period('bars of the average that makes d of k', 3),
  },
  outputs: ['fastK', 'k', 'd'],

  warmup({ period, kSmooth, dSmooth }) {
    const first = period - 1
    return [first, first + kSmooth - 1, first + kSmooth - 1 + dSmooth - 1]
  },

  compute({ period, kSmooth, dSmooth }, [high, low, close], [fastK, k, d]) {
    const top = k
    const bottom = d
    windowExtreme(high, period, 'highest', top)
    windowExtreme(low, period, 'lowest', bottom)
    for (let i = 0; i < close.length; i++) {
      const range = top[i] - bottom[i]
      const place = range === 0 ? 0.5 : (close[i] - bottom[i]) / range
      fastK[i] = Number.isFinite(close[i]) ? 100 * place : NaN
    }
    sma.compute({ period: kSmooth }, [fastK], [k])
    sma.compute({ period: dSmooth }, [k], [d])
  },
})
