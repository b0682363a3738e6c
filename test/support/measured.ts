import { expect } from 'vitest'
import { markConstant } from '../../src/data/column.ts'
import { type MeasureOptions, MeasureScratch, measure } from '../../src/metrics/measure.ts'
import { resolveMetrics } from '../../src/metrics/resolve.ts'
import { Ledger } from '../../src/simulation/model/ledger.ts'

/** Small ledgers by hand, and their metrics by name. */

export interface FillRow {
  bar: number
  units: number
  price: number
  fee?: number
  /** Left out: booked from the amounts before. */
  cashAfter?: number
  unitsAfter?: number
}

export interface TradeRow {
  units?: number
  entryBar?: number
  entryPrice?: number
  /** -1: still open. */
  exitBar?: number
  pnl: number
}

export function ledgerOf(initialAmount: number, fills: readonly FillRow[], trades: readonly TradeRow[] = []): Ledger {
  const ledger = new Ledger()
  let cash = initialAmount
  let held = 0
  for (const { bar, units, price, fee = 0, cashAfter, unitsAfter } of fills) {
    cash = cashAfter ?? cash - units * price - fee
    held = unitsAfter ?? held + units
    const k = ledger.addFill()
    ledger.fillBar[k] = bar
    ledger.fillUnits[k] = units
    ledger.fillPrice[k] = price
    ledger.fillFee[k] = fee
    ledger.cashAfter[k] = cash
    ledger.unitsAfter[k] = held
  }
  for (const { units = 1, entryBar = 0, entryPrice = 100, exitBar = 1, pnl } of trades) {
    const k = ledger.addTrade()
    ledger.tradeSide[k] = 1
    ledger.tradeUnits[k] = units
    ledger.entryBar[k] = entryBar
    ledger.entryPrice[k] = entryPrice
    ledger.exitBar[k] = exitBar
    ledger.pnl[k] = pnl
  }
  return ledger
}

export type Values = Readonly<Record<string, number | null>>

/** Metrics by name. The scratch is new each time, unless the test is about using it again. */
export function measured(
  ledger: Ledger,
  close: ArrayLike<number>,
  options: Partial<MeasureOptions> = {},
  asked: Parameters<typeof resolveMetrics>[0] = 'default',
  scratch = new MeasureScratch(),
): Values {
  const { names, needs, compute } = resolveMetrics(asked)
  const all = { from: 0, to: close.length, initialAmount: 100, periodsPerYear: 252, riskFreeRate: 0, ...options }
  const values = compute(measure(ledger, markConstant(Float64Array.from(close)), all, needs, scratch))
  return Object.fromEntries(names.map((name, i) => [name, values[i]]))
}

/** Metrics of an account whose equity is the series: one unit and no cash from bar 1 on, `equity[0]` before. */
export function measuredEquity(
  equity: readonly number[],
  options: Partial<MeasureOptions> = {},
  asked: Parameters<typeof resolveMetrics>[0] = 'default',
): Values {
  const bought = { bar: 1, units: 1, price: equity[0], cashAfter: 0, unitsAfter: 1 }
  const fills = equity.length > 1 ? [bought] : []
  return measured(ledgerOf(equity[0], fills), equity, { from: 1, initialAmount: equity[0], ...options }, asked)
}

/** Within 1e-9 of the expected value, relatively; null, infinities and 0 must be the same. */
export function expectNear(actual: number | null, expected: number | null, what: string, absolute = 0): void {
  if (expected === null || actual === null || !Number.isFinite(expected)) {
    expect(actual, what).toBe(expected)
  } else {
    const allowed = 1e-9 * Math.abs(expected) + absolute
    expect(Math.abs(actual - expected) <= allowed, `${what} is ${actual}, not ${expected}`).toBe(true)
  }
}
