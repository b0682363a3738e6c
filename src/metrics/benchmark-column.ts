import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { Bars } from '../data/bars.ts'
import { closings, lastEnded } from '../data/closings.ts'
import type { Column } from '../data/column.ts'
import type { Universe } from '../data/universe.ts'
import type { MeasureOptions } from './measure.ts'

/**
 * What to compare with, without costs: the first symbol or the one named, bought and held; all symbols in equal parts, bought and held; the
 * risk-free rate; or bars of the user's own, of any timeframe, such as an index.
 */
export type Benchmark = 'buy-and-hold' | { readonly symbol: string } | 'equal-weight' | 'risk-free' | Bars

/**
 * The equity of a benchmark at the close of the universe's bars [from, to).
 *
 * What is bought is bought at its first close in the range; until then its part of the initial amount waits as cash, and afterwards
 * nothing is rebalanced. Where a symbol has no bar its last close counts; bars of the user's own count when they have closed.
 * The risk-free rate pays from the first bar on.
 *
 * Errors: 'name-unknown' for a symbol that the universe does not have; 'option-invalid' when there is nothing to buy in the range.
 */
export function benchmarkColumn(
  universe: Universe,
  benchmark: Benchmark,
  { from, to, initialAmount, riskFreeRate, periodsPerYear }: Omit<MeasureOptions, 'benchmark'>,
): Column {
  if (benchmark === 'risk-free') {
    const growth = Math.log1p(riskFreeRate) / periodsPerYear
    return Float64Array.from({ length: to - from }, (_, i) => initialAmount * Math.exp(growth * (i + 1)))
  }

  const bought = holdings(universe, benchmark)
  const firsts = bought.map(({ firstFrom }) => firstFrom(from))
  if (from < to && firsts.every((first) => first >= to)) throw neverBought(bought[0].symbol)
  const part = initialAmount / bought.length
  const equity = new Float64Array(to - from)
  for (const [k, { close }] of bought.entries()) {
    const first = firsts[k]
    for (let t = from; t < to; t++) equity[t - from] += t < first ? part : part * (close[t] / close[first])
  }
  return equity
}

/** Something to buy. */
interface Holding {
  readonly symbol: string
  /** Over the bars of the universe. */
  readonly close: Column
  /** The first bar at or after this one on which it can be bought; past the last one when there is none. */
  firstFrom(bar: number): number
}

function holdings(universe: Universe, benchmark: Exclude<Benchmark, 'risk-free'>): Holding[] {
  if (benchmark instanceof Bars) return [barsOfTheUser(benchmark, universe)]
  const all = universe.aligned.map(({ symbol, close, own }) => ({
    symbol,
    close,
    firstFrom: (bar: number) => (own === null ? bar : firstAt(own.length, bar, (t) => own[t] >= 0)),
  }))
  if (benchmark === 'equal-weight') return all
  if (benchmark === 'buy-and-hold') return all.slice(0, 1)
  const named = all.find(({ symbol }) => symbol === benchmark.symbol)
  if (named !== undefined) return [named]
  throw unknownName(
    'symbol',
    benchmark.symbol,
    all.map(({ symbol }) => symbol),
    'in benchmark',
  )
}

function barsOfTheUser(bars: Bars, { clock }: Universe): Holding {
  const closed = closings(bars)
  const last = lastEnded(closed, closings(clock))
  const over = closed.at(-1) ?? -Infinity
  return {
    symbol: bars.symbol,
    close: Float64Array.from(last, (place) => (place < 0 ? NaN : bars.close[place])),
    firstFrom: (bar) => (over <= clock.time[bar] ? Infinity : firstAt(last.length, bar, (t) => last[t] >= 0)),
  }
}

function firstAt(length: number, start: number, holds: (t: number) => boolean): number {
  let t = start
  while (t < length && !holds(t)) t++
  return t
}

function neverBought(symbol: string): BacksweepError {
  return new BacksweepError(
    'option-invalid',
    `benchmark: ${symbol} has no price in the date range, so it cannot be bought: take another benchmark or date range.`,
    { option: 'benchmark', symbol },
  )
}
