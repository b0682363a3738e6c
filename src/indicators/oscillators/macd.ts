import { ema } from '../averages/ema.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Moving average convergence divergence (Appel). */
export const macd = defineIndicator({
  name: 'macd',
  title: 'Moving average convergence divergence',
  formula:
    'macd = ema(fast) - ema(slow); signal = ema(signal) of macd, seeded with the mean of its first `signal` values; ' +
    "histogram = macd - signal. Each average is seeded by itself, as in backtrader (TA-Lib's starts the fast one later).",
  inputs: ['source'],
  options: {
    fast: period('period of the quick average', 12),
    slow: period('period of the calm average', 26),
    signal: period('period of the average of the macd line', 9),
  },
  outputs: ['macd', 'signal', 'histogram'],

  warmup({ fast, slow, signal }) {
    const first = Math.max(fast, slow) - 1
    return [first, first + signal - 1, first + signal - 1]
  },

  compute({ fast, slow, signal }, [source], [line, signalLine, histogram]) {
    ema.compute({ period: fast }, [source], [line])
    ema.compute({ period: slow }, [source], [histogram])
    for (let i = 0; i < source.length; i++) line[i] -= histogram[i]

    ema.compute({ period: signal }, [line], [signalLine])
    for (let i = 0; i < source.length; i++) histogram[i] = line[i] - signalLine[i]
  },
})
