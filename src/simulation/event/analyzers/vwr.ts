import type { FinishedRun } from '../finished-run.ts'
import { deviation } from './numbers.ts'
import { returns } from './returns.ts'

/**
 * Variability-weighted return (crystalbull.com): annual × (1 - (σ / maxDeviation)^tau), where σ is the sample deviation of
 * the equity from steady growth, equity[i] / (initial × exp(average × (i + 1))) - 1. A fraction.
 *
 * backtrader's VWR measures every period from its own start but against the growth since the beginning, and is in percent: it
 * gives other numbers. NaN with fewer than two bars and for an equity that ends below 0.
 */
export function vwr(
  run: FinishedRun,
  { periodsPerYear, tau = 0.2, maxDeviation = 2 }: { periodsPerYear: number; tau?: number; maxDeviation?: number },
): number {
  const { annual, average } = returns(run, periodsPerYear)
  const apart = run.equity.map((value, i) => value / (run.initialAmount * Math.exp(average * (i + 1))) - 1)
  const spread = deviation(apart, true)
  return annual * (1 - Math.exp(tau * Math.log(spread / maxDeviation)))
}
