import { ema } from '../averages/ema.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Percentage price oscillator: the MACD in percent of the calm average, comparable between prices. */
export const ppo = defineIndicator({
  name: 'ppo',
  title: 'Percentage price oscillator',
  formula:
    'ppo = 100 * (ema(fast) - ema(slow)) / ema(slow), in percent; signal = ema(signal) of ppo, seeded with the mean of its ' +
    'first `signal` values; histogram = ppo - signal. NaN where the slow average is 0. Each average is seeded by itself, ' +
    "as in backtrader and in TA-Lib's PPO with exponential averages (its usual ones are simple).",
  inputs: ['source'],
  options: {
    fast: period('period of the quick average', 12),
    slow: period('period of the calm average', 26),
    signal: period('period of the average of the ppo line', 9),
  },
  outputs: ['ppo', 'signal', 'histogram'],

  warmup({ fast, slow, signal }) {
    const first = Math.max(fast, slow) - 1
    return [first, first + signal - 1, first + signal - 1]
  },

  compute({ fast, slow, signal }, [source], [line, signalLine, histogram]) {
    const calm = histogram
    ema.compute({ period: fast }, [source], [line])
    ema.compute({ period: slow }, [source], [calm])
    for (let i = 0; i < source.length; i++) {
      const distance = 100 * ((line[i] - calm[i]) / calm[i])
      line[i] = Number.isFinite(distance) ? distance : NaN
    }

    ema.compute({ period: signal }, [line], [signalLine])
    for (let i = 0; i < source.length; i++) histogram[i] = line[i] - signalLine[i]
  },
})
