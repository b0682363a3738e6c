import { forEachBlock, tailTotals } from '../blocks.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/**
 * The straight line that lies nearest to the last `period` values, by least squares.
 *
 * Heights are measured from a value inside the window and places from its bar, the last of the block that the
 * window's tail belongs to (see blocks.ts). So nothing of the price level enters the slope, and what rounding
 * takes away is small against the range of the window.
 */
export const linReg = defineIndicator({
  name: 'linReg',
  title: 'Linear regression',
  formula:
    'The line a + b * x through the last `period` values, x = 0 for the oldest, with the least sum of squared ' +
    'distances. value = a + b * (period - 1), the line at the current bar; slope = b, per bar; intercept = a, the ' +
    'line at the oldest bar; angle = atan(b) in degrees, as if a bar were as wide as a price of 1 is high; ' +
    "forecast = a + b * period, the line at the next bar (TA-Lib's TSF). With a period of 1 the slope is 0.",
  inputs: ['source'],
  options: { period: period('bars in the window', 14) },
  outputs: ['value', 'slope', 'intercept', 'angle', 'forecast'],

  warmup({ period }) {
    const first = period - 1
    return [first, first, first, first, first]
  },

  compute({ period }, [source], [value, slope, intercept, angle, forecast]) {
    const outputs = [value, slope, intercept, angle, forecast]
    for (const out of outputs) out.fill(NaN)
    // the middle of the window is `half` bars before its end, and the squared places around it add up to `spread`
    const half = (period - 1) / 2
    const spread = (period * (period - 1) * (period + 1)) / 12

    const put = (bar: number, reference: number, sum: number, moment: number, middle: number) => {
      const rise = period === 1 ? 0 : (moment - middle * sum) / spread
      const mean = reference + sum / period
      slope[bar] = rise
      value[bar] = mean + half * rise
      intercept[bar] = mean - half * rise
      forecast[bar] = mean + (half + 1) * rise
      angle[bar] = (Math.atan(rise) * 180) / Math.PI
    }

    const tailSums = tailTotals(source, period)
    const tailMoments = tailTotals(source, period)
    forEachBlock(source, period, (last, stop) => {
      const reference = source[last]
      let sum = 0
      let moment = 0
      for (let back = 0; back < period; back++) {
        const height = source[last - back] - reference
        sum += height
        moment -= back * height
        tailSums[back] = sum
        tailMoments[back] = moment
      }
      put(last, reference, sum, moment, -half)

      sum = 0
      moment = 0
      for (let m = 1; last + m < stop; m++) {
        const height = source[last + m] - reference
        sum += height
        moment += m * height
        const tail = period - m - 1
        put(last + m, reference, tailSums[tail] + sum, tailMoments[tail] + moment, m - half)
      }
    })
  },
})
