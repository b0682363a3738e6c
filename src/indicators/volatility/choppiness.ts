import { sma } from '../averages/sma.ts'
import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { trueRange } from './true-range.ts'

/** Choppiness index (Dreiss): how much of the way the price went led nowhere. */
export const choppiness = defineIndicator({
  name: 'choppiness',
  title: 'Choppiness index (Dreiss)',
  formula:
    '100 * log(sum of the true range / (highest high - lowest low)) / log(period) over `period` bars: near 0 in a ' +
    'straight trend, near 100 where the price goes back and forth. Where the highest high equals the lowest low it ' +
    'is 50, the middle. A period of 1 has no scale and gives no values.',
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars in the window', 14) },
  outputs: ['choppiness'],

  warmup({ period }) {
    return [period > 1 ? period : Infinity]
  },

  compute({ period }, [high, low, close], [out]) {
    const top = new Float64Array(out.length)
    const bottom = new Float64Array(out.length)
    trueRange.compute({}, [high, low, close], [top])
    sma.compute({ period }, [top], [out])
    windowExtreme(high, period, 'highest', top)
    windowExtreme(low, period, 'lowest', bottom)
    const scale = 100 / Math.log(period)
    for (let i = 0; i < out.length; i++) {
      const way = period > 1 ? out[i] * period : NaN
      const range = top[i] - bottom[i]
      if (range === 0 && !Number.isNaN(way)) out[i] = 50
      else out[i] = scale * Math.log(way / range)
    }
  },
})
