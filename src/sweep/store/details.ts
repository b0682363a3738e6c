import type { AnalyzerRequest } from '../../simulation/event/analyzers/request.ts'
import type { Analyses } from './analyses.ts'
import type { RunHeader } from './store.ts'

/** What is kept of a backtest beside its metrics. */
export interface Keep {
  /** How often the equity is kept: at the last bar of every UTC day or week, at every bar, or not at all. */
  readonly snapshotInterval: SnapshotInterval
  readonly trades: boolean
  /** What analyzers are asked for. */
  readonly analyzers: readonly AnalyzerRequest[]
}

export const keepNothing: Keep = Object.freeze({ snapshotInterval: 'none', trades: false, analyzers: [] })

export function keepsAnything({ snapshotInterval, trades, analyzers }: Keep): boolean {
  return snapshotInterval !== 'none' || trades || analyzers.length > 0
}

export const snapshotIntervals = ['none', 'bar', 'daily', 'weekly'] as const
export type SnapshotInterval = (typeof snapshotIntervals)[number]

/** A trade as kept; times are the starts of bars, UTC epoch milliseconds. */
export interface KeptTrade {
  readonly symbol: string
  readonly side: 'long' | 'short'
  readonly units: number
  readonly entryTime: number
  readonly entryPrice: number
  /** Null while the trade is open; then `exitPrice` is the last close. */
  readonly exitTime: number | null
  readonly exitPrice: number
  /** Entry and exit together. */
  readonly fees: number
  readonly pnl: number
}

/** Equity snapshots, trades and what analyzers found of one backtest. */
export interface BacktestDetails {
  /** Equity at the closes of the bars that the date range's `snapshots` names; empty when none are kept. */
  readonly equity: Float64Array
  readonly trades: readonly KeptTrade[]
  /** Empty when no analyzers were asked for. */
  readonly analyses: Analyses
}

/**
 * Details are kept as bytes: the number of snapshots, the snapshots, the number of trades, for every trade side (1 long, -1 short, times 1 + the place of its symbol), units,
 * entry time, entry price, exit time (NaN while open), exit price, fees and pnl, all 64-bit floats, little-endian; then
 * what analyzers found as JSON in UTF-8, nothing when there were none.
 */
export const numbersPerTrade = 8

/** @param data what the run's header says of its symbols */
export function decodeDetails(bytes: Uint8Array, data: RunHeader['data']): BacktestDetails {
  const symbols = data.symbols ?? [data.symbol]
  const { numbers, text } = parts(bytes)
  const count = numbers[0]
  const trades: KeptTrade[] = []
  for (let at = 2 + count; at < numbers.length; at += numbersPerTrade) {
    const [side, units, entryTime, entryPrice, exitTime, exitPrice, fees, pnl] = numbers.subarray(
      at,
      at + numbersPerTrade,
    )
    trades.push({
      symbol: symbols[Math.abs(side) - 1],
      side: side > 0 ? 'long' : 'short',
      units,
      entryTime,
      entryPrice,
      exitTime: Number.isNaN(exitTime) ? null : exitTime,
      exitPrice,
      fees,
      pnl,
    })
  }
  return {
    equity: numbers.slice(1, 1 + count),
    trades,
    analyses: text.length === 0 ? {} : JSON.parse(new TextDecoder().decode(text)),
  }
}

/** The numbers, and the text behind them. */
function parts(bytes: Uint8Array): { numbers: Float64Array; text: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const snapshots = view.getFloat64(0, true)
  const trades = view.getFloat64((1 + snapshots) * 8, true)
  const length = (2 + snapshots + trades * numbersPerTrade) * 8
  const copy = new Uint8Array(bytes.subarray(0, length)) // they may begin at any byte, and slice() of a Buffer copies nothing
  return { numbers: new Float64Array(copy.buffer), text: bytes.subarray(length) }
}
