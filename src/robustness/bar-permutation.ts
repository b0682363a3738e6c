import { assert } from '../base/assert.ts'
import { BacksweepError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import type { Bars } from '../data/bars.ts'
import type { Column } from '../data/column.ts'

/** Bars as plain columns of one length, in order of time, with positive prices. */
export type BarColumns = Pick<Bars, 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'>

/** Bars that never were. Valid where the bars that they were made from are. */
export interface PermutedBars extends BarColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/**
 * Permutations of the bars of several symbols: markets with the same moves and nothing to find in their order (Masters,
 * "Permutation and Randomization Tests for Trading System Development", 2020).
 *
 * 1. A bar is a gap, open / close of the bar before, and a body, high, low and close relative to its own open. A body stays
 *    together, with its volume; shuffled one by one, half of the bars would have a close outside of low and high.
 * 2. Gaps and bodies are shuffled by two permutations, and multiplied up from the first bar, which stays. So the last close
 *    stays, too, and all that changed is the order. Of bars within a day, the gap of a night may come to lie at noon.
 * 3. All symbols get the **same** permutation by time, so that moves of one day stay moves of one day and the correlation
 *    between symbols is kept.
 * 4. Times stay in their places. Where symbols have bars at different times, a time changes places only with times at which
 *    the same symbols have a bar: no bar is made up or left out and every symbol keeps all its own gaps and bodies. A
 *    symbol's first bar has no gap, so the time of it stays, for all symbols. The more the symbols' times differ, the less
 *    is permuted and the harder it is to tell a strategy from luck: `movable` says how much.
 *
 * Relative moves are multiplied, not added as logarithms: the same but for rounding, and rounding then never moves a close
 * outside of low and high.
 */
export class BarPermutation {
  /**
   * Share of the bars after each symbol's first that can change places: 1 when all symbols have the same times. NaN when there
   * are none.
   */
  readonly movable: number

  readonly #series: readonly BarColumns[]
  /** For each symbol the bar at each time of any of them, -1 where it has none. */
  readonly #barAt: readonly Int32Array[]
  /** Lists of times, by their place, that may change places with each other. */
  readonly #groups: readonly Int32Array[]

  /** 'bars-invalid' for columns of different lengths and for times that do not rise. */
  constructor(series: readonly BarColumns[]) {
    series.forEach(refuseInvalid)
    const times = Float64Array.from(new Set(series.flatMap(({ time }) => [...time]))).sort()
    this.#series = series
    this.#barAt = series.map(({ time }) => barsAt(times, time))
    this.#groups = exchangeable(times.length, this.#barAt)

    let bars = 0
    let moving = 0
    for (const barAt of this.#barAt) {
      for (const bar of barAt) if (bar > 0) bars++
      for (const group of this.#groups) if (barAt[group[0]] >= 0) moving += group.length
    }
    this.movable = moving / bars
  }

  /** One permutation, the bars of all symbols in the order of the series. */
  draw(random: Random): PermutedBars[] {
    const gapFrom = this.#drawOrder(random)
    const bodyFrom = this.#drawOrder(random)
    return this.#series.map((bars, symbol) => {
      const barAt = this.#barAt[symbol]
      // a place without a bar takes from another one without: what is left is one entry for each bar
      const barsFrom = (order: Int32Array) => order.map((place) => barAt[place]).filter((bar) => bar >= 0)
      return rearrangeBars(bars, barsFrom(gapFrom), barsFrom(bodyFrom))
    })
  }

  /** For each time the one that it gets its moves from. */
  #drawOrder(random: Random): Int32Array {
    const order = new Int32Array(this.#barAt[0]?.length ?? 0).map((_, place) => place)
    for (const group of this.#groups) {
      const shuffled = group.slice()
      random.shuffle(shuffled)
      group.forEach((place, i) => {
        order[place] = shuffled[i]
      })
    }
    return order
  }
}

/**
 * Bars of one symbol, bar i with the gap of bar `gapFrom[i]` and the body and volume of bar `bodyFrom[i]`. Bar 0 stays; times
 * stay.
 */
export function rearrangeBars(bars: BarColumns, gapFrom: ArrayLike<number>, bodyFrom: ArrayLike<number>): PermutedBars {
  const { length } = bars.time
  const open = new Float64Array(length)
  const high = new Float64Array(length)
  const low = new Float64Array(length)
  const close = new Float64Array(length)
  const volume = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const gap = gapFrom[i]
    const body = bodyFrom[i]
    assert(i === 0 ? gap === 0 && body === 0 : gap > 0 && body > 0, 'the first bar stays where it is')
    const first = bars.open[body]
    open[i] = i === 0 ? bars.open[0] : close[i - 1] * (bars.open[gap] / bars.close[gap - 1])
    high[i] = i === 0 ? bars.high[0] : open[i] * (bars.high[body] / first)
    low[i] = i === 0 ? bars.low[0] : open[i] * (bars.low[body] / first)
    close[i] = i === 0 ? bars.close[0] : open[i] * (bars.close[body] / first)
    volume[i] = bars.volume[body]
  }
  return { time: bars.time, open, high, low, close, volume }
}

function barsAt(times: Float64Array, time: Column): Int32Array {
  let bar = 0
  return Int32Array.from(times, (at) => (time[bar] === at ? bar++ : -1))
}

/** Times at which the same symbols have a bar and none has its first. */
function exchangeable(times: number, barAt: readonly Int32Array[]): Int32Array[] {
  const groups = new Map<string, number[]>()
  for (let place = 0; place < times; place++) {
    if (barAt.some((bars) => bars[place] === 0)) continue
    const present = barAt.map((bars) => (bars[place] > 0 ? 1 : 0)).join('')
    const group = groups.get(present)
    if (group) group.push(place)
    else groups.set(present, [place])
  }
  return [...groups.values()].filter(({ length }) => length > 1).map((group) => Int32Array.from(group))
}

function refuseInvalid(bars: BarColumns, symbol: number): void {
  const { length } = bars.time
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
    if (bars[name].length === length) continue
    const message = `Series ${symbol}: ${name} has ${bars[name].length} values and time has ${length}: give columns of one length.`
    throw new BacksweepError('bars-invalid', message, { column: name })
  }
  for (let i = 0; i < length; i++) {
    if (i === 0 ? !Number.isNaN(bars.time[0]) : bars.time[i] > bars.time[i - 1]) continue
    throw new BacksweepError(
      'bars-invalid',
      `Series ${symbol}: time ${bars.time[i]} of bar ${i} does not rise: sort the bars.`,
      {
        column: 'time',
      },
    )
  }
}
