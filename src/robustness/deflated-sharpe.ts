import { check } from './check.ts'
import { expectedMaximum, maximumOfNormals } from './expected-maximum.ts'
import { normalCdf } from './normal.ts'
import { probabilisticSharpe2012 } from './probabilistic-sharpe.ts'
import type { IndependentShape } from './sharpe-error.ts'

/** The trials that the winner is the best of. */
export interface Trials {
  /** How many, or how many independent ones they are worth; at least 1, whole or not. */
  readonly count: number
  /** Variance over the trials of their Sharpe ratios of one observation. Of no account for one trial. */
  readonly variance: number
}

/**
 * SR0 = √V·E[max_N]: the Sharpe ratio of one observation that the best of so many strategies without any skill is expected to
 * show. 0 for one trial, NaN for a NaN variance of more. 'option-invalid' for a count below 1 or a negative variance.
 */
export function expectedBestSharpe({ count, variance }: Trials): number {
  check(!(variance < 0), 'expectedBestSharpe: variance', variance, 'a variance')
  const steps = expectedMaximum(count)
  return steps === 0 ? 0 : Math.sqrt(variance) * steps
}

/**
 * Deflated Sharpe ratio of 2014: the probabilistic Sharpe ratio (2012) of the winner against what the best of so many without
 * skill is expected to show, PSR(SR0). Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014, SSRN 2460551). With the
 * raw number of trials of a grid, whose strategies resemble each other, it easily takes a real winner for luck. NaN for a NaN;
 * errors as in `expectedBestSharpe`.
 */
export function deflatedSharpe2014(winner: IndependentShape, trials: Trials): number {
  return probabilisticSharpe2012(winner, expectedBestSharpe(trials))
}

/**
 * Deflated Sharpe ratio of 2026: Φ((SR - SR0) / (√V·sd[max_N])), the winner in the distribution of the best of so many, whose
 * spread is that over the trials; the shape of the winner's own returns plays no part. SR0 by the formula of the false strategy
 * theorem, sd[max_N] exact. López de Prado, Lipton and Zoonekynd (2026, SSRN 5520741). For one trial it is Φ(SR/√V). NaN for a
 * NaN; errors as in `expectedBestSharpe`.
 */
export function deflatedSharpe2026(sharpe: number, trials: Trials): number {
  const spread = Math.sqrt(trials.variance) * maximumOfNormals(trials.count).deviation
  return normalCdf((sharpe - expectedBestSharpe(trials)) / spread)
}
