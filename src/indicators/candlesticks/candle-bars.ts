import { type Column, isConstant } from '../../data/column.ts'
import { sma } from '../averages/sma.ts'

/**
 * Bars with what candles are measured by: the mean size of their bodies, ranges and shadows.
 *
 * Each mean ends with its own bar, and each is made when the first pattern asks for it.
 */
export class CandleBars {
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  #meanBody: Column | undefined
  #meanRange: Column | undefined
  #recentRange: Column | undefined
  #meanShadows: Column | undefined

  constructor(open: Column, high: Column, low: Column, close: Column) {
    this.open = open
    this.high = high
    this.low = low
    this.close = close
  }

  /** Of 10 bars. */
  get meanBody(): Column {
    this.#meanBody ??= this.#mean(10, (bar) => Math.abs(this.close[bar] - this.open[bar]))
    return this.#meanBody
  }

  /** Of 10 bars. */
  get meanRange(): Column {
    this.#meanRange ??= this.#mean(10, (bar) => this.high[bar] - this.low[bar])
    return this.#meanRange
  }

  /** Of 5 bars. */
  get recentRange(): Column {
    this.#recentRange ??= this.#mean(5, (bar) => this.high[bar] - this.low[bar])
    return this.#recentRange
  }

  /** Of 10 bars, the upper and the lower shadow together. */
  get meanShadows(): Column {
    this.#meanShadows ??= this.#mean(10, (bar) => {
      const upper = this.high[bar] - Math.max(this.open[bar], this.close[bar])
      const lower = Math.min(this.open[bar], this.close[bar]) - this.low[bar]
      return upper + lower
    })
    return this.#meanShadows
  }

  #mean(period: number, size: (bar: number) => number): Column {
    const sizes = new Float64Array(this.close.length)
    for (let bar = 0; bar < sizes.length; bar++) sizes[bar] = size(bar)
    const means = new Float64Array(sizes.length)
    sma.compute({ period }, [sizes], [means])
    return means
  }
}

const known = new WeakMap<Column, CandleBars>()

/** The candle bars of four columns; for columns that nobody writes to any more they are made once for all patterns. */
export function candleBars(open: Column, high: Column, low: Column, close: Column): CandleBars {
  if (![open, high, low, close].every(isConstant)) return new CandleBars(open, high, low, close)
  let bars = known.get(close)
  if (bars === undefined || bars.open !== open || bars.high !== high || bars.low !== low) {
    bars = new CandleBars(open, high, low, close)
    known.set(close, bars)
  }
  return bars
}
