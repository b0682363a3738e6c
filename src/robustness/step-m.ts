import { BacksweepError } from '../base/errors.ts'
import type { BootstrapMeans } from './bootstrap-means.ts'
import { quantile } from './quantile.ts'
import { type Recentring, resampledMaxima, statisticOf } from './resampled-maxima.ts'

/** Which trials beat the benchmark. */
export interface StepwiseTest {
  /** The trials with more than luck, in order: with probability 1 - alpha there is no lucky one among them. */
  readonly superior: Uint32Array
  /** What their statistics had to exceed, step by step, falling; the last step found no more. */
  readonly criticalValues: readonly number[]
}

/**
 * Stepwise multiple testing (StepM): Romano and Wolf (2005), "Stepwise multiple testing as formalized data snooping", Econometrica 73(4).
 * Tells which trials beat the benchmark, with a probability of at most `alpha` of any false one.
 *
 * 1. The critical value is the 1 - alpha quantile, over the resamples, of the largest statistic of all trials not found yet (with linear
 *    interpolation between ranks).
 * 2. Trials with √n d̄ / ω above it are found. If there are any, the others are tested again against each other.
 *
 * @param options `alpha` above 0 and below 1. `studentised: false` leaves the division by ω out. `recentring` other than `upper`, the one of the
 * paper, gives Hansen's null hypothesis: the stepwise SPA test of Hsu, Hsu and Kuan (2010), Journal of Empirical Finance 17(3).
 */
export function stepM(
  bootstrap: BootstrapMeans,
  {
    alpha,
    studentised = true,
    recentring = 'upper',
  }: { alpha: number; studentised?: boolean; recentring?: Recentring },
): StepwiseTest {
  if (!(alpha > 0 && alpha < 1)) {
    throw new BacksweepError('option-invalid', `alpha is ${alpha}: give a probability above 0 and below 1.`, {
      option: 'alpha',
      value: alpha,
    })
  }
  const { compared } = bootstrap
  const found = new Uint8Array(compared.length)
  const criticalValues: number[] = []
  let left = compared.length
  while (left > 0) {
    const critical = quantile(resampledMaxima(bootstrap, { recentring, studentised }, found).toSorted(), 1 - alpha)
    criticalValues.push(critical)
    const before = left
    for (let k = 0; k < compared.length; k++) {
      if (found[k] || !(statisticOf(bootstrap, k, studentised) > critical)) continue
      found[k] = 1
      left--
    }
    if (left === before) break
  }
  return { superior: compared.filter((_, k) => found[k] === 1), criticalValues }
}
