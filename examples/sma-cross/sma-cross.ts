import { crossOver, crossUnder, defineStrategy } from 'backsweep'

/** Long while the fast average is above the slow one: in when it crosses over, out when it crosses under. */
export const smaCross = defineStrategy({
  name: 'sma-cross',
  module: import.meta.url,
  parameters: { fast: 10, slow: 30 },
  signals({ bars, ta }, { fast, slow }) {
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})
