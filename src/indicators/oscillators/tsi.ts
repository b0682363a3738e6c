import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { momentum } from './momentum.ts'

/** True strength index (Blau). */
export const tsi = defineIndicator({
  name: 'tsi',
  title: 'True strength index',
  formula:
    '100 * smooth(change) / smooth(|change|) with change = value - previous value and smooth = ema(short) of ema(long), each ' +
    'seeded with the mean of its first values (William Blau): -100 to 100. Without any change it is 0. ' +
    'A signal line is an ema of it, of 7 to 13 bars as one likes.',
  inputs: ['source'],
  options: {
    long: period('period of the first average', 25),
    short: period('period of the average of that average', 13),
  },
  outputs: ['tsi'],

  warmup({ long, short }) {
    return [1 + (long - 1) + (short - 1)]
  },

  compute({ long, short }, [source], [out]) {
    const size = new Float64Array(source.length)
    momentum.compute({ period: 1 }, [source], [out])
    for (let i = 0; i < out.length; i++) size[i] = Math.abs(out[i])
    for (const column of [out, size]) {
      exponentialMean(column, long, 2 / (long + 1), column)
      exponentialMean(column, short, 2 / (short + 1), column)
    }
    for (let i = 0; i < out.length; i++) out[i] = size[i] === 0 ? 0 : 100 * (out[i] / size[i])
  },
})
