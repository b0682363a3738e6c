import type { Column } from '../../data/column.ts'
import type { Ledger } from './ledger.ts'

/**
 * Equity at the close of every bar of [from, to), from a ledger's fills: cash + units × close (rule F18).
 *
 * @param into an array of at least `to - from` numbers to write to
 */
export function equityColumn(
  ledger: Ledger,
  close: Column,
  from: number,
  to: number,
  initialAmount: number,
  into: Float64Array = new Float64Array(to - from),
): Float64Array {
  const equity = into.subarray(0, to - from)
  let cash = initialAmount
  let units = 0
  let k = 0
  for (let t = from; t < to; t++) {
    for (; k < ledger.fillCount && ledger.fillBar[k] <= t; k++) {
      cash = ledger.cashAfter[k]
      units = ledger.unitsAfter[k]
    }
    equity[t - from] = cash + units * close[t]
  }
  return equity
}

/** The equity of several symbols: what `equityColumn` is for one. */
export interface PortfolioEquity {
  /** At the close of every bar: cash + units × close over all symbols, cash flows included. */
  readonly equity: Float64Array
  /** Bars with any position at their close. */
  readonly barsInPosition: number
}

/**
 * Replays the ledger of a portfolio over the bars [from, to) of `closes`, which are the symbols' last closes known (rules F18 and F43).
 * A symbol that is not held may have NaN.
 *
 * @param into an array of at least `to - from` numbers to write to
 */
export function portfolioEquity(
  ledger: Ledger,
  closes: readonly Column[],
  { from, to, initialAmount }: { readonly from: number; readonly to: number; readonly initialAmount: number },
  into: Float64Array = new Float64Array(to - from),
): PortfolioEquity {
  const { fillCount, fillBar, fillSymbol, cashAfter, unitsAfter, flowCount, flowBar, flowAmount } = ledger
  const equity = into.subarray(0, to - from)
  const units = new Float64Array(closes.length)
  let cash = initialAmount
  let barsInPosition = 0
  let fill = 0
  let flow = 0
  for (let t = from; t < to; ) {
    for (; flow < flowCount && flowBar[flow] <= t; flow++) cash += flowAmount[flow]
    for (; fill < fillCount && fillBar[fill] <= t; fill++) {
      cash = cashAfter[fill]
      units[fillSymbol[fill]] = unitsAfter[fill]
    }
    const end = Math.min(to, fill < fillCount ? fillBar[fill] : to, flow < flowCount ? flowBar[flow] : to)
    equity.fill(cash, t - from, end - from)
    let holds = false
    for (let k = 0; k < closes.length; k++) {
      const held = units[k]
      if (held === 0) continue
      holds = true
      const close = closes[k]
      for (let i = t; i < end; i++) equity[i - from] += held * close[i]
    }
    if (holds) barsInPosition += end - t
    t = end
  }
  return { equity, barsInPosition }
}

/**
 * What the initial amount grows to by the time-weighted returns of an equity with cash flows (rule F51): the return of a bar is equity /
 * (equity before + flow) - 1. In place; without flows nothing changes.
 */
export function withoutFlows(equity: Float64Array, ledger: Ledger, from: number, initialAmount: number): Float64Array {
  const { flowCount, flowBar, flowAmount } = ledger
  if (flowCount === 0) return equity
  let flow = 0
  let before = initialAmount
  let grown = initialAmount
  for (let i = 0; i < equity.length; i++) {
    let base = before
    for (; flow < flowCount && flowBar[flow] - from <= i; flow++) base += flowAmount[flow]
    before = equity[i]
    if (base > 0) grown *= before / base
    equity[i] = grown
  }
  return equity
}
