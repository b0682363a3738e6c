import { ema } from '../averages/ema.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { roc } from './roc.ts'

/** Trix (Hutson): the change of a triple exponential average from bar to bar. */
export const trix = defineIndicator({
  name: 'trix',
  title: 'Trix, the rate of change of a triple exponential average',
  formula:
    'trix = 100 * (triple - previous triple) / previous triple, in percent, with triple = ema(period) of ema(period) of ' +
    'ema(period), each seeded with the mean of its first `period` values; signal = ema(signal) of trix. ' +
    'NaN where the previous triple is 0.',
  inputs: ['source'],
  options: {
    period: period('period of each of the three averages', 15),
    signal: period('period of the average of the trix line', 9),
  },
  outputs: ['trix', 'signal'],

  warmup({ period, signal }) {
    const first = 3 * (period - 1) + 1
    return [first, first + signal - 1]
  },

  compute({ period, signal }, [source], [line, signalLine]) {
    const triple = signalLine
    ema.compute({ period }, [source], [line])
    ema.compute({ period }, [line], [triple])
    ema.compute({ period }, [triple], [triple])
    roc.compute({ period: 1 }, [triple], [line])
    for (let i = 0; i < line.length; i++) line[i] *= 100
    ema.compute({ period: signal }, [line], [signalLine])
  },
})
