import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { atr } from './atr.ts'

/** Chandelier exit (Le Beau): a stop that hangs from the highest high. */
export const chandelierExit = defineIndicator({
  name: 'chandelierExit',
  title: 'Chandelier exit (Le Beau)',
  formula:
    'long = the highest high of the last `period` bars - `multiplier` * atr(period), the stop of a long position; ' +
    'short = the lowest low + `multiplier` * atr(period), that of a short one. Unlike a trailing stop it may move ' +
    'back.',
  inputs: ['high', 'low', 'close'],
  options: {
    period: period('bars of the extremes and of the average true range', 22),
    multiplier: factor('average true ranges between an extreme and its stop', 3),
  },
  outputs: ['long', 'short'],

  warmup({ period }) {
    return [period, period]
  },

  compute({ period, multiplier }, [high, low, close], [long, short]) {
    const range = new Float64Array(close.length)
    atr.compute({ period }, [high, low, close], [range])
    windowExtreme(high, period, 'highest', long)
    windowExtreme(low, period, 'lowest', short)
    for (let i = 0; i < range.length; i++) {
      long[i] -= multiplier * range[i]
      short[i] += multiplier * range[i]
    }
  },
})
