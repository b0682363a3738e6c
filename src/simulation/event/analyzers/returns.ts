import type { FinishedRun } from '../finished-run.ts'

export interface ReturnsAnalysis {
  /** Final value over the initial amount, less 1. */
  readonly total: number
  /** ln(final value / initial amount): backtrader's `rtot`. NaN for a final value below 0, -Infinity for 0. */
  readonly logarithmic: number
  /** `logarithmic` per bar. */
  readonly average: number
  /** exp(average × periodsPerYear) - 1: backtrader's `rnorm`. */
  readonly annual: number
}

/** The return as a whole; everything but `total` is NaN for a run without bars. */
export function returns(run: FinishedRun, periodsPerYear: number): ReturnsAnalysis {
  const { equity, initialAmount } = run
  const final = equity.length > 0 ? equity[equity.length - 1] : initialAmount
  const logarithmic = equity.length > 0 ? Math.log(final / initialAmount) : NaN
  const average = logarithmic / equity.length
  return { total: final / initialAmount - 1, logarithmic, average, annual: Math.expm1(average * periodsPerYear) }
}
