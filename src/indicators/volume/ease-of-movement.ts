import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Volumes are counted in lots of so many, to get numbers that can be read. */
const lot = 10_000

/** Ease of movement (Arms): how far the price moves for the volume that it takes. */
export const easeOfMovement = defineIndicator({
  name: 'easeOfMovement',
  title: 'Ease of movement (Arms)',
  formula:
    'sma(period) of move * (high - low) / (volume / 10000) with move = (high + low) / 2 - its value one bar before. ' +
    'A bar without volume counts as 0. The divisor is only a scale; some programs take 100,000,000.',
  inputs: ['high', 'low', 'volume'],
  options: { period: period('bars of the average', 14) },
  outputs: ['easeOfMovement'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [high, low, volume], [out]) {
    const ease = new Float64Array(high.length)
    let previous = NaN
    for (let i = 0; i < high.length; i++) {
      const middle = (high[i] + low[i]) / 2
      const moved = (middle - previous) * (high[i] - low[i])
      const known = Number.isFinite(moved) && Number.isFinite(volume[i])
      const perLot = volume[i] === 0 ? 0 : (moved / volume[i]) * lot
      ease[i] = known ? perLot : NaN
      previous = middle
    }
    sma.compute({ period }, [ease], [out])
  },
})
