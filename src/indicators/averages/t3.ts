import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'

/** Tillson's T3: three generalised double exponential averages on top of each other. */
export const t3 = defineIndicator({
  name: 't3',
  title: 'T3 moving average (Tillson)',
  formula:
    'With e1 = ema(period) of the source, e2 = ema(period) of e1 up to e6, and v = volumeFactor: ' +
    'c3 * e3 + c4 * e4 + c5 * e5 + c6 * e6 with c3 = (1 + v)^3, c4 = -3v(1 + v)^2, c5 = 3v^2(1 + v), c6 = -v^3. ' +
    'Each average is seeded with the mean of the first `period` values of its own input, as in TA-Lib.',
  inputs: ['source'],
  options: {
    period: period('bars of each average', 5),
    volumeFactor: factor('how much of the lag is made up for: near 0 it is e3, 1 makes a dema of every step', 0.7),
  },
  outputs: ['t3'],

  warmup({ period }) {
    return [6 * (period - 1)]
  },

  compute({ period, volumeFactor: v }, [source], [out]) {
    const alpha = 2 / (period + 1)
    const more = 1 + v
    const weights = [more * more * more, -3 * v * more * more, 3 * v * v * more, -v * v * v]
    const layer = new Float64Array(source.length)
    exponentialMean(source, period, alpha, layer)
    exponentialMean(layer, period, alpha, layer)
    out.fill(0)
    for (const weight of weights) {
      exponentialMean(layer, period, alpha, layer)
      for (let i = 0; i < source.length; i++) out[i] += weight * layer[i]
    }
  },
})
