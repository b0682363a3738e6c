import type { BrokerRules } from './broker-rules.ts'
import type { Order } from './order.ts'

/** Commission of `units` that were traded for the sum `value` of units × price (rule F31). */
export function feeOf(rules: BrokerRules, units: number, value: number): number {
  if (units === 0) return 0
  const { fraction, perUnit, perOrder } = rules.commission
  return Math.max(rules.minimumCommission, perOrder + perUnit * units + fraction * value * rules.multiplier)
}

/**
 * Commission of the next fill of `order`, which closes `closing` and opens `opening` units: what the whole order costs now
 * less what it has paid, so that a fee per order and a minimum are paid once. backtrader charges every fill, and the two
 * parts of a reversal, by themselves.
 */
export function feeOfFill(rules: BrokerRules, order: Order, closing: number, opening: number, price: number): number {
  if (rules.backtrader) return feeOf(rules, closing, closing * price) + feeOf(rules, opening, opening * price)
  const units = closing + opening
  const paid = feeOf(rules, order.filled, order.filledValue)
  return feeOf(rules, order.filled + units, order.filledValue + units * price) - paid
}
