import type { BootstrapMeans } from './bootstrap-means.ts'
import { largestStatistic, shareAbove } from './reality-check.ts'
import { resampledMaxima } from './resampled-maxima.ts'

/** Hansen's test of the best of many trials, with p-values under three assumptions (see `Recentring`). */
export interface SuperiorPredictiveAbility {
  /** T = max(0, max √n d̄ / ω) over the trials tested; NaN without one. */
  readonly statistic: number
  /** The trial with the largest statistic; -1 without one. */
  readonly best: number
  /** p-values: shares of resamples whose largest statistic is above T. The consistent one is the result, the others bound it. NaN without a trial. */
  readonly lower: number
  readonly consistent: number
  readonly upper: number
}

/**
 * Superior predictive ability: Hansen (2005), "A test for superior predictive ability", Journal of Business & Economic Statistics 23(4).
 * Null hypothesis: no trial has a higher mean than the benchmark. T*_g = max(0, max √n (d̄* - g(d̄)) / ω) of each resample, p_g = share of T*_g > T.
 *
 * @param options `studentised: false` leaves the division by ω out, as the Python package arch does in version 8.0.0 and before,
 * whatever its option of this name says; true when left out, as in the paper.
 *
 * Below 3 observations the consistent p is the upper one. A p of 0 means less than 1 / resamples.
 */
export function superiorPredictiveAbility(
  bootstrap: BootstrapMeans,
  { studentised = true }: { studentised?: boolean } = {},
): SuperiorPredictiveAbility {
  const { statistic: largest, best } = largestStatistic(bootstrap, studentised)
  const statistic = Math.max(0, largest)
  const pValue = (recentring: 'lower' | 'consistent' | 'upper') =>
    best < 0 ? NaN : shareAbove(resampledMaxima(bootstrap, { recentring, studentised }), statistic)
  return { statistic, best, lower: pValue('lower'), consistent: pValue('consistent'), upper: pValue('upper') }
}
