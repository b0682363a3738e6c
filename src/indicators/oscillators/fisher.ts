import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { medianPrice } from '../prices/median-price.ts'

/** Fisher transform (Ehlers) of the median price's place in its range. */
export const fisher = defineIndicator({
  name: 'fisher',
  title: 'Fisher transform',
  formula:
    'fisher = 0.5 * ln((1 + v) / (1 - v)) + 0.5 * previous fisher; trigger = previous fisher (John Ehlers, 2002). ' +
    'v = 0.66 * (place - 0.5) + 0.67 * previous v, set to 0.999 above 0.99 and to -0.999 below -0.99; ' +
    'place = (price - lowest price) / (highest price - lowest price) over `period` bars, 0.5 where they are equal; ' +
    'price = (high + low) / 2. Both recursions start at 0, and anew after a missing value.',
  inputs: ['high', 'low'],
  options: { period: period('bars of the highest and the lowest price', 10) },
  outputs: ['fisher', 'trigger'],

  warmup({ period }) {
    return [period - 1, period]
  },

  compute({ period }, [high, low], [fisher, trigger]) {
    const price = new Float64Array(high.length)
    medianPrice.compute({}, [high, low], [price])
    const top = fisher
    const bottom = trigger
    windowExtreme(price, period, 'highest', top)
    windowExtreme(price, period, 'lowest', bottom)

    let v = 0
    let previous = NaN // of fisher
    for (let i = 0; i < price.length; i++) {
      const range = top[i] - bottom[i]
      if (Number.isNaN(range)) {
        v = 0
        previous = NaN
        fisher[i] = NaN
        trigger[i] = NaN
        continue
      }
      const place = range === 0 ? 0.5 : (price[i] - bottom[i]) / range
      v = limited(0.66 * (place - 0.5) + 0.67 * v)
      fisher[i] = 0.5 * Math.log((1 + v) / (1 - v)) + (Number.isNaN(previous) ? 0 : 0.5 * previous)
      trigger[i] = previous
      previous = fisher[i]
    }
  },
})

/** At 1 and beyond there is no logarithm. */
function limited(v: number): number {
  if (v > 0.99) return 0.999
  return v < -0.99 ? -0.999 : v
}
