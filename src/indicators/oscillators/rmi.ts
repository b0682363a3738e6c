import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { gainsAndLosses, relativeStrength } from './gains-and-losses.ts'

/** Relative momentum index (Altman): the RSI of changes over several bars. */
export const rmi = defineIndicator({
  name: 'rmi',
  title: 'Relative momentum index',
  formula:
    'As rsi, but with change = value - the value `momentum` bars ago; with momentum 1 it is the rsi (Roger Altman, 1993). ' +
    'Without any change it is 50.',
  inputs: ['source'],
  options: {
    period: period("bars of Wilder's smoothing", 20),
    momentum: period('bars between the two values of a change', 5),
  },
  outputs: ['rmi'],

  warmup({ period, momentum }) {
    return [momentum + period - 1]
  },

  compute({ period, momentum }, [source], [out]) {
    const up = out
    const down = new Float64Array(source.length)
    gainsAndLosses(source, momentum, up, down)
    exponentialMean(up, period, 1 / period, up)
    exponentialMean(down, period, 1 / period, down)
    relativeStrength(up, down, out)
  },
})
