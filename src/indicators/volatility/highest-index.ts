import { windowExtremeAge } from '../extreme-age.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Where in a moving window the highest value is. */
export const highestIndex = defineIndicator({
  name: 'highestIndex',
  title: 'Bars since the highest value',
  formula:
    'How many bars ago the highest of the last `period` values was: 0 is the current bar, period - 1 the oldest. ' +
    "Of equal values the newest counts, as for backtrader's FindFirstIndexHighest (TA-Lib's MAXINDEX counts from " +
    'the first bar of all instead).',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['highestIndex'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowExtremeAge(source, period, 'highest', out)
  },
})
