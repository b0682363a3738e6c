import type { FinishedRun } from '../finished-run.ts'
import { changes, deviation, mean } from './numbers.ts'
import { timeReturns } from './time-returns.ts'

export interface SharpeOptions {
  /** Periods of a year: 252 for daily bars, 1 with `timeframe: '12M'`. */
  readonly periodsPerYear: number
  /** Annual, as a fraction: 0. backtrader takes 0.01. */
  readonly riskFreeRate?: number
  /** Returns of which periods; of every bar when left out. */
  readonly timeframe?: string
  /** Whether the deviation is that of a sample (n - 1): true. backtrader takes the population's. */
  readonly sample?: boolean
  /** Whether the ratio is multiplied by √periodsPerYear: true. */
  readonly annualize?: boolean
}

/**
 * Sharpe ratio: mean over standard deviation of the returns in excess of the risk-free rate of a period, (1 + rate)^(1 / periodsPerYear) - 1.
 * NaN with too few returns, and when they do not vary.
 */
export function sharpe(run: FinishedRun, options: SharpeOptions): number {
  const { periodsPerYear, riskFreeRate = 0, timeframe, sample = true, annualize = true } = options
  const found =
    timeframe === undefined
      ? changes(run.equity, run.initialAmount)
      : Float64Array.from(timeReturns(run, timeframe), (period) => period.return)
  const riskFree = Math.expm1(Math.log1p(riskFreeRate) / periodsPerYear)
  const spread = deviation(found, sample)
  if (spread === 0) return NaN
  return ((mean(found) - riskFree) / spread) * (annualize ? Math.sqrt(periodsPerYear) : 1)
}
