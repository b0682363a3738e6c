import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Ultimate oscillator (Williams): buying pressure over three lengths of time. */
export const ultimate = defineIndicator({
  name: 'ultimate',
  title: 'Ultimate oscillator',
  formula:
    '100 * (4 * a(short) + 2 * a(medium) + a(long)) / 7 with a(n) = sum of pressure / sum of range over n bars, ' +
    'pressure = close - min(low, previous close), range = max(high, previous close) - min(low, previous close): 0 to 100. ' +
    'Where the ranges of a sum are all 0, its a is 0.5, the middle (TA-Lib says 0).',
  inputs: ['high', 'low', 'close'],
  options: {
    short: period('bars of the sums with weight 4', 7),
    medium: period('bars of the sums with weight 2', 14),
    long: period('bars of the sums with weight 1', 28),
  },
  outputs: ['ultimate'],

  warmup({ short, medium, long }) {
    return [Math.max(short, medium, long)]
  },

  compute({ short, medium, long }, [high, low, close], [out]) {
    const { length } = close
    const pressure = new Float64Array(length)
    const range = new Float64Array(length)
    let previous = NaN
    for (let i = 0; i < length; i++) {
      const floor = Math.min(low[i], previous)
      const known =
        Number.isFinite(high[i]) && Number.isFinite(low[i]) && Number.isFinite(close[i]) && Number.isFinite(previous)
      pressure[i] = known ? close[i] - floor : NaN
      range[i] = known ? Math.max(high[i], previous) - floor : NaN
      previous = close[i]
    }

    const pressures = new Float64Array(length)
    const ranges = new Float64Array(length)
    out.fill(0)
    for (const { period, weight } of [
      { period: short, weight: 4 },
      { period: medium, weight: 2 },
      { period: long, weight: 1 },
    ]) {
      sma.compute({ period }, [pressure], [pressures])
      sma.compute({ period }, [range], [ranges])
      for (let i = 0; i < length; i++) out[i] += weight * (ranges[i] === 0 ? 0.5 : pressures[i] / ranges[i])
    }
    for (let i = 0; i < length; i++) out[i] = (100 * out[i]) / 7
  },
})
