import type { FinishedRun } from '../finished-run.ts'

export interface DrawdownAnalysis {
  /** Largest loss from the running peak, as a positive fraction of it. */
  readonly maxDrawdown: number
  /** Largest loss from the running peak in money, which may be another one. */
  readonly maxMoney: number
  /** Longest run of bars below the running peak. */
  readonly maxLength: number
  /** The same at the last close. */
  readonly drawdown: number
  readonly money: number
  readonly length: number
}

/** Losses from the running peak of the equity at the closes; the peak starts at the initial amount. */
export function drawdown({ equity, initialAmount }: FinishedRun): DrawdownAnalysis {
  let peak = initialAmount
  let maxDrawdown = 0
  let maxMoney = 0
  let maxLength = 0
  let money = 0
  let length = 0
  for (const value of equity) {
    peak = Math.max(peak, value)
    money = peak - value
    length = money > 0 ? length + 1 : 0
    maxDrawdown = Math.max(maxDrawdown, money / peak)
    maxMoney = Math.max(maxMoney, money)
    maxLength = Math.max(maxLength, length)
  }
  return { maxDrawdown, maxMoney, maxLength, drawdown: money / peak, money, length }
}
