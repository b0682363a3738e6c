import type { BootstrapMeans } from './bootstrap-means.ts'

/**
 * What the trials are assumed to earn where the null hypothesis, no trial beats the benchmark, is true (Hansen 2005).
 *
 * - `upper`: exactly as much as the benchmark, all of them. The least favourable case, and White's: bad trials make the test weaker.
 * - `consistent`: trials worse than √(ω² / n × 2 ln ln n) below it are as bad as they look, the others equal it.
 * - `lower`: trials below the benchmark are as bad as they look.
 */
export type Recentring = 'lower' | 'consistent' | 'upper'

/** How a trial is measured. */
export interface Measure {
  readonly recentring: Recentring
  /** Whether means are divided by ω, so that noisy trials do not drown the others. */
  readonly studentised: boolean
}

/** √n d̄ of a trial, or √n d̄ / ω. */
export function statisticOf(bootstrap: BootstrapMeans, k: number, studentised: boolean): number {
  return bootstrap.means[k] * scaleOf(bootstrap, k, studentised)
}

/** Per resample the largest statistic of the trials not `excluded`, under the null hypothesis; -Infinity without a trial. */
export function resampledMaxima(
  bootstrap: BootstrapMeans,
  { recentring, studentised }: Measure,
  excluded?: Uint8Array,
): Float64Array {
  const { compared, resamples, means, deviations } = bootstrap
  const maxima = new Float64Array(resamples).fill(-Infinity)
  for (let k = 0; k < compared.length; k++) {
    if (excluded?.[k]) continue
    // resampled mean - g(d̄) = deviation + (d̄ - g(d̄))
    const shift = keepsItsMean(bootstrap, k, recentring) ? means[k] : 0
    const scale = scaleOf(bootstrap, k, studentised)
    const from = k * resamples
    for (let b = 0; b < resamples; b++) {
      const value = (deviations[from + b] + shift) * scale
      if (value > maxima[b]) maxima[b] = value
    }
  }
  return maxima
}

/** Whether a trial is taken to be as bad as it looks. */
export function keepsItsMean(
  { means, variances, observations }: BootstrapMeans,
  k: number,
  recentring: Recentring,
): boolean {
  if (recentring === 'upper') return false
  if (recentring === 'lower') return means[k] < 0
  return means[k] < -Math.sqrt((variances[k] / observations) * 2 * Math.log(Math.log(observations)))
}

function scaleOf({ variances, observations }: BootstrapMeans, k: number, studentised: boolean): number {
  return studentised ? Math.sqrt(observations / variances[k]) : Math.sqrt(observations)
}
