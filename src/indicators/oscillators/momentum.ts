import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Momentum: the change over some bars, in the unit of the column. */
export const momentum = defineIndicator({
  name: 'momentum',
  title: 'Momentum',
  formula:
    'value - old with old = the value `period` bars ago, in the unit of the source (roc is the same as a fraction). ' +
    'Only these two values are read: a missing one between them does no harm.',
  inputs: ['source'],
  options: { period: period('bars to look back') },
  outputs: ['momentum'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    for (let i = 0; i < source.length; i++) {
      const change = i < period ? NaN : source[i] - source[i - period]
      out[i] = Number.isFinite(change) ? change : NaN
    }
  },
})
