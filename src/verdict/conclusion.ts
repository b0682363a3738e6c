/**
 * The rule by which a verdict is reached (docs/verdict.md):
 *
 * 1. `nothing`: no trial has returns that can be compared, so there is no winner.
 * 2. `skill`: every test that was made says that luck alone would do as well as the winner in at most 5 % of all cases: against cash,
 *    against holding at equal risk, and on permuted bars.
 * 3. `short`: otherwise, and the data is shorter than the minimum backtest length for so many trials: with so little data luck alone is
 *    expected to show an annual Sharpe ratio of 1, so nothing short of a miracle could have been told from it.
 * 4. `luck`: otherwise.
 *
 * More tests can only take `skill` away, so false alarms are at most those of the test against cash.
 */
export type Conclusion = 'skill' | 'luck' | 'short' | 'nothing'

/** Probability up to which a winner counts as too good for luck. */
export const level = 0.05

/** The annual Sharpe ratio that a backtest should be long enough for. */
export const wantedSharpe = 1

export interface Evidence {
  /** p-values of the winner, after all trials; empty without a winner. */
  readonly pValues: readonly number[]
  readonly years: number
  /** Minimum backtest length for all trials, for `wantedSharpe`. */
  readonly yearsNeeded: number
  readonly trials: number
}

export function conclude({ pValues, years, yearsNeeded }: Evidence): Conclusion {
  if (pValues.length === 0) return 'nothing'
  if (pValues.every((p) => p <= level)) return 'skill'
  return years < yearsNeeded ? 'short' : 'luck'
}

/** The conclusion as a sentence. */
export function sentenceOf(conclusion: Conclusion, { trials, yearsNeeded }: Evidence): string {
  if (conclusion === 'skill') return 'Skill is likely.'
  if (conclusion === 'luck') return 'Not distinguishable from luck.'
  if (conclusion === 'nothing') return 'There is nothing to judge: no backtest has returns that differ.'
  return `Too little data for ${trials} trials (needs about ${roundYears(yearsNeeded)} years).`
}

/** Two digits are as much as the formula is worth. */
export function roundYears(years: number): number {
  return years < 10 ? Math.ceil(years * 10) / 10 : Math.ceil(years)
}

/**
 * p of the best of `made` trials when only `tested` of them were compared: 1 - (1 - p)^(made / tested), as if the others had been as many
 * more such sets of trials (Šidák 1967).
 */
export function forAllTrials(p: number, made: number, tested: number): number {
  return -Math.expm1((made / tested) * Math.log1p(-p))
}
