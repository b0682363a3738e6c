import { windowDeviation } from '../deviation.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/**
 * Hurst exponent of a moving window. The deviations of one lag over all windows are those of a moving window of differences, so
 * this takes bars times lags steps, about half of bars times period.
 */
export const hurst = defineIndicator({
  name: 'hurst',
  title: 'Hurst exponent',
  formula:
    'How the spread of differences grows with their lag: for every lag from 2 to floor(period / 2) - 1 the ' +
    'population deviation of value - value `lag` bars ago, all within the last `period` values; the exponent is ' +
    "the least-squares slope of its logarithm over that of the lag, as backtrader's HurstExponent. About 0.5 for a " +
    'random walk, less where values return to their mean, more in a trend. Where the differences of a lag are all ' +
    'the same there is nothing to measure and it is 0.5. A period below 8 has no two lags and gives no values; for ' +
    'steady values backtrader advises some 2000.',
  inputs: ['source'],
  options: { period: period('bars in the window') },
  outputs: ['hurst'],

  warmup({ period }) {
    return [lastLag(period) > firstLag ? period - 1 : Infinity]
  },

  compute({ period }, [source], [out]) {
    const last = lastLag(period)
    if (last <= firstLag || period > source.length) {
      out.fill(NaN)
      return
    }
    const lags = Array.from({ length: last - firstLag + 1 }, (_, i) => firstLag + i)
    const logs = lags.map(Math.log)
    const mean = logs.reduce((sum, log) => sum + log) / logs.length
    const spread = logs.reduce((sum, log) => sum + (log - mean) * (log - mean), 0)

    const unmeasurable = Infinity // stays what it is, whatever is added
    const differences = new Float64Array(source.length)
    const deviations = new Float64Array(source.length)
    out.fill(0)
    for (let k = 0; k < lags.length; k++) {
      const lag = lags[k]
      const weight = (logs[k] - mean) / spread
      for (let i = 0; i < source.length; i++) differences[i] = i < lag ? NaN : source[i] - source[i - lag]
      windowDeviation(differences, period - lag, deviations)
      for (let i = 0; i < source.length; i++) {
        out[i] += deviations[i] === 0 ? unmeasurable : weight * Math.log(deviations[i])
      }
    }
    for (let i = 0; i < out.length; i++) if (out[i] === unmeasurable) out[i] = 0.5
  },
})

const firstLag = 2

function lastLag(period: number): number {
  return Math.floor(period / 2) - 1
}
