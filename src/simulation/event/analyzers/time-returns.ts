import { bucketStart } from '../../../data/resample.ts'
import type { FinishedRun } from '../finished-run.ts'

export interface PeriodReturn {
  /** Start of the period, UTC epoch milliseconds; bars may begin later. */
  readonly start: number
  readonly return: number
}

/**
 * The return of every period of `timeframe` ('12M' for years, '1M', '1w', UTC) with a bar in it: the equity at its last close over that at the last close of the period before,
 * the first over the initial amount.
 */
export function timeReturns(run: FinishedRun, timeframe: string): PeriodReturn[] {
  const { equity, time } = run
  const found: PeriodReturn[] = []
  let before = run.initialAmount
  for (let i = 0; i < equity.length; i++) {
    const start = bucketStart(time[i], timeframe)
    if (i + 1 < equity.length && bucketStart(time[i + 1], timeframe) === start) continue
    found.push({ start, return: equity[i] / before - 1 })
    before = equity[i]
  }
  return found
}
