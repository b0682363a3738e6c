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

export const allIn: Sizing = Object.freeze({ kind: 'all-in' })

/** `fraction` of the equity, from above 0 to 1. */
export function fractionOfEquity(fraction: number): Sizing {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new BacksweepError(
      'option-invalid',
      `fractionOfEquity got ${fraction}: give a fraction above 0 and up to 1.`,
      {
        option: 'fractionOfEquity',
        value: fraction,
      },
    )
  }
  return Object.freeze({ kind: 'fraction', fraction })
}

/** Units worth `amount` money at the fill price. */
export function fixedAmount(amount: number): Sizing {
  return Object.freeze({ kind: 'amount', amount: checkedPositive('fixedAmount', amount) })
}

/** The same number of units every time. */
export function fixedUnits(units: number): Sizing {
  return Object.freeze({ kind: 'units', units: checkedPositive('fixedUnits', units) })
}

function checkedPositive(name: string, value: number): number {
  if (!(value > 0 && value < Infinity)) {
    throw new BacksweepError('option-invalid', `${name} got ${value}: give a number above 0.`, { option: name, value })
  }
  return value
}
