import { deflatedSharpe2014, expectedBestSharpe } from '../robustness/deflated-sharpe.ts'
import { minimumBacktestLength } from '../robustness/minimum-backtest-length.ts'
import { probabilisticSharpe2012 } from '../robustness/probabilistic-sharpe.ts'
import { sharpeError2012, sharpeInterval } from '../robustness/sharpe-error.ts'
import { type BacktestRow, metricValue } from '../sweep/store/row.ts'
import { wantedSharpe } from './conclusion.ts'
import type { Band } from './judge.ts'

/**
 * What stored metrics alone say of a winner, by the forms of 2012 and 2014, which do not ask for the returns. Sharpe ratios are annual. NaN where
 * the metrics that it takes (sharpe, skew, kurtosis) were not kept.
 */
export interface StoredFacts {
  readonly sharpe: number
  /** 95 % */
  readonly interval: Band
  readonly probabilistic2012: number
  /** The deflated Sharpe ratio with all trials. */
  readonly deflated2014: number
  /** The Sharpe ratio that the best of all trials is expected to show without skill. */
  readonly expectedBest: number
  readonly years: number
  /** Minimum backtest length for all trials and an annual Sharpe ratio of 1, in years. */
  readonly yearsNeeded: number
}

const confidence = 0.95

/** @param rows of the winner's date range, which has so many `observations` */
export async function storedFacts(
  winner: BacktestRow,
  rows: AsyncIterable<BacktestRow>,
  { trials, observations, periodsPerYear }: { trials: number; observations: number; periodsPerYear: number },
): Promise<StoredFacts> {
  const root = Math.sqrt(periodsPerYear)
  let count = 0
  let mean = 0
  let squares = 0
  for await (const { metrics } of rows) {
    const sharpe = metricValue(metrics.sharpe) / root
    if (!Number.isFinite(sharpe)) continue // failed, or without a trade: a trial without a ratio
    count++
    const distance = sharpe - mean
    mean += distance / count // Welford (1962)
    squares += distance * (sharpe - mean)
  }
  const spread = { count: Math.max(1, trials), variance: count < 2 ? NaN : squares / (count - 1) }

  const shape = {
    observations,
    sharpe: metricValue(winner.metrics.sharpe) / root,
    skewness: metricValue(winner.metrics.skew),
    kurtosis: metricValue(winner.metrics.kurtosis) + 3, // the metric is the excess
  }
  const [low, high] = sharpeInterval(shape.sharpe, sharpeError2012(shape), confidence)
  return {
    sharpe: shape.sharpe * root,
    interval: [low * root, high * root],
    probabilistic2012: probabilisticSharpe2012(shape, 0),
    deflated2014: deflatedSharpe2014(shape, spread),
    expectedBest: expectedBestSharpe(spread) * root,
    years: observations / periodsPerYear,
    yearsNeeded: minimumBacktestLength(spread.count, wantedSharpe),
  }
}
