import { bestOf, definePortfolio } from 'backsweep'

/** Holds the symbols that have risen most, chosen anew every so often, and none that has fallen. */
export const momentum = definePortfolio({
  name: 'momentum',
  module: import.meta.url,
  parameters: { lookback: 6, hold: 2, every: '1M' },
  weights(context, { lookback, hold, every }) {
    const scores = context.symbols.map(({ bars, ta, align }) => align(ta.roc(bars.close, lookback)))
    return bestOf(context, scores, { hold, every, above: 0 })
  },
})
