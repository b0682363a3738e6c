import { checkProbability } from './check.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import type { ReturnShape } from './return-shape.ts'
import { sharpeError2026 } from './sharpe-error.ts'

/**
 * What a test of a Sharpe ratio can find, and how often a find is false. All by López de Prado, Lipton and Zoonekynd, "How to
 * Use the Sharpe Ratio" (2026, SSRN 5520741), with the error of 2026. Ratios are of one observation.
 */

/** Strategies come in two kinds, and `prior` of all have skill. */
export interface TwoKinds {
  /** True Sharpe ratio of those without skill: SR0. */
  readonly unskilled: number
  /** True Sharpe ratio of those with skill: SR1. */
  readonly skilled: number
}

/**
 * Power, 1 - β: the probability that a strategy with skill is found by a test at the level `significance`. The test finds what
 * is above SR0 + Φ⁻¹(1 - α)·σ(SR0), and a true SR1 is found with the probability Φ((SR1 - that) / σ(SR1)). NaN for a NaN;
 * 'option-invalid' for a significance that is not between 0 and 1.
 */
export function sharpePower(
  shape: Omit<ReturnShape, 'sharpe'>,
  { unskilled, skilled }: TwoKinds,
  significance: number,
): number {
  checkProbability('sharpePower: significance', significance)
  const critical = unskilled - normalQuantile(significance) * errorAt(shape, unskilled)
  return normalCdf((skilled - critical) / errorAt(shape, skilled))
}

/**
 * False discovery rate of a test that was planned (pFDR in the paper): the share of strategies without skill among those that
 * it finds, α·(1 - prior) / (α·(1 - prior) + power·prior). `prior`, the share with skill among all that are tested, and
 * `significance`, α, are between 0 and 1, else 'option-invalid'. NaN for a NaN power.
 */
export function plannedFalseDiscoveryRate(prior: number, significance: number, power: number): number {
  checkProbability('plannedFalseDiscoveryRate: prior', prior)
  checkProbability('plannedFalseDiscoveryRate: significance', significance)
  return shareOfFirst(significance * (1 - prior), power * prior)
}

/**
 * False discovery rate at what was observed (oFDR in the paper): the share of strategies without skill among those whose
 * estimated ratio is at least that of `shape`, p0·(1 - prior) / (p0·(1 - prior) + p1·prior), where p0 and p1 are the
 * probabilities of such an estimate without and with skill. NaN for a NaN, and where both are below 1e-308; 'option-invalid'
 * for a prior that is not between 0 and 1.
 */
export function observedFalseDiscoveryRate(
  shape: ReturnShape,
  { unskilled, skilled }: TwoKinds,
  prior: number,
): number {
  checkProbability('observedFalseDiscoveryRate: prior', prior)
  const asGood = (sharpe: number) => normalCdf((sharpe - shape.sharpe) / errorAt(shape, sharpe))
  return shareOfFirst(asGood(unskilled) * (1 - prior), asGood(skilled) * prior)
}

function errorAt(shape: Omit<ReturnShape, 'sharpe'>, sharpe: number): number {
  return sharpeError2026({ ...shape, sharpe })
}

function shareOfFirst(first: number, second: number): number {
  return first / (first + second)
}
