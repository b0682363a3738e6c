import { crossOver, crossUnder, defineStrategy } from 'backsweep' // as a user does: a worker then has one library, not two

/** Called before each backtest of `cross` that runs in this process. */
export const hooks = { before: () => {} }

/** Fails with the slow window that the environment names: the same code runs well once it no longer does. */
export const cross = defineStrategy({
  name: 'cross',
  module: import.meta.url,
  parameters: { fast: 3, slow: 10 },
  signals({ bars, ta }, { fast, slow }) {
    hooks.before()
    if (process.env.CROSS_FAILS_AT === String(slow)) throw new Error(`no window of ${slow}`)
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})

export const breakout = defineStrategy({
  name: 'breakout',
  module: import.meta.url,
  parameters: { period: 20 },
  signals({ bars, ta }, { period }) {
    const calm = ta.ema(bars.close, period)
    return { enterLong: crossOver(bars.close, calm), exitLong: crossUnder(bars.close, calm) }
  },
})
