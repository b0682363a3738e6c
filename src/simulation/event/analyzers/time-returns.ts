import { bucketStart, nextBucketStart } from '../../../data/resample.ts'
import type { FinishedRun } from '../finished-run.ts'

export interface PeriodReturn {
  /** Start of the period, UTC epoch milliseconds; bars may begin later. */
  readonly start: number
  readonly return: number
}

/**
 * The return of every period of `timeframe` ('12M' for years, '1M', '1w', UTC) with a bar in it: the equity at its last close over that
 * at the last close of the period before, the first over the initial amount.
 */
export function timeReturns({ equity, time, initialAmount }: FinishedRun, timeframe: string): PeriodReturn[] {
  const found: PeriodReturn[] = []
  let before = initialAmount
  for (let i = 0; i < equity.length; ) {
    const start = bucketStart(time[i], timeframe)
    const end = nextBucketStart(time[i], timeframe)
    while (i < equity.length && time[i] < end) i++
    found.push({ start, return: equity[i - 1] / before - 1 })
    before = equity[i - 1]
  }
  return found
}
