import { ema } from '../averages/ema.ts'
import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { atr } from './atr.ts'

/** Keltner channels in Raschke's form: an exponential average and the average true range. */
export const keltner = defineIndicator({
  name: 'keltner',
  title: 'Keltner channels',
  formula:
    'middle = ema(period) of the close; upper and lower = middle plus and minus `multiplier` * atr(atrPeriod). ' +
    "(Keltner's own were simple averages of the typical price and of high - low.)",
  inputs: ['high', 'low', 'close'],
  options: {
    period: period('period of the average in the middle', 20),
    atrPeriod: period('period of the average true range', 10),
    multiplier: factor('average true ranges between the middle and a band', 2),
  },
  outputs: ['middle', 'upper', 'lower'],

  warmup({ period, atrPeriod }) {
    const bands = Math.max(period - 1, atrPeriod)
    return [period - 1, bands, bands]
  },

  compute({ period, atrPeriod, multiplier }, [high, low, close], [middle, upper, lower]) {
    ema.compute({ period }, [close], [middle])
    atr.compute({ period: atrPeriod }, [high, low, close], [upper])
    for (let i = 0; i < close.length; i++) {
      const distance = multiplier * upper[i]
      upper[i] = middle[i] + distance
      lower[i] = middle[i] - distance
    }
  },
})
