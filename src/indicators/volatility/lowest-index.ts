import { windowExtremeAge } from '../extreme-age.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Where in a moving window the lowest value is. */
export const lowestIndex = defineIndicator({
  name: 'lowestIndex',
  title: 'Bars since the lowest value',
  formula:
    'How many bars ago the lowest of the last `period` values was: 0 is the current bar, period - 1 the oldest. Of ' +
    "equal values the newest counts, as for backtrader's FindFirstIndexLowest (TA-Lib's MININDEX counts from the " +
    'first bar of all instead).',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['lowestIndex'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    windowExtremeAge(source, period, 'lowest', out)
  },
})
