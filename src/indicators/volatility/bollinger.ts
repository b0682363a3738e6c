import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { stdDev } from './std-dev.ts'

/** Bollinger bands. */
export const bollinger = defineIndicator({
  name: 'bollinger',
  title: 'Bollinger bands',
  formula: 'middle = sma(period); upper and lower = middle plus and minus `deviations` * stdDev(period) (population).',
  inputs: ['source'],
  options: {
    period: period('bars in the window', 20),
    deviations: factor('standard deviations between the middle and a band', 2),
  },
  outputs: ['middle', 'upper', 'lower'],

  warmup({ period }) {
    return [period - 1, period - 1, period - 1]
  },

  compute({ period, deviations }, [source], [middle, upper, lower]) {
    sma.compute({ period }, [source], [middle])
    stdDev.compute({ period }, [source], [upper])
    for (let i = 0; i < source.length; i++) {
      const distance = deviations * upper[i]
      upper[i] = middle[i] + distance
      lower[i] = middle[i] - distance
    }
  },
})
