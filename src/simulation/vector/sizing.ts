import { BacksweepError } from '../../base/errors.ts'
import type { Execution } from '../model/execution.ts'

/** What stands around the position that an order is for: the rest of its portfolio and what its rules ask (F43, F47, F49). */
export interface Surroundings {
  /** Worth of the positions in other symbols; of short ones negative. */
  worth: number
  /** The same, short ones positive too. */
  gross: number
  /** Cash that is kept for the short positions in other symbols. */
  reserve: number
  /** Of the size by F7, how much the entry takes. */
  part: number
  /** Most that all positions together may be worth, as a multiple of the equity. */
  maxExposure: number
}

/** Of the only position of an account. */
export const alone: Readonly<Surroundings> = Object.freeze({
  worth: 0,
  gross: 0,
  reserve: 0,
  part: 1,
  maxExposure: Infinity,
})

/** Part of a position that rounding may leave of it when it is closed in parts, whatever the equity is then. */
export const roundingLeft = 1e-9

/** Whether `units` are worth so little of the equity (F8) that they are what rounding left over, not an order or a position. */
export function isDust(units: number, price: number, equity: number): boolean {
  return !(Math.abs(units) * price > 1e-9 * equity)
}

/** Money that a fill of `units` (positive) at `price` pays in commission. */
export function feeOf({ commission }: Execution, units: number, price: number): number {
  return commission.perOrder + (commission.perUnit + commission.fraction * price) * units
}

/**
 * Units (positive) that an entry opens on `side` at `price`, rules F7 and F8; 0 when there is no money for any.
 *
 * @param account cash and units before the fill: a position on the other side is closed by the same order.
 */
export function entryUnits(
  execution: Execution,
  account: { readonly cash: number; readonly units: number },
  side: 1 | -1,
  price: number,
  around: Readonly<Surroundings> = alone,
): number {
  const { commission, sizing } = execution
  const unitCost = price + commission.perUnit + commission.fraction * price
  const closing = account.units * side < 0 ? Math.abs(account.units) : 0
  const held = closing > 0 ? 0 : Math.abs(account.units)
  // what the closing part of a reversal leaves; the fee per order is charged once, with the opening part
  const cash = closing > 0 ? account.cash + account.units * price - (unitCost - price) * closing : account.cash
  const own = cash + side * held * price
  const equity = own + around.worth

  let units: number
  if (sizing.kind === 'units') units = sizing.units
  else if (sizing.kind === 'amount') units = sizing.amount / price
  else if (sizing.kind === 'risk') units = (sizing.fraction * equity) / (price * sizing.stopLoss)
  else {
    const free = (side > 0 ? cash : own - held * price) - around.reserve
    const budget = sizing.kind === 'all-in' ? free : sizing.fraction * equity
    units = (budget - commission.perOrder) / unitCost
  }
  units *= around.part
  if (around.maxExposure < Infinity) {
    units = Math.min(units, (around.maxExposure * equity - around.gross) / price - held)
  }
  if (side > 0 && (sizing.kind !== 'all-in' || around.part > 1)) {
    units = Math.min(units, (cash - around.reserve - commission.perOrder) / unitCost)
  }
  units = roundDown(units, execution.unitStep)
  if (side > 0) units = cutToCash(execution, account.cash - around.reserve, closing, units, price)
  return units > 0 && !isDust(units, price, equity) ? units : 0
}

/**
 * Units (signed) that bring the position to `weight` of the equity at `price` (rule F15). Buying back a
 * short is never cut; what is bought beyond that is cut to the cash. Of an account without equity any share is nothing.
 */
export function rebalancingUnits(
  execution: Execution,
  account: { readonly cash: number; readonly units: number },
  weight: number,
  price: number,
  { worth, reserve }: Readonly<Surroundings> = alone,
): number {
  if (weight === 0) return -account.units
  const { units: held } = account
  const cash = account.cash - reserve
  const equity = Math.max(0, account.cash + held * price + worth)
  const wanted = (weight * equity - held * price) / price
  const step = execution.unitStep
  const closing = Math.max(0, -held)
  if (wanted <= closing) return Math.sign(wanted) * roundDown(Math.abs(wanted), step)
  const { commission } = execution
  const unitCost = price + commission.perUnit + commission.fraction * price
  const affordable = (cash - commission.perOrder) / unitCost - closing
  return closing + cutToCash(execution, cash, closing, roundDown(Math.min(wanted - closing, affordable), step), price)
}

/** Largest multiple of `step` up to `units`, forgiving the rounding of `units / step` (0.3 is 3 steps of 0.1). */
function roundDown(units: number, step: number): number {
  return step === 0 ? units : Math.floor((units / step) * (1 + 1e-12)) * step
}

/**
 * The most of `units` that can be bought, after `closing` units of a short, with `cash`: what is missing is
 * taken off until the booked sum is covered to the last bit, so that buying never leaves cash at -1e-12.
 */
export function cutToCash(execution: Execution, cash: number, closing: number, units: number, price: number): number {
  let left = units
  while (left > 0) {
    const missing = (closing + left) * price + feeOf(execution, closing + left, price) - cash
    if (!(missing > 0)) break
    const less = (2 * missing) / price
    left -= execution.unitStep > 0 ? Math.ceil(less / execution.unitStep) * execution.unitStep : less
  }
  return Math.max(0, left)
}

/** The price an order on `side` (+1 buys, -1 sells) gets when the market quotes `quote`. */
export function slipped(quote: number, side: number, { slippage }: Execution, bar: number): number {
  const price = quote + side * (quote * slippage.fraction + slippage.perUnit)
  if (price > 0) return price
  throw new BacksweepError(
    'simulation-failed',
    `A sale on bar ${bar} would get ${price} for a quote of ${quote}: the slippage of ${slippage.perUnit} a unit is larger than the price; use percentSlippage or a smaller amount.`,
    { bar, quote, price },
  )
}
