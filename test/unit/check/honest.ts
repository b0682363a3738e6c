import {
  above,
  and,
  below,
  crossOver,
  crossUnder,
  defineIndicator,
  defineStrategy,
  type Line,
  period,
  type SignalLine,
  Strategy,
} from '../../../src/index.ts'

/** Strategies of many kinds that do not look ahead. */

const cross = defineStrategy({
  name: 'cross',
  parameters: { fast: 5, slow: 20 },
  signals({ bars, ta }, { fast, slow }) {
    const [quick, calm] = [ta.sma(bars.close, fast), ta.sma(bars.close, slow)]
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})

const thresholds = defineStrategy({
  name: 'thresholds',
  parameters: { period: 14, low: 30 },
  signals({ bars, ta }, { period, low }) {
    const rsi = ta.rsi(bars.close, period)
    return {
      enterLong: below(rsi, low),
      exitLong: above(rsi, 60),
      enterShort: above(rsi, 100 - low),
      exitShort: below(rsi, 40),
    }
  },
})

const breakout = defineStrategy({
  name: 'breakout',
  parameters: { days: 20, stop: 0.05 },
  signals({ bars, ta }, { days, stop }) {
    const before = (column: ArrayLike<number>) => Float64Array.from(column, (_, t) => (t === 0 ? NaN : column[t - 1]))
    const [highest, lowest] = [ta.highest(bars.high, days), ta.lowest(bars.low, days)]
    return {
      enterLong: above(bars.close, before(highest)),
      exitLong: below(bars.close, before(lowest)),
      stopLoss: stop,
      trailingStop: 2 * stop,
    }
  },
})

const bands = defineStrategy({
  name: 'bands',
  parameters: { period: 20, deviations: 2 },
  signals({ bars, ta }, { period, deviations }) {
    const { lower, middle } = ta.bollinger(bars.close, { period, deviations })
    return { enterLong: crossUnder(bars.close, lower), exitLong: crossOver(bars.close, middle) }
  },
})

const macd = defineStrategy({
  name: 'macd',
  parameters: { fast: 12, slow: 26 },
  signals({ bars, ta }, { fast, slow }) {
    const lines = ta.macd(bars.close, { fast, slow })
    return { enterLong: crossOver(lines.macd, lines.signal), exitLong: crossUnder(lines.macd, lines.signal) }
  },
})

const superTrend = defineStrategy({
  name: 'super-trend',
  parameters: { period: 10, multiplier: 3 },
  signals({ bars, ta }, { period, multiplier }) {
    const { line } = ta.superTrend({ period, multiplier })
    return { enterLong: crossOver(bars.close, line), exitLong: crossUnder(bars.close, line) }
  },
})

/** Weights for all bars but the last, whose weight nobody could trade any more. */
const weights = defineStrategy({
  name: 'weights',
  parameters: { period: 20, every: 5 },
  signals({ bars, ta }, { period, every }) {
    const deviation = ta.stdDev(bars.close, period)
    const targetWeight = new Float64Array(bars.length).fill(NaN)
    for (let t = period; t < bars.length - 1; t++) {
      const monday = Math.floor(bars.time[t] / 86_400_000) % every === 0
      if (monday) targetWeight[t] = Math.min(1, (0.01 * bars.close[t]) / deviation[t])
    }
    return { targetWeight }
  },
})

const distance = defineIndicator({
  name: 'distance',
  inputs: ['source', 'high'],
  options: { period: period('bars back', 10) },
  outputs: ['up', 'down'],
  warmup: ({ period }) => [period, period],
  compute({ period }, [source, high], [up, down]) {
    for (let t = period; t < source.length; t++) {
      up[t] = source[t] / source[t - period]
      down[t] = high[t] / high[t - period]
    }
  },
})

const own = defineStrategy({
  name: 'own',
  parameters: { period: 10 },
  signals({ bars, ta }, { period }) {
    const { up, down } = ta.use(distance)(ta.ema(bars.close, 5), period)
    return { enterLong: and(above(up, 1.02), above(down, 1)), exitLong: below(up, 1) }
  },
})

const higher = defineStrategy({
  name: 'higher',
  parameters: { weeks: 10, days: 100 },
  signals({ bars, ta, higher }, { weeks, days }) {
    const week = higher('1w')
    const rises = above(bars.close, week.align(week.ta.sma(week.bars.close, weeks)))
    return {
      enterLong: and(rises, above(bars.close, ta.sma(bars.close, days))),
      exitLong: below(ta.roc(bars.close, days), 0),
    }
  },
})

/** With all kinds of orders: limits, a bracket, a trailing stop, and one that waits for its turn. */
class Orders extends Strategy<typeof Orders.parameters> {
  static override parameters = { fast: 5, slow: 20 }
  private up!: SignalLine
  private average!: Line

  override init(): void {
    const { fast, slow } = this.parameters
    this.average = this.ta.ema(this.data.close, slow)
    this.up = this.crossOver(this.ta.sma(this.data.close, fast), this.average)
  }

  override next(): void {
    const close = this.data.close.at(0)
    if (this.up.at(0) && this.position.units === 0) {
      if (this.data.close.at(-1) > this.average.at(-1)) this.buy({ size: 10 })
      else
        this.buyBracket({
          kind: 'limit',
          price: close * 0.99,
          stopPrice: close * 0.95,
          targetPrice: close * 1.05,
          size: 3,
        })
    }
    if (this.position.units > 5 && close < this.average.at(0))
      this.sell({ kind: 'stop-trail', trailFraction: 0.02, size: this.position.units, valid: 'day' })
  }

  override stop(): void {
    this.close()
  }
}

export const honest = [
  { strategy: cross, parameters: { fast: [3, 5, 9], slow: [15, 20, 40] } },
  { strategy: thresholds, parameters: { period: [2, 7, 14], low: [20, 30] } },
  { strategy: breakout, parameters: { days: [5, 20, 60] } },
  { strategy: bands, parameters: { period: [10, 20], deviations: [1, 2] } },
  { strategy: macd, parameters: { fast: [6, 12], slow: [20, 26] } },
  { strategy: superTrend, parameters: { period: [7, 10], multiplier: [1, 2, 3] } },
  { strategy: weights, parameters: { period: [10, 20], every: [1, 5] } },
  { strategy: own, parameters: { period: [3, 10] } },
  { strategy: higher, parameters: { weeks: [4, 10], days: [20, 100] } },
  { strategy: Orders, parameters: { fast: [3, 5], slow: [15, 20] } },
] as const
