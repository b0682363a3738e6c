import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Donchian channels. */
export const donchian = defineIndicator({
  name: 'donchian',
  title: 'Donchian channels',
  formula:
    'upper = the highest high and lower = the lowest low of the last `period` bars, middle = (upper + lower) / 2. ' +
    'The current bar is included, so a close never leaves the channel: a breakout is a high equal to upper, or a ' +
    'low equal to lower.',
  inputs: ['high', 'low'],
  options: { period: period('bars in the window', 20) },
  outputs: ['middle', 'upper', 'lower'],

  warmup({ period }) {
    return [period - 1, period - 1, period - 1]
  },

  compute({ period }, [high, low], [middle, upper, lower]) {
    windowExtreme(high, period, 'highest', upper)
    windowExtreme(low, period, 'lowest', lower)
    for (let i = 0; i < middle.length; i++) middle[i] = (upper[i] + lower[i]) / 2
  },
})
