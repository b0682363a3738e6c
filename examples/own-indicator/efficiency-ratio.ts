import { defineIndicator, period } from 'backsweep'

/** Kaufman's efficiency ratio: how straight the way of the last bars was, from 0 (to and fro) to 1 (never back). */
export const efficiencyRatio = defineIndicator({
  name: 'efficiencyRatio',
  inputs: ['source'],
  options: { period: period('bars of the way', 10) },
  outputs: ['efficiencyRatio'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    for (let t = period; t < source.length; t++) {
      let way = 0
      for (let i = t - period + 1; i <= t; i++) way += Math.abs(source[i] - source[i - 1])
      out[t] = way === 0 ? 0 : Math.abs(source[t] - source[t - period]) / way
    }
  },
})
