import { BacksweepError } from '../base/errors.ts'

/** Throws 'option-invalid' unless the rule holds. `option` names function and option, `rule` says what the value must be. */
export function check(holds: boolean, option: string, value: number, rule: string): void {
  if (holds) return
  throw new BacksweepError('option-invalid', `${option} is ${value}: give ${rule}.`, { option, value })
}

/** A whole number of at least `least`. */
export function checkCount(option: string, value: number, least: number): void {
  check(Number.isSafeInteger(value) && value >= least, option, value, `a whole number of at least ${least}`)
}

/** A probability that is neither 0 nor 1, and above `above`. */
export function checkProbability(option: string, value: number, above = 0): void {
  check(value > above && value < 1, option, value, `a number above ${above} and below 1`)
}

/** How many trials: not always a whole number, because an effective number of trials is not. */
export function checkTrials(option: string, value: number): void {
  check(value >= 1 && value < Infinity, option, value, 'a number of at least 1')
}
