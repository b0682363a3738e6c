import { BacksweepError } from '../../base/errors.ts'

/**
 * How large an entry is, in units or in money of the account:
 *
 * - `all-in`: all free cash, costs included;
 * - `fraction`: this fraction of the equity at the moment of the fill, costs included;
 * - `amount`: units worth this much money at the fill price, costs on top;
 * - `units`: this many units.
 *
 * Buying is cut to what the cash pays for (rule F8 of docs/execution-model.md).
 */
export type Sizing =
  | { readonly kind: 'all-in' }
  | { readonly kind: 'fraction'; readonly fraction: number }
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'units'; readonly units: number }

/**
 * The sizes of a portfolio's entries (rule F44): those above, and
 *
 * - `initial`: units worth this fraction of the initial amount, however the equity grows;
 * - `risk`: so many units that the nearest fixed stop loss loses this fraction of the equity;
 * - `volatility`: worth so much that the position's volatility is this fraction of the equity a year, at most the equity.
 */
export type PositionSize =
  | Sizing
  | { readonly kind: 'initial'; readonly fraction: number }
  | { readonly kind: 'risk'; readonly fraction: number }
  | { readonly kind: 'volatility'; readonly annual: number; readonly period: number }

export const allIn: Sizing = Object.freeze({ kind: 'all-in' })

/** `fraction` of the equity, from above 0 to 1. */
export function fractionOfEquity(fraction: number): Sizing {
  return Object.freeze({ kind: 'fraction', fraction: checkedFraction('fractionOfEquity', fraction) })
}

/** `fraction` of the initial amount, from above 0 to 1: gains are not invested again. */
export function fractionOfInitial(fraction: number): PositionSize {
  return Object.freeze({ kind: 'initial', fraction: checkedFraction('fractionOfInitial', fraction) })
}

/** A loss of `fraction` of the equity if the position's stop loss is reached: 0.01 risks 1 %. */
export function riskOfEquity(fraction: number): { readonly kind: 'risk'; readonly fraction: number } {
  return Object.freeze({ kind: 'risk', fraction: checkedFraction('riskOfEquity', fraction) })
}

/** A position whose annual volatility, measured over the last `period` bars, is the fraction `annual` of the equity. */
export function volatilityTarget(annual: number, period = 20): PositionSize {
  if (!Number.isInteger(period) || period < 2) {
    throw new BacksweepError(
      'option-invalid',
      `volatilityTarget got a period of ${period}: give a whole number of bars of at least 2.`,
      { option: 'volatilityTarget', value: period },
    )
  }
  return Object.freeze({ kind: 'volatility', annual: checkedPositive('volatilityTarget', annual), period })
}

/** Units worth `amount` money at the fill price. */
export function fixedAmount(amount: number): Sizing {
  return Object.freeze({ kind: 'amount', amount: checkedPositive('fixedAmount', amount) })
}

/** The same number of units every time. */
export function fixedUnits(units: number): Sizing {
  return Object.freeze({ kind: 'units', units: checkedPositive('fixedUnits', units) })
}

function checkedFraction(name: string, fraction: number): number {
  if (fraction > 0 && fraction <= 1) return fraction
  throw new BacksweepError('option-invalid', `${name} got ${fraction}: give a fraction above 0 and up to 1.`, {
    option: name,
    value: fraction,
  })
}

function checkedPositive(name: string, value: number): number {
  if (!(value > 0 && value < Infinity)) {
    throw new BacksweepError('option-invalid', `${name} got ${value}: give a number above 0.`, { option: name, value })
  }
  return value
}
