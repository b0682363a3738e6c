import { above, below, csv, defineIndicator, defineStrategy, defineSweep, period, range } from 'backsweep'

/** 1 on the lowest bar of those around it, which nobody knows before the last of them has closed. */
const pivotLow = defineIndicator({
  name: 'pivotLow',
  inputs: ['low'],
  options: { reach: period('bars on each side', 3) },
  outputs: ['pivotLow'],

  warmup({ reach }) {
    return [reach]
  },

  compute({ reach }, [low], [out]) {
    for (let t = reach; t < low.length; t++) {
      const around = low.slice(t - reach, t + reach + 1)
      out[t] = low[t] === Math.min(...around) ? 1 : 0
    }
  },
})

/** Buys every low and sells when the price is below that of some days ago. */
export const buyTheLow = defineStrategy({
  name: 'buy-the-low',
  module: import.meta.url,
  parameters: { reach: 3, period: 5 },
  signals({ bars, ta }, { reach, period }) {
    return {
      enterLong: above(ta.use(pivotLow)(reach), 0.5),
      exitLong: below(ta.roc(bars.close, period), 0),
    }
  },
})

export default defineSweep({
  name: 'buy-the-low',
  strategy: buyTheLow,
  parameters: { reach: range(2, 5), period: [5, 20] },
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX', timeframe: '1d' }),
})
