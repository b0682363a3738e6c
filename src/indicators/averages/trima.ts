import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { sma } from './sma.ts'

/** Triangular moving average. */
export const trima = defineIndicator({
  name: 'trima',
  title: 'Triangular moving average',
  formula:
    'The mean of the last `period` values with weights that rise by 1 a bar to the middle of the window and fall ' +
    'again: 1 2 3 2 1 for a period of 5, 1 2 3 3 2 1 for 6. It is the sma(long) of an sma(short) with long + ' +
    'short = period + 1, which differ by at most 1.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['trima'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    const short = Math.ceil(period / 2)
    const means = new Float64Array(source.length)
    sma.compute({ period: short }, [source], [means])
    sma.compute({ period: period - short + 1 }, [means], [out])
  },
})
