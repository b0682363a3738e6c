import { defineIndicator } from '../indicator.ts'
import { factor, period } from '../options.ts'

/** Arnaud Legoux moving average: a bell of weights over the window, its top near the newest bar. */
export const alma = defineIndicator({
  name: 'alma',
  title: 'Arnaud Legoux moving average',
  formula:
    'The mean of the last `period` values with weights exp(-(i - m)^2 / (2 * s^2)), i = 0 for the oldest, m = ' +
    'offset * (period - 1), s = period / sigma. m is not rounded (Tulip Indicators round it down).',
  inputs: ['source'],
  options: {
    period: period('bars in the window', 9),
    offset: factor('where the top of the bell lies: near 0 the oldest bar, 1 the newest', 0.85),
    sigma: factor('how narrow the bell is', 6),
  },
  outputs: ['alma'],

  warmup({ period }) {
    return [period - 1]
  },

  compute({ period, offset, sigma }, [source], [out]) {
    out.fill(NaN)
    if (period > source.length) return

    const weights = bell(period, offset, sigma)
    let seen = 0
    for (let i = 0; i < source.length; i++) {
      seen = Number.isFinite(source[i]) ? seen + 1 : 0
      if (seen < period) continue
      const oldest = i - period + 1
      let sum = 0
      for (let j = 0; j < period; j++) sum += weights[j] * source[oldest + j]
      out[i] = sum
    }
  },
})

/** The weights from the oldest bar to the newest; their sum is 1. */
function bell(period: number, offset: number, sigma: number): Float64Array {
  const top = offset * (period - 1)
  const nearest = Math.abs(top - Math.min(Math.round(top), period - 1))
  const weights = new Float64Array(period)
  let sum = 0
  for (let i = 0; i < period; i++) {
    const distance = Math.abs(top - i)
    // against the greatest weight: by itself, each rounds to 0 where the bell is narrow or its top outside the window
    const drop = ((distance - nearest) * (distance + nearest) * (sigma / period) * (sigma / period)) / 2
    weights[i] = Math.exp(-drop)
    sum += weights[i]
  }
  return weights.map((weight) => weight / sum)
}
