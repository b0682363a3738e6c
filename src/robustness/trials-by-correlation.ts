import { check, checkTrials } from './check.ts'

/**
 * How many independent trials N trials with the mean correlation ρ are worth: ρ + (1 - ρ)·N, by the appendix of Bailey and
 * López de Prado, "The Deflated Sharpe Ratio" (2014). 1 for fully correlated ones. A negative ρ counts as 0, since there are
 * not more trials than were made. NaN for a NaN correlation. 'option-invalid' for fewer trials than 1 or a correlation outside
 * of -1 to 1.
 */
export function trialsByMeanCorrelation(trials: number, correlation: number): number {
  const rho = usableCorrelation('trialsByMeanCorrelation', trials, correlation)
  return rho + (1 - rho) * trials
}

/**
 * The same by variance inflation: N / (1 + (N - 1)·ρ), the number of independent trials whose mean varies as much as that of
 * these (Kish's design effect, "Survey Sampling", 1965). At most 1/ρ however many trials there are, and never above the form of
 * 2014. Arguments as above.
 */
export function trialsByVarianceInflation(trials: number, correlation: number): number {
  const rho = usableCorrelation('trialsByVarianceInflation', trials, correlation)
  return trials / (1 + (trials - 1) * rho)
}

function usableCorrelation(caller: string, trials: number, correlation: number): number {
  checkTrials(`${caller}: trials`, trials)
  check(!(Math.abs(correlation) > 1), `${caller}: correlation`, correlation, 'a number from -1 to 1')
  return Math.max(0, correlation)
}
