import type { FinishedRun } from '../finished-run.ts'
import { deviation, mean } from './numbers.ts'
import { timeReturns } from './time-returns.ts'

export interface PeriodStats {
  readonly average: number
  /** Of the population. */
  readonly deviation: number
  /** Periods with a gain, with a loss, and with neither. */
  readonly positive: number
  readonly negative: number
  readonly unchanged: number
  readonly best: number
  readonly worst: number
}

/** How the returns of the periods of `timeframe` spread ('12M' for years); NaN and 0 for a run without bars. */
export function periodStats(run: FinishedRun, timeframe: string): PeriodStats {
  const found = timeReturns(run, timeframe).map((period) => period.return)
  return {
    average: mean(found),
    deviation: deviation(found),
    positive: found.filter((value) => value > 0).length,
    negative: found.filter((value) => value < 0).length,
    unchanged: found.filter((value) => value === 0).length,
    best: found.length > 0 ? Math.max(...found) : NaN,
    worst: found.length > 0 ? Math.min(...found) : NaN,
  }
}
