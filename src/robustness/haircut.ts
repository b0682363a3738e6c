import { check, checkCount, checkTrials } from './check.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { studentTail, studentTailQuantile } from './student-t.ts'

/** A Sharpe ratio as Harvey and Liu report it: annual, unlike elsewhere in this folder. */
export interface AnnualSharpe {
  readonly sharpe: number
  /** Returns that it was estimated from. */
  readonly observations: number
  /** Returns a year: 12 of months, 252 of days. */
  readonly periodsPerYear: number
  /** First autocorrelation of the returns, above -1 and below 1. */
  readonly autocorrelation: number
}

export interface Haircut {
  /** Annual, what is left. Of the sign of the ratio before; 0 for an adjusted p of 1. */
  readonly sharpe: number
  /** 1 - sharpe after / before: the fraction that is cut off. NaN where there was nothing to cut. */
  readonly haircut: number
}

/**
 * The annual ratio without what autocorrelation lends it: SR / √(1 + 2ρ/(1 - ρ)·(1 - (1 - ρ^q)/(q·(1 - ρ)))) with q periods a
 * year, in the power rounded to a whole number. Lo, "The Statistics of Sharpe Ratios" (2002), as used by Harvey and Liu. NaN
 * for a NaN; 'option-invalid' for fewer periods a year than 1 and an autocorrelation that is not between -1 and 1.
 */
export function withoutAutocorrelation({ sharpe, periodsPerYear, autocorrelation: rho }: AnnualSharpe): number {
  check(periodsPerYear >= 1, 'withoutAutocorrelation: periodsPerYear', periodsPerYear, 'a number of at least 1')
  check(!(Math.abs(rho) >= 1), 'withoutAutocorrelation: autocorrelation', rho, 'a number above -1 and below 1')
  const whole = Math.round(periodsPerYear)
  // not Math.pow, whose last bit differs between versions of V8
  const power = Math.exp(whole * Math.log(Math.abs(rho))) * (rho < 0 && whole % 2 === 1 ? -1 : 1)
  const inflation = 1 + ((2 * rho) / (1 - rho)) * (1 - (1 - power) / (periodsPerYear * (1 - rho)))
  return sharpe / Math.sqrt(inflation)
}

/**
 * p-value of the ratio, for one test: 2·P[T > |t|] with t = SR·√(observations / periodsPerYear), T of Student's distribution
 * with observations - 1 degrees of freedom, after `withoutAutocorrelation`. Two-sided, as in the paper: a very bad strategy is
 * significant, too. NaN for a NaN; 'option-invalid' for fewer than two observations.
 */
export function sharpePValue(annual: AnnualSharpe): number {
  checkCount('sharpePValue: observations', annual.observations, 2)
  const t = Math.abs(withoutAutocorrelation(annual)) * Math.sqrt(annual.observations / annual.periodsPerYear)
  return 2 * studentTail(t, annual.observations - 1)
}

/**
 * Haircut of Harvey and Liu, "Backtesting" (2015, Journal of Portfolio Management 42(1)): the Sharpe ratio whose p-value for a
 * single test is the p-value of this one adjusted for all tests. `adjustedP` is `sharpePValue` after one of the functions of
 * p-values.ts (by Bonferroni min(1, trials·p)). NaN for a NaN.
 */
export function haircutSharpe(annual: AnnualSharpe, adjustedP: number): Haircut {
  checkCount('haircutSharpe: observations', annual.observations, 2)
  check(!(adjustedP < 0 || adjustedP > 1), 'haircutSharpe: adjustedP', adjustedP, 'a number from 0 to 1')
  const before = withoutAutocorrelation(annual)
  const t = studentTailQuantile(adjustedP / 2, annual.observations - 1)
  return cut(before, t / Math.sqrt(annual.observations / annual.periodsPerYear))
}

/**
 * The same in its simplest form, for trials that are independent of each other and a track record long enough for the normal
 * distribution: p = 2·Φ(-|SR|·√years), adjusted to 1 - (1 - p)^trials (Šidák). `sharpe` is annual.
 */
export function haircutIndependent(
  sharpe: number,
  years: number,
  trials: number,
): Haircut & { readonly pValue: number; readonly adjustedP: number } {
  check(years > 0, 'haircutIndependent: years', years, 'a number above 0')
  checkTrials('haircutIndependent: trials', trials)
  const pValue = 2 * normalCdf(-Math.abs(sharpe) * Math.sqrt(years))
  const adjustedP = -Math.expm1(trials * Math.log1p(-pValue)) // a small p would drown in 1 - p
  return { pValue, adjustedP, ...cut(sharpe, Math.abs(normalQuantile(adjustedP / 2)) / Math.sqrt(years)) }
}

function cut(before: number, size: number): Haircut {
  // an adjusted p is not below the p itself, so nothing is ever added; but both are 0 when they are below all doubles
  const sharpe = Math.sign(before) * Math.min(size, Math.abs(before))
  return { sharpe, haircut: 1 - sharpe / before }
}
