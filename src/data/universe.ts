import { createHash } from 'node:crypto'
import { BacksweepError } from '../base/errors.ts'
import { Bars } from './bars.ts'
import type { Column } from './column.ts'
import { formatTime } from './time.ts'
import { matches, timeframeMs } from './timeframe.ts'

/** A symbol's columns on the bars of its portfolio. */
export interface AlignedBars {
  readonly symbol: string
  /** NaN where the symbol has no bar, as in `high` and `low`. */
  readonly open: Column
  readonly high: Column
  readonly low: Column
  /** The last close known: that of the bar, or of the last one before; NaN before the first. */
  readonly close: Column
  /** For every bar of the portfolio the symbol's own bar, -1 where it has none; null when it has one on every bar. */
  readonly own: Int32Array | null
  /** The other way round: for every own bar the bar of the portfolio; null likewise. */
  readonly places: Int32Array | null
}

/**
 * Several symbols in step (rule F41): the times at which any of them has a bar are the bars of the portfolio, and nothing is filled in.
 * One symbol alone is its own clock.
 */
export class Universe {
  readonly symbols: readonly Bars[]
  /** The bars of the portfolio as times: of several symbols, its prices are 1 and say nothing. */
  readonly clock: Bars
  #aligned: readonly AlignedBars[] | undefined

  private constructor(symbols: readonly Bars[], clock: Bars) {
    this.symbols = symbols
    this.clock = clock
  }

  /** Errors: 'option-invalid' for no symbols, two of one name, timeframes that differ, or bars that begin inside those of another symbol. */
  static of(symbols: readonly Bars[]): Universe {
    if (symbols.length === 0) throw wrong('has no symbols', 'give at least one')
    const [first] = symbols
    const other = symbols.find(({ timeframe }) => timeframe !== first.timeframe)
    if (other !== undefined) {
      throw wrong(
        `has ${first.symbol} in ${first.timeframe} and ${other.symbol} in ${other.timeframe}`,
        'give bars of one timeframe; a strategy can ask for longer ones with higher()',
      )
    }
    const twice = symbols.find(({ symbol }, k) => symbols.findIndex((bars) => bars.symbol === symbol) < k)
    if (twice !== undefined) throw wrong(`has "${twice.symbol}" twice`, 'give each symbol its own name')
    if (symbols.length === 1) return new Universe(symbols, first)
    const clock = clockOf(symbols)
    refuseOverlap(symbols, clock)
    return new Universe(symbols, clock)
  }

  /** The same from the memory of another thread. */
  static fromShared(symbols: readonly Bars[], clock: Bars): Universe {
    return new Universe(symbols, clock)
  }

  /** What is known after the first `to` bars of the portfolio. */
  until(to: number): Universe {
    const { clock, symbols } = this
    if (symbols.length === 1) {
      const bars = symbols[0].slice(0, to)
      return new Universe([bars], bars)
    }
    const end = to < clock.length ? clock.time[to] : Infinity
    return new Universe(
      symbols.map((bars) => bars.between(-Infinity, end)),
      clock.slice(0, to),
    )
  }

  /** Identity of the content, symbols' names and order included; of one symbol that of its bars. */
  get fingerprint(): string {
    const { symbols, clock } = this
    if (symbols.length === 1) return clock.fingerprint
    const hash = createHash('sha256')
    for (const bars of symbols) hash.update(`${bars.symbol}\n${bars.fingerprint}\n`)
    return hash.digest('hex')
  }

  /** The columns of every symbol on the portfolio's bars. */
  get aligned(): readonly AlignedBars[] {
    this.#aligned ??= this.symbols.map((bars) => aligned(bars, this.clock.time))
    return this.#aligned
  }
}

function clockOf(symbols: readonly Bars[]): Bars {
  const [{ timeframe }] = symbols
  const time = Float64Array.from(new Set(symbols.flatMap((bars) => Array.from(bars.time)))).sort()
  const ones = new Float64Array(time.length).fill(1)
  const symbol = symbols.map((bars) => bars.symbol).join('+')
  return Bars.derived({ symbol, timeframe, time, open: ones, high: ones, low: ones, close: ones })
}

/**
 * A bar that begins inside another symbol's would be the next bar of the portfolio, at whose open orders fill that come from a close still to
 * come. Bars of one symbol may overlap a little, where the clocks are changed or months are short.
 */
function refuseOverlap(symbols: readonly Bars[], { time, timeframe }: Bars): void {
  const length = timeframeMs(timeframe)
  const holder = (start: number) => symbols.find((bars) => bars.time[bars.indexAt(start)] === start)
  for (let t = 1; t < time.length; t++) {
    const step = time[t] - time[t - 1]
    if (step >= length || matches(timeframe, step)) continue
    const both = symbols.some((bars) => {
      const at = bars.indexAt(time[t])
      return bars.time[at] === time[t] && bars.time[at - 1] === time[t - 1]
    })
    if (both) continue
    const [one, other] = [time[t - 1], time[t]].map(
      (start) => `${holder(start)?.symbol} with one at ${formatTime(start)}`,
    )
    throw wrong(`has bars of ${timeframe} that overlap, ${one} and ${other}`, 'give bars that begin at the same times')
  }
}

function aligned(bars: Bars, time: Column): AlignedBars {
  const { symbol, open, high, low, close } = bars
  if (bars.length === time.length) return { symbol, open, high, low, close, own: null, places: null }
  const own = new Int32Array(time.length).fill(-1)
  const places = new Int32Array(bars.length)
  const prices = [open, high, low].map(() => new Float64Array(time.length).fill(NaN))
  const closes = new Float64Array(time.length).fill(NaN)
  let next = 0
  let last = NaN
  for (let t = 0; t < time.length; t++) {
    if (next < bars.length && bars.time[next] === time[t]) {
      own[t] = next
      places[next] = t
      prices[0][t] = open[next]
      prices[1][t] = high[next]
      prices[2][t] = low[next]
      last = close[next++]
    }
    closes[t] = last
  }
  return { symbol, open: prices[0], high: prices[1], low: prices[2], close: closes, own, places }
}

function wrong(found: string, advice: string): BacksweepError {
  return new BacksweepError('option-invalid', `data ${found}: ${advice}.`, { option: 'data' })
}
