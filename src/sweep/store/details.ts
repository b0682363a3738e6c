/** What is kept of a backtest beside its metrics. */
export interface Keep {
  /** How often the equity is kept: at the last bar of every UTC day or week, at every bar, or not at all. */
  readonly snapshotInterval: SnapshotInterval
  readonly trades: boolean
}

export const keepNothing: Keep = Object.freeze({ snapshotInterval: 'none', trades: false })

export const snapshotIntervals = ['none', 'bar', 'daily', 'weekly'] as const
export type SnapshotInterval = (typeof snapshotIntervals)[number]

/** A trade as kept; times are the starts of bars, UTC epoch milliseconds. */
export interface KeptTrade {
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

/** Equity snapshots and trades of one backtest. */
export interface BacktestDetails {
  /** Equity at the closes of the bars that the date range's `snapshots` names; empty when none are kept. */
  readonly equity: Float64Array
  readonly trades: readonly KeptTrade[]
}

/**
 * Details are kept as bytes: the number of snapshots, the snapshots, then for every trade side (1 long, -1 short), units,
 * entry time, entry price, exit time (NaN while open), exit price, fees and pnl; all 64-bit floats, little-endian.
 */
export const numbersPerTrade = 8

export function decodeDetails(bytes: Uint8Array): BacktestDetails {
  const numbers = new Float64Array(bytes.slice().buffer)
  const count = numbers[0]
  const trades: KeptTrade[] = []
  for (let at = 1 + count; at < numbers.length; at += numbersPerTrade) {
    const [side, units, entryTime, entryPrice, exitTime, exitPrice, fees, pnl] = numbers.subarray(
      at,
      at + numbersPerTrade,
    )
    trades.push({
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
  return { equity: numbers.slice(1, 1 + count), trades }
}
