import { checkProbability } from './check.ts'
import { normalQuantile } from './normal.ts'
import type { ReturnShape } from './return-shape.ts'
import { type IndependentShape, sharpeVariance2012, sharpeVariance2026 } from './sharpe-error.ts'

/**
 * Minimum track record length, form of 2012: how many observations of this shape make the probabilistic Sharpe ratio reach
 * `confidence`, not rounded up,
 *
 *     1 + (1 - g3·SR + (g4 - 1)/4·SR²)·(Φ⁻¹(confidence) / (SR - SR*))²
 *
 * Ratios are of one observation. Infinity where SR is not above the benchmark, NaN for a NaN and for moments that no returns
 * have. `confidence` is above 0.5 and below 1, else 'option-invalid'. Bailey and López de Prado, "The Sharpe Ratio Efficient
 * Frontier" (2012, SSRN 1821643).
 */
export function minimumTrackRecord2012(
  shape: Omit<IndependentShape, 'observations'>,
  benchmark: number,
  confidence: number,
): number {
  checkProbability('minimumTrackRecord2012: confidence', confidence, 0.5)
  return 1 + observationsNeeded(sharpeVariance2012(shape), shape.sharpe - benchmark, confidence)
}

/**
 * The same by the form of 2026: T·V[SR0]·(Φ⁻¹(confidence) / (SR - SR0))². López de Prado, Lipton and Zoonekynd (2026, SSRN
 * 5520741).
 */
export function minimumTrackRecord2026(
  shape: Omit<ReturnShape, 'observations'>,
  benchmark: number,
  confidence: number,
): number {
  checkProbability('minimumTrackRecord2026: confidence', confidence, 0.5)
  return observationsNeeded(sharpeVariance2026(shape, benchmark), shape.sharpe - benchmark, confidence)
}

function observationsNeeded(variance: number, distance: number, confidence: number): number {
  if (variance < 0) return NaN // impossible moments, whose probabilistic Sharpe ratio is NaN, too
  if (distance <= 0) return Infinity
  const steps = -normalQuantile(1 - confidence) / distance
  return variance * steps * steps
}
