import { windowExtremeAge } from '../extreme-age.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Aroon (Chande): how long ago the last high and the last low were. */
export const aroon = defineIndicator({
  name: 'aroon',
  title: 'Aroon and its oscillator (Chande)',
  formula:
    'up = 100 * (period - bars since the highest high) / period, down likewise with the lowest low, oscillator = ' +
    'up - down. The window has period + 1 bars, the current one included; of equal extremes the newest counts, as ' +
    'in TA-Lib and backtrader.',
  inputs: ['high', 'low'],
  options: { period: period('bars to look back', 14) },
  outputs: ['up', 'down', 'oscillator'],

  warmup({ period }) {
    return [period, period, period]
  },

  compute({ period }, [high, low], [up, down, oscillator]) {
    windowExtremeAge(high, period + 1, 'highest', up)
    windowExtremeAge(low, period + 1, 'lowest', down)
    for (let i = 0; i < up.length; i++) {
      oscillator[i] = (100 * (down[i] - up[i])) / period
      up[i] = (100 * (period - up[i])) / period
      down[i] = (100 * (period - down[i])) / period
    }
  },
})
