import type { Column } from '../../data/column.ts'
import type { Ledger } from './ledger.ts'

/** Equity at the close of every bar of [from, to), from a ledger's fills: cash + units × close (rule F18). */
export function equityColumn(
  ledger: Ledger,
  close: Column,
  from: number,
  to: number,
  initialAmount: number,
): Float64Array {
  const equity = new Float64Array(to - from)
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
