import { fillReasons } from '../../src/simulation/model/account.ts'
import { noCommission, noSlippage } from '../../src/simulation/model/costs.ts'
import type { Execution } from '../../src/simulation/model/execution.ts'
import type { Ledger } from '../../src/simulation/model/ledger.ts'
import { fixedUnits } from '../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../src/simulation/model/strategy.ts'

/** Backtests small enough to check by hand: one unit at a time, without costs, unless said otherwise. */

/** Signals that are drawn as text: '.' is no, anything else is yes. */
export function signalsOf(drawn: object): StrategySignals {
  const entries = Object.entries(drawn).map(([name, value]) => [
    name,
    typeof value === 'string' ? [...value].map((c) => c !== '.') : value,
  ])
  return Object.fromEntries(entries)
}

export function plainExecution(options: Partial<Execution>): Execution {
  return {
    initialAmount: 1000,
    fillAt: 'next-open',
    sizing: fixedUnits(1),
    unitStep: 0,
    scaling: 'none',
    commission: noCommission,
    slippage: noSlippage,
    stopReference: 'fill',
    stopSlippage: 'market',
    compatibility: 'none',
    ...options,
  }
}

/** Bar, units, price and reason of every fill. */
export function fillsOf(ledger: Ledger): (number | string)[][] {
  return Array.from({ length: ledger.fillCount }, (_, k) => [
    ledger.fillBar[k],
    ledger.fillUnits[k],
    ledger.fillPrice[k],
    fillReasons[ledger.fillReason[k]],
  ])
}
