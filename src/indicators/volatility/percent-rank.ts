import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { SortedWindow } from '../sorted-window.ts'

/** Percent rank: how much of its window a value has left behind. */
export const percentRank = defineIndicator({
  name: 'percentRank',
  title: 'Percent rank',
  formula:
    'The part of the last `period` values, the current one included, that is smaller than the current one: a ' +
    "fraction from 0 to (period - 1) / period, as backtrader's PercentRank. (TradingView's is in percent of the " +
    '`period` values before, and equal ones count.)',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['percentRank'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period }, [source], [out]) {
    const window = new SortedWindow(Math.min(period, source.length))
    let seen = 0
    for (let i = 0; i < source.length; i++) {
      const value = source[i]
      if (!Number.isFinite(value)) {
        seen = 0
        window.clear()
        out[i] = NaN
        continue
      }
      seen++
      if (seen > period) window.remove(source[i - period])
      window.insert(value)
      out[i] = seen < period ? NaN : window.below(value) / period
    }
  },
})
