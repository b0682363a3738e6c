import type { BootstrapMeans } from './bootstrap-means.ts'
import { resampledMaxima, statisticOf } from './resampled-maxima.ts'

/** A test of the best of many trials. */
export interface RealityCheck {
  /** V = max √n d̄ over the trials tested; NaN without one. */
  readonly statistic: number
  /** The trial that has it; -1 without one. */
  readonly best: number
  /** Share of resamples whose largest statistic is above V: how often luck alone does better. NaN without a trial. */
  readonly pValue: number
}

/**
 * Reality Check: White (2000), "A reality check for data snooping", Econometrica 68(5). Null hypothesis: no trial has a higher mean than the
 * benchmark. V* = max √n (d̄* - d̄) of each resample, p = share of V* > V.
 *
 * Every poor or noisy trial added makes p larger: `superiorPredictiveAbility` does not have that flaw. A p of 0 means less than 1 / resamples.
 */
export function realityCheck(bootstrap: BootstrapMeans): RealityCheck {
  const { statistic, best } = largestStatistic(bootstrap, false)
  const maxima = resampledMaxima(bootstrap, { recentring: 'upper', studentised: false })
  return { statistic, best, pValue: best < 0 ? NaN : shareAbove(maxima, statistic) }
}

/** The first of equals. */
export function largestStatistic(
  bootstrap: BootstrapMeans,
  studentised: boolean,
): Pick<RealityCheck, 'statistic' | 'best'> {
  let statistic = NaN
  let best = -1
  for (let k = 0; k < bootstrap.compared.length; k++) {
    const value = statisticOf(bootstrap, k, studentised)
    if (best >= 0 && !(value > statistic)) continue
    statistic = value
    best = bootstrap.compared[k]
  }
  return { statistic, best }
}

export function shareAbove(values: Float64Array, limit: number): number {
  let above = 0
  for (const value of values) if (value > limit) above++
  return above / values.length
}
