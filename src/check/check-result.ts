import type { Parameters } from '../simulation/model/strategy.ts'

/**
 * What a backtest depended on that it must not, or had better not.
 *
 * - `look-ahead`: what the strategy said on a bar was something else when later bars were others.
 * - `unrepeatable`: it was something else when the same backtest was run again.
 * - `data-end`: it was something else when the data ended earlier, though not when later bars were others: the strategy knows
 *   where the data end, as one that closes its position on the last bar.
 * - `data-start`: it was something else when the data began later, long after indicators should have forgotten that.
 */
export type CheckKind = 'look-ahead' | 'unrepeatable' | 'data-end' | 'data-start'

/** What a strategy said on a bar: yes or no, a number, the text of orders or fills; null is nothing. */
export type CheckValue = number | string | boolean | null

export interface CheckChange {
  /** Index of the bar among those that the strategy sees, from 0; of `data-start` in the whole data. */
  readonly bar: number
  /** Start of the bar, UTC epoch milliseconds. */
  readonly time: number
  readonly usual: CheckValue
  /** What it became. */
  readonly changed: CheckValue
  /**
   * Bars that were as usual when it changed: the first so many, of which the bar is one; for `data-start` the last so many; for
   * `unrepeatable` all of them.
   */
  readonly seen: number
}

/** Changes of one thing that a strategy said with one parameter set. */
export interface CheckFinding {
  readonly kind: CheckKind
  readonly parameters: Parameters
  /**
   * enterLong … exitShort, targetWeight, stopLoss, takeProfit or trailingStop; of an event-driven strategy orders or fills; null
   * when only the indicator changed.
   */
  readonly signal: string | null
  /** The call of the first indicator whose values changed, too, such as `sma(close, 20)`; null when none did. */
  readonly indicator: string | null
  /** Bars on which it was found to change. */
  readonly count: number
  /** The first 1,000 of them in order of bars. */
  readonly changes: readonly CheckChange[]
}

/** A parameter set with which runs failed. */
export interface CheckFailure {
  readonly parameters: Parameters
  /** Whether nothing can be said about the set, because it failed on the whole data, or on all that was cut from it. */
  readonly unchecked: boolean
  /** Of the first failure. */
  readonly message: string
  readonly failed: number
  readonly runs: number
}

export interface CheckResult {
  readonly sweep: string
  /** Name of the date range that was looked at: the one that covers the most bars. */
  readonly range: string
  /** Bars that the strategy sees there, those before the range included. */
  readonly bars: number
  readonly parameterSets: number
  /** Parameter sets that were tried. */
  readonly sampled: number
  /** Of these, left out by the strategy itself (`SkipStrategy`). */
  readonly skipped: number
  /** Backtests that it took. */
  readonly runs: number
  /** Bars after a later start that were not compared, because indicators may still remember it; null when there were too few bars. */
  readonly settleBars: number | null
  /** What makes results wrong: look-ahead and unrepeatable. */
  readonly findings: readonly CheckFinding[]
  /** What one should know: data-end and data-start. */
  readonly warnings: readonly CheckFinding[]
  readonly failures: readonly CheckFailure[]
}
