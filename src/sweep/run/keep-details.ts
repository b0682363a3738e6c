import type { ResolvedDateRange } from '../../data/date-range.ts'
import { DAY } from '../../data/time.ts'
import { analyze } from '../../simulation/event/analyzers/request.ts'
import type { FinishedRun } from '../../simulation/event/finished-run.ts'
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

/** What is kept of a backtest, as bytes (see `numbersPerTrade`). */
export function keepDetails(
  run: FinishedRun,
  snapshots: Int32Array,
  keep: Keep,
  periodsPerYear: number,
): Uint8Array<ArrayBuffer> {
  const { bars, ledger } = run.feeds[0]
  const { time } = bars
  const trades = keep.trades ? ledger.tradeCount : 0
  const found = keep.analyzers.length === 0 ? null : analyze(keep.analyzers, run, periodsPerYear)
  const text = Buffer.from(found === null ? '' : JSON.stringify(plain(found)))
  const count = 2 + snapshots.length + trades * numbersPerTrade
  const bytes = new Uint8Array(count * 8 + text.length) // with a buffer of its own, which threads give away
  bytes.set(text, count * 8)
  const numbers = new Float64Array(bytes.buffer, 0, count)
  numbers[0] = snapshots.length
  for (let i = 0; i < snapshots.length; i++) numbers[1 + i] = run.equity[snapshots[i] - run.from]
  let at = 1 + snapshots.length
  numbers[at++] = trades
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
  return bytes
}
