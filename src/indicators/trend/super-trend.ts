import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'
import { atr } from '../volatility/atr.ts'

/** SuperTrend (Seban): bands that move only towards the price, and the side of them on which it is. */
export const superTrend = defineIndicator({
  name: 'superTrend',
  title: 'SuperTrend (Seban)',
  formula:
    'Basic bands are (high + low) / 2 plus and minus `multiplier` * atr(period). upper is the basic upper band ' +
    'where that is below the last upper or the previous close was above the last upper, else the last upper; lower ' +
    'is the mirror image. direction starts as -1, becomes 1 where the close is above upper and -1 where it is ' +
    'below lower. line = lower in direction 1, upper in -1. Other libraries start with direction 1, which differs ' +
    'until the first turn. After a missing value it starts anew with atr.',
  inputs: ['high', 'low', 'close'],
  options: {
    period: period('period of the average true range', 10),
    multiplier: factor('average true ranges between the middle of a bar and its bands', 3),
  },
  outputs: ['line', 'direction', 'upper', 'lower'],

  warmup({ period }) {
    return [period, period, period, period]
  },

  compute({ period, multiplier }, [high, low, close], [line, direction, upper, lower]) {
    const range = line
    atr.compute({ period }, [high, low, close], [range])
    let trend = 0 // none yet
    let top = NaN
    let bottom = NaN
    for (let i = 0; i < close.length; i++) {
      if (!Number.isFinite(range[i]) || !Number.isFinite(close[i])) {
        trend = 0
        line[i] = direction[i] = upper[i] = lower[i] = NaN
        continue
      }
      const middle = (high[i] + low[i]) / 2
      const basicTop = middle + multiplier * range[i]
      const basicBottom = middle - multiplier * range[i]
      if (trend === 0) {
        trend = -1
        top = basicTop
        bottom = basicBottom
      } else {
        if (basicTop < top || close[i - 1] > top) top = basicTop
        if (basicBottom > bottom || close[i - 1] < bottom) bottom = basicBottom
        if (trend < 0 ? close[i] > top : close[i] < bottom) trend = -trend
      }
      line[i] = trend > 0 ? bottom : top
      direction[i] = trend
      upper[i] = top
      lower[i] = bottom
    }
  },
})
