import type { Bars } from '../../data/bars.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import { DAY } from '../../data/time.ts'
import { equityColumn } from '../../simulation/model/equity.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
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

/** What is kept of the backtest in `ledger`, as bytes (see `numbersPerTrade`); null when nothing is. */
export function keepDetails(
  ledger: Ledger,
  { close, time }: Bars,
  { from, to }: ResolvedDateRange,
  initialAmount: number,
  snapshots: Int32Array,
  keep: Keep,
): Uint8Array | null {
  if (snapshots.length === 0 && !keep.trades) return null
  const trades = keep.trades ? ledger.tradeCount : 0
  const numbers = new Float64Array(1 + snapshots.length + trades * numbersPerTrade)
  numbers[0] = snapshots.length
  if (snapshots.length > 0) {
    const equity = equityColumn(ledger, close, from, to, initialAmount)
    for (let i = 0; i < snapshots.length; i++) numbers[1 + i] = equity[snapshots[i] - from]
  }
  let at = 1 + snapshots.length
  for (let k = 0; k < trades; k++) {
    const exitBar = ledger.exitBar[k]
    numbers[at++] = ledger.tradeSide[k]
    numbers[at++] = ledger.tradeUnits[k]
    numbers[at++] = time[ledger.entryBar[k]]
    numbers[at++] = ledger.entryPrice[k]
    numbers[at++] = exitBar < 0 ? NaN : time[exitBar]
    numbers[at++] = ledger.exitPrice[k]
    numbers[at++] = ledger.entryFee[k] + ledger.exitFee[k]
    numbers[at++] = ledger.pnl[k]
  }
  return new Uint8Array(numbers.buffer)
}
