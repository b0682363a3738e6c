import { crossOver, crossUnder, defineStrategy } from 'backsweep'

/** Moving-average crosses with a stop loss, in a file of their own so that workers can load them. */
export const crosses = defineStrategy({
  name: 'crosses',
  module: import.meta.url,
  parameters: { fast: 10, slow: 30, stopLoss: 0 },
  signals({ bars, ta }, { fast, slow, stopLoss }) {
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm), stopLoss }
  },
})
