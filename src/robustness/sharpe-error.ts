import { check, checkProbability } from './check.ts'
import { normalQuantile } from './normal.ts'
import type { ReturnShape } from './return-shape.ts'

/** The shape of returns as the form of 2012 sees it: each return is independent of the one before. */
export type IndependentShape = Omit<ReturnShape, 'autocorrelation'>

/**
 * How far an estimated Sharpe ratio of one observation varies: its variance times the number of observations.
 *
 *     1 - g3·SR + (g4 - 1)/4·SR²
 *
 * Independent returns; g3 skewness, g4 kurtosis (normal: 3). Mertens (2002); Bailey and López de Prado, "The Sharpe Ratio
 * Efficient Frontier" (2012). NaN for NaN.
 */
export function sharpeVariance2012({ sharpe, skewness, kurtosis }: Omit<IndependentShape, 'observations'>): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe
}

/**
 * The same for returns with first autocorrelation ρ (AR(1)):
 *
 *     (1+ρ)/(1-ρ) - (1+ρ+ρ²)/(1-ρ²)·g3·SR + (1+ρ²)/(1-ρ²)·(g4 - 1)/4·SR²
 *
 * López de Prado, Lipton and Zoonekynd, "How to Use the Sharpe Ratio" (2026, SSRN 5520741). `sharpe` is the ratio at which it
 * is taken: that of the null hypothesis in a test, the estimated one for an error bar. NaN for NaN. Returns of only two values
 * that are autocorrelated can make it negative, because no AR(1) series looks so; errors and probabilities from it are NaN
 * then.
 */
export function sharpeVariance2026(
  { skewness, kurtosis, autocorrelation: rho }: Omit<ReturnShape, 'observations' | 'sharpe'>,
  sharpe: number,
): number {
  const square = rho * rho
  const mean = (1 + rho) / (1 - rho)
  const skew = ((1 + rho + square) / (1 - square)) * skewness * sharpe
  const tails = ((1 + square) / (1 - square)) * ((kurtosis - 1) / 4) * sharpe * sharpe
  return mean - skew + tails
}

/** Standard error of a Sharpe ratio of one observation, form of 2012: √(variance / (T - 1)). NaN for NaN. */
export function sharpeError2012(shape: IndependentShape): number {
  return Math.sqrt(sharpeVariance2012(shape) / (shape.observations - 1))
}

/**
 * Standard error of a Sharpe ratio of one observation, form of 2026: √(variance / T), at the estimated ratio or at another. NaN
 * for NaN.
 */
export function sharpeError2026(shape: ReturnShape, sharpe = shape.sharpe): number {
  return Math.sqrt(sharpeVariance2026(shape, sharpe) / shape.observations)
}

/**
 * Confidence interval of a Sharpe ratio, two-sided: sharpe ± Φ⁻¹((1 + confidence) / 2)·error, in the unit of `sharpe` and
 * `error`. [NaN, NaN] for a NaN. `confidence` is above 0 and below 1 (0.95), else 'option-invalid'.
 */
export function sharpeInterval(sharpe: number, error: number, confidence: number): [low: number, high: number] {
  checkProbability('sharpeInterval: confidence', confidence)
  check(!(error < 0), 'sharpeInterval: error', error, 'a standard error')
  const reach = -normalQuantile((1 - confidence) / 2) * error
  return [sharpe - reach, sharpe + reach]
}
