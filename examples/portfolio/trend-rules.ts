import { crossOver, crossUnder, defineStrategy, defineSweep, percentCommission, riskOfEquity } from 'backsweep'
import { stocks } from './stocks.ts'

/** Buys when the price crosses its average while the year's trend is up; half of it is sold at a gain, the rest when the price falls back. */
export const trendRules = defineStrategy({
  name: 'trend-rules',
  module: import.meta.url,
  parameters: { period: 6, stop: 0.15 },
  signals({ bars, ta, higher }, { period }) {
    const mean = ta.sma(bars.close, period)
    const quarters = higher('3M')
    const trend = quarters.align(quarters.ta.sma(quarters.bars.close, 2))
    return { enterLong: crossOver(bars.close, mean), exitLong: crossUnder(bars.close, trend) }
  },
  rules: ({ stop }) => ({
    sizing: riskOfEquity(0.02),
    stopLoss: [{ at: stop }, { at: stop * 1.5, trailing: true }],
    takeProfit: { at: stop * 2, part: 0.5 },
    maxEntries: 2,
    entryParts: [1, 0.5],
    cooldowns: [{ after: 'stop', bars: 3 }],
    maxOpenPositions: 3,
    maxExposure: 1,
  }),
})

export default defineSweep({
  name: 'trend-rules-stocks',
  strategy: trendRules,
  parameters: { period: [3, 6, 9], stop: [0.1, 0.15, 0.2] },
  data: stocks,
  commission: percentCommission(0.001),
})
