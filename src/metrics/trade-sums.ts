import { reasonNumbers } from '../simulation/model/account.ts'
import type { Ledger } from '../simulation/model/ledger.ts'
import { constantWithin } from './return-sums.ts'

/** Sums over the closed trades; a win has pnl > 0, a loss pnl < 0, fees included. */
export interface TradeFacts {
  readonly count: number
  readonly wins: number
  readonly losses: number
  /** Sum of the pnl of the wins. */
  readonly won: number
  /** Sum of the pnl of the losses, as a positive number. */
  readonly lost: number
  /** Sum of the pnl of all. */
  readonly pnl: number
  /** Sum of (pnl - mean)^2; exactly 0 when all are the same up to rounding. */
  readonly squares: number
  /** Sum of pnl / (entry price * units). */
  readonly returns: number
  /** Sum of exit bar - entry bar. */
  readonly duration: number
  /** Largest pnl; -Infinity without closed trades. */
  readonly best: number
  /** Smallest pnl; Infinity without closed trades. */
  readonly worst: number
}

/** Sums over the fills. */
export interface FillFacts {
  readonly fees: number
  /** Sum of |units| * price. */
  readonly tradedValue: number
}

export const noTrades: TradeFacts = Object.freeze({
  count: NaN,
  wins: NaN,
  losses: NaN,
  won: NaN,
  lost: NaN,
  pnl: NaN,
  squares: NaN,
  returns: NaN,
  duration: NaN,
  best: NaN,
  worst: NaN,
})
export const noFills: FillFacts = Object.freeze({ fees: NaN, tradedValue: NaN })

export function sumTrades(ledger: Ledger): TradeFacts {
  const { tradeCount, exitBar, entryBar, entryPrice, tradeUnits, pnl: pnls } = ledger
  let count = 0
  let wins = 0
  let losses = 0
  let won = 0
  let lost = 0
  let returns = 0
  let duration = 0
  let best = -Infinity
  let worst = Infinity
  let invested = 0
  for (let i = 0; i < tradeCount; i++) {
    if (exitBar[i] < 0) continue
    const pnl = pnls[i]
    const value = entryPrice[i] * tradeUnits[i]
    count++
    if (pnl > 0) {
      wins++
      won += pnl
    } else if (pnl < 0) {
      losses++
      lost -= pnl
    }
    invested += value
    returns += pnl / value
    duration += exitBar[i] - entryBar[i]
    if (pnl > best) best = pnl
    if (pnl < worst) worst = pnl
  }

  const pnl = won - lost
  const mean = pnl / count
  let squares = 0
  for (let i = 0; i < tradeCount; i++) {
    if (exitBar[i] < 0) continue
    const distance = pnls[i] - mean
    squares += distance * distance
  }
  // Constant as returns are (return-sums.ts); rounding of a pnl goes with the value that was traded.
  if (best - worst <= constantWithin * (invested / count + Math.abs(mean))) squares = 0

  return { count, wins, losses, won, lost, pnl, squares, returns, duration, best, worst }
}

export function sumFills({ fillCount, fillFee, fillUnits, fillPrice, fillReason }: Ledger): FillFacts {
  let fees = 0
  let tradedValue = 0
  for (let i = 0; i < fillCount; i++) {
    if (fillReason[i] !== reasonNumbers.dividend) fees += fillFee[i]
    tradedValue += Math.abs(fillUnits[i]) * fillPrice[i]
  }
  return { fees, tradedValue }
}
