import { check } from './check.ts'
import { expectedMaximum } from './expected-maximum.ts'

/**
 * Minimum backtest length: with less data than this, the best of N strategies without any skill is expected to show a Sharpe
 * ratio of `sharpe` or more,
 *
 *     (E[max_N] / sharpe)²  <  2·ln N / sharpe²
 *
 * In years for an annual ratio, in bars for one of a bar. Bailey, Borwein, López de Prado and Zhu, "Pseudo-Mathematics and
 * Financial Charlatanism" (2014, Notices of the AMS 61(5)). `trials` is a number of at least 1 and `sharpe` above 0, else
 * 'option-invalid'. 0 for one trial.
 */
export function minimumBacktestLength(trials: number, sharpe: number): number {
  check(sharpe > 0, 'minimumBacktestLength: sharpe', sharpe, 'a number above 0')
  const ratio = expectedMaximum(trials) / sharpe
  return ratio * ratio
}
