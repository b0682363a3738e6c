import { sma } from '../averages/sma.ts'
import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { rsi } from './rsi.ts'

/**
 * Where the price stands still, the RSI does so on paper; in numbers its last digits move, and their place in
 * their range would be noise from 0 to 100. A range of the RSI below this is none.
 */
const still = 1e-6

/** Stochastic RSI (Chande and Kroll): where the RSI stands in its recent range. */
export const stochasticRsi = defineIndicator({
  name: 'stochasticRsi',
  title: 'Stochastic RSI',
  formula:
    'fastK = 100 * (r - lowest r) / (highest r - lowest r) over `window` bars with r = rsi(period); k = sma(kSmooth) of fastK; ' +
    "d = sma(dSmooth) of k: from 0 to 100, as TA-Lib's (Chande and Kroll print 0 to 1). kSmooth 1 gives TA-Lib's fast lines (k = fastK). " +
    'Where the rsi moved by less than 0.000001 in the window, fastK is 50, the middle (TA-Lib says 0 where it did not move).',
  inputs: ['source'],
  options: {
    period: period('bars of the rsi', 14),
    window: period('bars of the highest and the lowest rsi', 14),
    kSmooth: period('bars of the average that makes k of fastK', 3),
    dSmooth: period('bars of the average that makes d of k', 3),
  },
  outputs: ['fastK', 'k', 'd'],

  warmup({ period, window, kSmooth, dSmooth }) {
    const first = period + window - 1
    return [first, first + kSmooth - 1, first + kSmooth - 1 + dSmooth - 1]
  },

  compute({ period, window, kSmooth, dSmooth }, [source], [fastK, k, d]) {
    const strength = fastK
    const top = k
    const bottom = d
    rsi.compute({ period }, [source], [strength])
    windowExtreme(strength, window, 'highest', top)
    windowExtreme(strength, window, 'lowest', bottom)
    for (let i = 0; i < source.length; i++) {
      const range = top[i] - bottom[i]
      fastK[i] = range < still ? 50 : 100 * ((strength[i] - bottom[i]) / range)
    }
    sma.compute({ period: kSmooth }, [fastK], [k])
    sma.compute({ period: dSmooth }, [k], [d])
  },
})
