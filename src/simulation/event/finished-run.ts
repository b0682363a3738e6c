import type { Bars } from '../../data/bars.ts'
import type { Column } from '../../data/column.ts'
import { timeframeMs } from '../../data/timeframe.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Contract } from './broker-rules.ts'
import { type RoundTrip, roundTrips } from './round-trip.ts'
import { closingTime } from './timeline.ts'

/** A feed after a run, with what happened on it. */
export interface PlayedFeed {
  readonly name: string
  readonly bars: Bars
  readonly ledger: Ledger
}

/**
 * A run that is over, as analyzers read it. Bars are those of the first feed from `from` up to `to`, so the equity is known
 * at the close of each; what costs time is computed when it is asked for, once. Valid as long as the ledgers are not used again.
 */
export class FinishedRun {
  readonly feeds: readonly PlayedFeed[]
  readonly from: number
  readonly to: number
  readonly initialAmount: number
  /** Null when shares were traded. */
  readonly contract: Contract | null
  /** Start of every bar, UTC epoch milliseconds. */
  readonly time: Column
  #equity: Float64Array | null = null
  #trips: RoundTrip[] | null = null

  constructor(
    feeds: readonly PlayedFeed[],
    run: { from: number; to: number; initialAmount: number; contract: Contract | null },
  ) {
    this.feeds = feeds
    this.from = run.from
    this.to = run.to
    this.initialAmount = run.initialAmount
    this.contract = run.contract
    this.time = feeds[0].bars.slice(run.from, run.to).time
  }

  /** Cash and positions at the close of every bar. */
  get equity(): Float64Array {
    this.#equity ??= this.column((cash, units, close) => cash + units * close)
    return this.#equity
  }

  /** Round trips of all feeds, one feed after the other; bars are indices into those of their feed. */
  get trips(): readonly RoundTrip[] {
    this.#trips ??= this.feeds.flatMap(({ ledger }) => roundTrips(ledger))
    return this.#trips
  }

  /** At the close of every bar, the sum over the feeds of what `value` makes of a feed's cash, units and last close. */
  column(value: (cash: number, units: number, close: number) => number): Float64Array {
    const sum = new Float64Array(this.to - this.from)
    for (const k of this.feeds.keys()) {
      this.eachBar(k, (i, cash, units, close) => {
        sum[i] += value(cash, units, close)
      })
    }
    return sum
  }

  /** Calls `see` for the close of every bar with what feed `k` had then; a feed that has no bar yet has a close of 0. */
  eachBar(k: number, see: (bar: number, cash: number, units: number, close: number) => void): void {
    const { bars, ledger } = this.feeds[k]
    const main = this.feeds[0].bars
    const mainLength = timeframeMs(main.timeframe)
    const length = timeframeMs(bars.timeframe)
    let cash = k === 0 ? this.initialAmount : 0
    let units = 0
    let fill = 0
    let at = k === 0 ? this.from - 1 : -1
    for (let t = this.from; t < this.to; t++) {
      if (k === 0) at = t
      else while (closingTime(bars, at + 1, length) <= closingTime(main, t, mainLength)) at++
      for (; fill < ledger.fillCount && ledger.fillBar[fill] <= at; fill++) {
        cash = ledger.cashAfter[fill]
        units = ledger.unitsAfter[fill]
      }
      see(t - this.from, cash, units, at < 0 ? 0 : bars.close[at])
    }
  }
}
