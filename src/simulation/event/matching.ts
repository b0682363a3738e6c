import type { BrokerRules } from './broker-rules.ts'
import type { Order } from './order.ts'

/*
 * At which price an order fills on a bar: rules F21 to F25 and F29 of docs/execution-model.md.
 *
 * All is written for buys. A sale is a buy at negated prices, for which higher is worse and the high is the low.
 */

/** Price of the fill, NaN for none. Marks a stop-limit order as triggered; touches nothing else. */
export function fillPrice(
  order: Order,
  open: number,
  high: number,
  low: number,
  close: number,
  rules: BrokerRules,
): number {
  return order.side > 0
    ? buyPrice(order, open, high, low, close, rules)
    : -buyPrice(order, -open, -low, -high, -close, rules)
}

function buyPrice(order: Order, open: number, high: number, low: number, close: number, rules: BrokerRules): number {
  const price = order.side * order.price
  switch (order.kind) {
    case 'market':
      return slipped(open, high, rules.slipOpen, rules)
    case 'close':
      return slipped(close, high, rules.slipClose, rules)
    case 'limit':
      return limited(order.side, price, open, high, low, rules)
    case 'stop':
    case 'stop-trail':
      if (open >= price) return slipped(open, high, rules.slipOpen, rules)
      return high >= price ? slipped(price, high, true, rules) : NaN
    case 'stop-limit':
    case 'stop-trail-limit':
      return stopLimited(order, price, open, high, low, close, rules)
  }
}

function limited(side: 1 | -1, limit: number, open: number, high: number, low: number, rules: BrokerRules): number {
  if (limit < open) return limit >= low ? limit : NaN
  const cap = rules.backtrader && side < 0 ? limit : Math.min(high, limit)
  return slippedLimit(open, cap, limit, rules.slipOpen, rules)
}

function stopLimited(
  order: Order,
  stop: number,
  open: number,
  high: number,
  low: number,
  close: number,
  rules: BrokerRules,
): number {
  const limit = order.side * order.limitPrice
  if (order.triggered) return limited(order.side, limit, open, high, low, rules)
  if (open >= stop) {
    order.triggered = true
    return limited(order.side, limit, open, high, low, rules)
  }
  if (high < stop) return NaN
  order.triggered = true
  if (limit >= stop) return slippedLimit(stop, rules.backtrader ? high : Math.min(high, limit), limit, true, rules)
  // the price came back from the stop to the limit for sure only when it closed there (F24)
  const back = rules.backtrader ? open > close && limit >= close : limit >= close
  return back ? limit : NaN
}

/** Whether the order, untouched so far, fills at the open of a bar. */
export function fillsAtOpen(order: Order, open: number): boolean {
  const at = order.side * open
  const price = order.side * order.price
  const limit = order.side * order.limitPrice
  switch (order.kind) {
    case 'market':
      return true
    case 'close':
      return false
    case 'limit':
      return price >= at
    case 'stop':
    case 'stop-trail':
      return at >= price
    case 'stop-limit':
    case 'stop-trail-limit':
      return limit >= at && (order.triggered || at >= price)
  }
}

/** Market and stop fills: beyond the bar's high they get the high, nothing, or the price that never was, by the rules (F29). */
function slipped(price: number, high: number, slips: boolean, rules: BrokerRules): number {
  if (!slips || !rules.slips) return price
  const worse = worsened(price, rules)
  if (worse <= high) return worse
  return rules.slipMatch ? (rules.slipOut ? worse : high) : NaN
}

/** A limit order is never filled beyond its limit; with backtrader's rules the cap is another and `slipOut` goes beyond it. */
function slippedLimit(price: number, cap: number, limit: number, slips: boolean, rules: BrokerRules): number {
  if (!slips || !rules.slips) return price
  const worse = worsened(price, rules)
  if (worse <= cap) return worse
  if (!rules.slipMatch && !rules.slipLimit) return NaN
  if (!rules.slipOut) return cap
  return rules.backtrader ? worse : Math.min(worse, limit)
}

function worsened(price: number, rules: BrokerRules): number {
  return price + Math.abs(price) * rules.slippage.fraction + rules.slippage.perUnit
}
