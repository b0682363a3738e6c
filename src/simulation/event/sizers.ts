import { BacksweepError } from '../../base/errors.ts'
import type { Sizing } from '../model/sizing.ts'
import type { BrokerRules } from './broker-rules.ts'
import { feeOf } from './fees.ts'

/**
 * Units of an order that names none (rule F37), from what is known when it is sent: the ways of the vector engine, and
 *
 * - `cash`: this fraction of the free cash, costs on top;
 * - `risk`: so many units that a move from the price to the order's stop loses this fraction of the equity.
 */
export type Sizer =
  | Sizing
  | { readonly kind: 'cash'; readonly fraction: number }
  | { readonly kind: 'risk'; readonly fraction: number }

/** `fraction` of the free cash, from above 0 to 1. */
export function fractionOfCash(fraction: number): Sizer {
  if (fraction > 0 && fraction <= 1) return Object.freeze({ kind: 'cash', fraction })
  throw new BacksweepError('option-invalid', `fractionOfCash got ${fraction}: give a fraction above 0 and up to 1.`, {
    option: 'fractionOfCash',
    value: fraction,
  })
}

/** Whether a size depends on the money there is or the price, so that it is another one when the order fills. */
export function isByMoney({ kind }: Sizer): boolean {
  return kind !== 'units' && kind !== 'risk'
}

/** What an account has when an order is sized, per unit or contract. */
export interface Means {
  readonly cash: number
  readonly equity: number
  /** Money that one unit or contract takes at the order's price, commission not included. */
  readonly unitCost: number
  /** Money that one unit or contract loses between the order's price and its stop; NaN without a stop. */
  readonly unitRisk: number
  readonly price: number
}

/** Units, 0 or more; NaN when `sizer` needs a stop and there is none. */
export function sizeOf(sizer: Sizer, { cash, equity, unitCost, unitRisk, price }: Means, rules: BrokerRules): number {
  switch (sizer.kind) {
    case 'units':
      return sizer.units // exactly what was asked for, whatever the step
    case 'amount':
      return rounded(sizer.amount / unitCost, rules.unitStep)
    case 'cash':
      return rounded((cash / unitCost) * sizer.fraction, rules.unitStep)
    case 'risk':
      return rounded((equity * sizer.fraction) / unitRisk, rules.unitStep)
    case 'all-in':
      return affordable(cash, unitCost, price, rules)
    case 'fraction':
      return affordable(Math.min(equity * sizer.fraction, cash), unitCost, price, rules)
  }
}

/** The most units that `money` pays for at `price`, commission included. */
function affordable(money: number, unitCost: number, price: number, rules: BrokerRules): number {
  const { perOrder, perUnit, fraction } = rules.commission
  const unitFee = perUnit + fraction * price * rules.multiplier
  const byRate = (money - perOrder) / (unitCost + unitFee)
  const byMinimum = (money - rules.minimumCommission) / unitCost
  let units = rounded(Math.max(0, Math.min(byRate, byMinimum)), rules.unitStep)
  // the last bit of a division may cost more than there is
  const cost = () => units * unitCost + feeOf(rules, units, units * price)
  while (units > 0 && cost() > money) units = rules.unitStep > 0 ? units - rules.unitStep : units * (1 - Number.EPSILON)
  return Math.max(0, units)
}

/** Down to a multiple of `step`; 0 leaves any fraction. */
export function rounded(units: number, step: number): number {
  return step > 0 ? Math.floor(units / step) * step : units
}
