import { above, and, below, defineStrategy, type SignalLine, Strategy } from 'backsweep'
import { efficiencyRatio } from './efficiency-ratio.ts'

/** In when the price is above its average and got there straight, out when it is below. */
export const straightTrend = defineStrategy({
  name: 'straight-trend',
  module: import.meta.url,
  parameters: { period: 10, least: 0.3, average: 50 },
  signals({ bars, ta }, { period, least, average }) {
    const efficiency = ta.use(efficiencyRatio)(bars.close, period)
    const mean = ta.sma(bars.close, average)
    const straight = above(efficiency, least)
    return { enterLong: and(straight, above(bars.close, mean)), exitLong: below(bars.close, mean) }
  },
})

/** The same, bar by bar. */
export class StraightTrend extends Strategy<typeof StraightTrend.parameters> {
  static override parameters = { period: 10, least: 0.3, average: 50 }
  straight!: SignalLine
  high!: SignalLine
  low!: SignalLine

  override init() {
    const { period, least, average } = this.parameters
    const { close } = this.data
    const mean = this.ta.sma(close, average)
    this.straight = this.above(this.ta.use(efficiencyRatio)(close, period), least)
    this.high = this.above(close, mean)
    this.low = this.below(close, mean)
  }

  override next() {
    const isIn = this.data.position.units > 0
    if (!isIn && this.straight.at(0) && this.high.at(0)) this.buy()
    if (isIn && this.low.at(0)) this.close()
  }
}
