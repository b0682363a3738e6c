import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Rate of change, as a fraction. */
export const roc = defineIndicator({
  name: 'roc',
  title: 'Rate of change',
  formula:
    '(value - old) / old with old = the value `period` bars ago: a fraction, 0.1 is 10 percent. NaN where old is 0. ' +
    'Only these two values are read: a missing one between them does no harm.',
  inputs: ['source'],
  options: { period: period('bars to look back') },
  outputs: ['roc'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    for (let i = 0; i < source.length; i++) {
      const old = i < period ? NaN : source[i - period]
      const change = (source[i] - old) / old
      out[i] = Number.isFinite(change) ? change : NaN
    }
  },
})
