import { wma } from '../averages/wma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { roc } from './roc.ts'

/** Coppock curve. */
export const coppock = defineIndicator({
  name: 'coppock',
  title: 'Coppock curve',
  formula:
    'wma(period) of 100 * (roc(long) + roc(short)), in percent. The usual options are those of Edwin Coppock, who meant monthly bars. ' +
    'NaN where a value that a rate of change divides by is 0.',
  inputs: ['source'],
  options: {
    period: period('bars of the weighted average', 10),
    long: period('bars of the longer rate of change', 14),
    short: period('bars of the shorter rate of change', 11),
  },
  outputs: ['coppock'],

  warmup({ period, long, short }) {
    return [Math.max(long, short) + period - 1]
  },

  compute({ period, long, short }, [source], [out]) {
    const sum = new Float64Array(source.length)
    roc.compute({ period: long }, [source], [sum])
    roc.compute({ period: short }, [source], [out])
    for (let i = 0; i < out.length; i++) sum[i] = 100 * (sum[i] + out[i])
    wma.compute({ period }, [sum], [out])
  },
})
