import type { FinishedRun } from '../finished-run.ts'
import type { RoundTrip } from '../round-trip.ts'

export interface ProfitSums {
  readonly count: number
  readonly total: number
  /** NaN without trades. */
  readonly average: number
  /** Of wins the largest, of losses the worst; NaN without trades. */
  readonly extreme: number
}

export interface TradeAnalysis {
  readonly total: number
  readonly open: number
  readonly closed: number
  /** Net profit of 0 or more, and less, as backtrader counts. */
  readonly won: ProfitSums
  readonly lost: ProfitSums
  readonly long: number
  readonly short: number
  /** Profit of the closed trades before and after fees. */
  readonly grossPnl: number
  readonly netPnl: number
  readonly averageNetPnl: number
  readonly longestWinningStreak: number
  readonly longestLosingStreak: number
  /** Bars from opening to closing. */
  readonly bars: {
    readonly total: number
    readonly average: number
    readonly longest: number
    readonly shortest: number
  }
}

/** Counts and sums over the round trips; everything but `total` and `open` is over the closed ones. */
export function tradeAnalyzer({ trips }: FinishedRun): TradeAnalysis {
  const closed = trips.filter(({ status }) => status === 'closed')
  const won = closed.filter(wins)
  const lost = closed.filter((trip) => !wins(trip))
  const lengths = closed.map(({ openBar, closeBar }) => closeBar - openBar)
  const netPnl = sum(closed.map((trip) => trip.netPnl))
  const inBars = sum(lengths)
  return {
    total: trips.length,
    open: trips.length - closed.length,
    closed: closed.length,
    won: profits(won, (a, b) => a > b),
    lost: profits(lost, (a, b) => a < b),
    long: closed.filter(({ side }) => side === 'long').length,
    short: closed.filter(({ side }) => side === 'short').length,
    grossPnl: sum(closed.map(({ pnl }) => pnl)),
    netPnl,
    averageNetPnl: netPnl / closed.length,
    longestWinningStreak: longestRun(closed, wins),
    longestLosingStreak: longestRun(closed, (trip) => !wins(trip)),
    bars: {
      total: inBars,
      average: inBars / closed.length,
      longest: best(lengths, (a, b) => a > b),
      shortest: best(lengths, (a, b) => a < b),
    },
  }
}

function wins({ netPnl }: RoundTrip): boolean {
  return netPnl >= 0
}

function profits(trips: readonly RoundTrip[], better: (a: number, b: number) => boolean): ProfitSums {
  const values = trips.map(({ netPnl }) => netPnl)
  const total = sum(values)
  return { count: values.length, total, average: total / values.length, extreme: best(values, better) }
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** NaN of nothing. */
function best(values: readonly number[], better: (a: number, b: number) => boolean): number {
  let found = NaN
  for (const value of values) if (Number.isNaN(found) || better(value, found)) found = value
  return found
}

function longestRun(trips: readonly RoundTrip[], counts: (trip: RoundTrip) => boolean): number {
  let longest = 0
  let run = 0
  for (const trip of trips) {
    run = counts(trip) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}
