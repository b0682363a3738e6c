import {
  above,
  type Bars,
  below,
  crossOver,
  crossUnder,
  defineIndicator,
  defineStrategy,
  period,
  Strategy,
} from '../../../src/index.ts'

/** Strategies that look ahead, each in another way. */

const past = (bars: Bars, t: number) => t >= 30 && bars.close[t] > bars.close[t - 30]

/** Buys when the next close is higher. */
export const nextClose = defineStrategy({
  name: 'next-close',
  parameters: { days: 30 },
  signals({ bars }, { days }) {
    const { close } = bars
    const rises = Array.from(close, (price, t) => t >= days && close[t + 1] > price)
    return { enterLong: rises, exitLong: rises.map((yes) => !yes) }
  },
})

/** Honest signals, of which those that would lose are left out. */
export const leavesOut = defineStrategy({
  name: 'leaves-out',
  parameters: {},
  signals({ bars, ta }) {
    const { close } = bars
    const cross = crossOver(close, ta.sma(close, 20))
    const enterLong = Array.from(close, (price, t) => cross.at(t) && !(close[t + 1] < price))
    return { enterLong, exitLong: crossUnder(close, ta.sma(close, 20)) }
  },
})

/** Compares with the highest close of all bars. */
export const wholeMaximum = defineStrategy({
  name: 'whole-maximum',
  parameters: { share: 0.6 },
  signals({ bars }, { share }) {
    const highest = bars.close.slice().reduce((a, b) => Math.max(a, b))
    return { targetWeight: Array.from(bars.close, (price, t) => (past(bars, t) ? (share * price) / highest : 0)) }
  },
})

/** An average of the bars around each. */
export const centred = defineStrategy({
  name: 'centred',
  parameters: { half: 5 },
  signals({ bars, ta }, { half }) {
    const around = Array.from(bars.close, (_, t) => {
      const window = bars.close.slice(Math.max(0, t - half), t + half + 1)
      return window.reduce((sum, price) => sum + price, 0) / window.length
    })
    const smooth = ta.sma(around, 3)
    return { enterLong: crossOver(bars.close, smooth), exitLong: crossUnder(bars.close, smooth) }
  },
})

/** An honest average, moved one bar back by hand; the last bar keeps its own. */
export const shifted = defineStrategy({
  name: 'shifted',
  parameters: { days: 10 },
  signals({ bars, ta }, { days }) {
    const average = ta.sma(bars.close, days)
    const moved = Float64Array.from(average, (value, t) => average[t + 1] ?? value)
    return { enterLong: above(moved, average), exitLong: below(moved, average) }
  },
})

/** Marks a low when it is known that it was one, on the bar where it was. */
const pivotLow = defineIndicator({
  name: 'pivotLow',
  inputs: ['low'],
  options: { reach: period('bars on both sides', 3) },
  outputs: ['pivotLow'],
  warmup: () => [0],
  compute({ reach }, [low], [out]) {
    for (let t = 0; t < low.length; t++) {
      const around = low.slice(Math.max(0, t - reach), t + reach + 1)
      out[t] = t + reach < low.length && low[t] === Math.min(...around) ? 1 : 0
    }
  },
})

export const repainting = defineStrategy({
  name: 'repainting',
  parameters: { reach: 3 },
  signals({ bars, ta }, { reach }) {
    const low = ta.use(pivotLow)(reach)
    const rsi = ta.rsi(bars.close, 5)
    return { enterLong: above(low, 0.5), exitLong: above(rsi, 70) }
  },
})

/** Reads bars of which it was given nothing but the past, from where the sweep has them. */
export function closingOver(bars: Bars) {
  return class Seer extends Strategy {
    override next(): void {
      const { bar, close } = this.data
      const tomorrow = bars.close[bar + 1]
      if (bar >= 30 && tomorrow > close.at(0) * 1.01 && this.position.units === 0) this.buy({ size: 1 })
      if (bar >= 30 && tomorrow < close.at(0)) this.close()
    }
  }
}

/** Sends orders whose sizes know the next bar's range; an indicator has told it. */
const nextRange = defineIndicator({
  name: 'nextRange',
  inputs: ['high', 'low'],
  options: {},
  outputs: ['nextRange'],
  warmup: () => [0],
  compute(_, [high, low], [out]) {
    for (let t = 0; t < out.length; t++) out[t] = (high[t + 1] ?? high[t]) - (low[t + 1] ?? low[t])
  },
})

export class Sizes extends Strategy {
  override next(): void {
    const range = this.data.ta.use(nextRange)()
    if (this.data.bar % 25 === 0) this.buy({ size: 10 / range.at(0) })
    if (this.data.bar % 25 === 12) this.close()
  }
}

/** Computes a pivot and signals something else. */
export const unused = defineStrategy({
  name: 'unused',
  parameters: {},
  signals({ bars, ta }) {
    ta.use(pivotLow)(3)
    return { enterLong: crossOver(bars.close, ta.sma(bars.close, 20)) }
  },
})

/** Reads the memory behind a column. */
export const behindTheBuffer = defineStrategy({
  name: 'behind-the-buffer',
  parameters: {},
  signals({ bars }) {
    const { buffer, byteOffset } = bars.close as unknown as Float64Array
    const all = new Float64Array(buffer, byteOffset)
    return { enterLong: Array.from(bars.close, (price, t) => t >= 30 && all[t + 1] > price) }
  },
})

/** Honest signals with a stop that the worst bar of all would not have touched. */
export const stopFromAll = defineStrategy({
  name: 'stop-from-all',
  parameters: {},
  signals({ bars, ta }) {
    const worst = bars.close.slice().reduce((least, price, t) => Math.min(least, price / bars.open[t]), 1)
    return { enterLong: crossOver(bars.close, ta.sma(bars.close, 20)), stopLoss: 1.01 - worst }
  },
})
