import type { Column } from '../../data/column.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import { DAY } from '../../data/time.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
import { plain } from '../store/analyses.ts'
import { type Keep, numbersPerTrade, type SnapshotInterval } from '../store/details.ts'

const firstMonday = 4 * DAY // 1970-01-05

/** Indices of the bars of a range whose equity is kept: the last of every interval (UTC; weeks begin on Monday). */
export function snapshotBars(
  time: ArrayLike<number>,
  { from, to }: ResolvedDateRange,
  interval: SnapshotInterval,
): Int32Array {
  if (interval === 'none') return new Int32Array(0)
  const periods = {
    bar: (t: number) => t,
    daily: (t: number) => Math.floor(time[t] / DAY),
    weekly: (t: number) => Math.floor((time[t] - firstMonday) / (7 * DAY)),
  }
  const period = periods[interval]
  const bars: number[] = []
  for (let t = from; t < to; t++) if (t === to - 1 || period(t + 1) !== period(t)) bars.push(t)
  return Int32Array.from(bars)
}

/** A backtest that is over. */
export interface Finished {
  readonly ledger: Ledger
  /** Starts of the bars that the ledger counts by. */
  readonly time: Column
  /** First bar of the range. */
  readonly from: number
  /** At the close of every bar of the range; empty when no snapshots are kept. */
  readonly equity: Float64Array
}

/** Made for the largest details so far, and used again: nothing of it is in use when the next backtest is over. */
let memory = new ArrayBuffer(0)

/** What is kept of a backtest, with what analyzers found, as bytes (see `numbersPerTrade`) that are valid until the next call. */
export function keepDetails(
  { ledger, time, from, equity }: Finished,
  snapshots: Int32Array,
  keep: Keep,
  found: Readonly<Record<string, unknown>> | null,
): Uint8Array<ArrayBuffer> {
  const trades = keep.trades ? ledger.tradeCount : 0
  const text = Buffer.from(found === null ? '' : JSON.stringify(plain(found)))
  const count = 2 + snapshots.length + trades * numbersPerTrade
  const length = count * 8 + text.length
  if (memory.byteLength < length) memory = new ArrayBuffer(2 * length)
  const bytes = new Uint8Array(memory, 0, length)
  bytes.set(text, count * 8)
  const numbers = new Float64Array(memory, 0, count)
  numbers[0] = snapshots.length
  for (let i = 0; i < snapshots.length; i++) numbers[1 + i] = equity[snapshots[i] - from]
  let at = 1 + snapshots.length
  numbers[at++] = trades
  for (let k = 0; k < trades; k++) {
    const exitBar = ledger.exitBar[k]
    numbers[at++] = ledger.tradeSide[k] * (1 + ledger.tradeSymbol[k])
    numbers[at++] = ledger.tradeUnits[k]
    numbers[at++] = time[ledger.entryBar[k]]
    numbers[at++] = ledger.entryPrice[k]
    numbers[at++] = exitBar < 0 ? NaN : time[exitBar]
    numbers[at++] = ledger.exitPrice[k]
    numbers[at++] = ledger.entryFee[k] + ledger.exitFee[k]
    numbers[at++] = ledger.pnl[k]
  }
  return bytes
}
