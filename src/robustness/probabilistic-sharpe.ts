import { normalCdf } from './normal.ts'
import type { ReturnShape } from './return-shape.ts'
import { type IndependentShape, sharpeError2012, sharpeError2026 } from './sharpe-error.ts'

/**
 * Probabilistic Sharpe ratio, form of 2012: the confidence that the true Sharpe ratio is above `benchmark`,
 *
 *     Φ((SR - SR*)·√(T - 1) / √(1 - g3·SR + (g4 - 1)/4·SR²))
 *
 * with the error at the estimated ratio. Ratios are of one observation, the kurtosis is not the excess. Bailey and López de
 * Prado, "The Sharpe Ratio Efficient Frontier" (2012, SSRN 1821643). NaN for a NaN, so for returns without a shape.
 */
export function probabilisticSharpe2012(shape: IndependentShape, benchmark: number): number {
  return normalCdf((shape.sharpe - benchmark) / sharpeError2012(shape))
}

/**
 * Probabilistic Sharpe ratio, form of 2026: Φ((SR - SR0) / √V[SR0]), one minus the p-value of a test of SR0, so that the error
 * is that under the null hypothesis and counts the first autocorrelation (`sharpeVariance2026`). On one series it can differ
 * much from the form of 2012 (0.966 against 0.913 in the paper's example): say which one is shown. López de Prado, Lipton and
 * Zoonekynd (2026, SSRN 5520741). NaN for a NaN.
 */
export function probabilisticSharpe2026(shape: ReturnShape, benchmark: number): number {
  return normalCdf((shape.sharpe - benchmark) / sharpeError2026(shape, benchmark))
}
