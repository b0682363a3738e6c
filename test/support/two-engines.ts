import { above, below, crossOver, crossUnder, defineStrategy } from 'backsweep'

/** A vector strategy with shorts, stops and weights, for sweeps that run it in both engines. */
export const twoEngines = defineStrategy({
  name: 'two-engines',
  module: import.meta.url,
  parameters: { period: 5, stop: 0.02, mode: 'signals' },
  signals({ bars, ta }, { period, stop, mode }) {
    const mean = ta.sma(bars.close, period)
    const stops = { stopLoss: stop, trailingStop: stop * 1.5, takeProfit: stop * 3 }
    if (mode === 'weights') {
      const targetWeight = Array.from(mean, (value, t) => (t % 4 === 0 ? Math.sign(bars.close[t] - value) * 0.6 : NaN))
      return { targetWeight, ...stops }
    }
    return {
      enterLong: crossOver(bars.close, mean),
      exitLong: below(bars.close, mean),
      enterShort: crossUnder(bars.close, mean),
      exitShort: above(bars.close, mean),
      ...stops,
    }
  },
})
