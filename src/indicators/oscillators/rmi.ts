import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { exponentialStrength } from './relative-strength.ts'

/** Relative momentum index (Altman): the RSI of changes over several bars. */
export const rmi = defineIndicator({
  name: 'rmi',
  title: 'Relative momentum index',
  formula:
    'As rsi, but with change = value - the value `momentum` bars ago; with momentum 1 it is the rsi (Roger Altman, 1993). ' +
    'Without any change it is 50.',
  inputs: ['source'],
  options: {
    period: period("bars of Wilder's smoothing"),
    momentum: period('bars between the two values of a change', 5),
  },
  outputs: ['rmi'],

  warmup({ period, momentum }) {
    return [momentum + period - 1]
  },

  compute({ period, momentum }, [source], [out]) {
    exponentialStrength(source, { lag: momentum, period, alpha: 1 / period }, out)
  },
})
