import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  fixedCommission,
  noSlippage,
  percentCommission,
  percentSlippage,
  sumOfCommissions,
} from '../../../src/simulation/model/costs.ts'
import { equityColumn } from '../../../src/simulation/model/equity.ts'
import type { Execution } from '../../../src/simulation/model/execution.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { allIn, fixedAmount, fixedUnits, fractionOfEquity, type Sizing } from '../../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../../src/simulation/model/strategy.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { expectClose } from '../../support/close-to.ts'
import { sp500 } from '../../support/sp500.ts'

/** 21 scenarios of another engine (vectorbt): every order, trade and equity must come out the same, whatever the rule. */

interface Scenario {
  readonly name: string
  readonly params: Readonly<Record<string, number | string | boolean | readonly number[]>>
  readonly signals: Readonly<Record<string, readonly number[]>>
  readonly metrics: Readonly<Record<string, number>>
  readonly orders: { readonly rows: readonly (readonly number[])[] }
  readonly trades: { readonly rows: readonly (readonly (number | string)[])[] }
  readonly equity: { readonly rows: readonly (readonly number[])[] }
}

const golden = JSON.parse(readFileSync(new URL('../../golden/vector-scenarios.json', import.meta.url), 'utf8'))
const scenarios: readonly Scenario[] = golden.scenarios

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const execution = executionOf(scenario)
  const ledger = new Ledger()
  const actions = toActions(signalsOf(scenario), sp500.length, execution.scaling)
  new VectorEngine(ledger).run(sp500, actions, execution, 0, sp500.length)

  test('every order', () => {
    const { rows } = scenario.orders
    expect(ledger.fillCount).toBe(rows.length)
    rows.forEach(([bar, units, price, fee], k) => {
      expect(ledger.fillBar[k], `bar of order ${k}`).toBe(bar)
      expectClose(ledger.fillUnits[k], units, `units of order ${k}`)
      expectClose(ledger.fillPrice[k], price, `price of order ${k}`)
      expectClose(ledger.fillFee[k], fee, `fee of order ${k}`)
    })
  })

  test('every trade', () => {
    const { rows } = scenario.trades
    expect(ledger.tradeCount).toBe(rows.length)
    rows.forEach(([side, units, entryBar, entryPrice, entryFee, exitBar, exitPrice, exitFee, pnl, , status], k) => {
      expect(ledger.tradeSide[k], `side of trade ${k}`).toBe(side === 'long' ? 1 : -1)
      expectClose(ledger.tradeUnits[k], units as number, `units of trade ${k}`)
      expect(ledger.entryBar[k], `entry of trade ${k}`).toBe(entryBar)
      expectClose(ledger.entryPrice[k], entryPrice as number, `entry price of trade ${k}`)
      expectClose(ledger.entryFee[k], entryFee as number, `entry fee of trade ${k}`)
      expect(ledger.exitBar[k], `exit of trade ${k}`).toBe(status === 'open' ? -1 : exitBar)
      expectClose(ledger.exitPrice[k], exitPrice as number, `exit price of trade ${k}`)
      expectClose(ledger.exitFee[k], exitFee as number, `exit fee of trade ${k}`)
      expectClose(ledger.pnl[k], pnl as number, `pnl of trade ${k}`)
    })
  })

  test('the equity, bar by bar and at the end', () => {
    const equity = equityColumn(ledger, sp500.close, 0, sp500.length, execution.initialAmount)
    for (const [bar, , , value] of scenario.equity.rows) expectClose(equity[bar], value, `equity on bar ${bar}`)
    expectClose(equity[sp500.length - 1], scenario.metrics.final_value, 'final value')
  })
})

function executionOf({ params }: Scenario): Execution {
  return {
    initialAmount: 10_000,
    fillAt: params.price === 'next open' ? 'next-open' : 'close',
    sizing: sizingOf(params),
    unitStep: Number(params.size_granularity ?? 0),
    scaling: params.accumulate === 'addonly' ? 'in' : params.accumulate === 'both' ? 'in-and-out' : 'none',
    commission: sumOfCommissions([
      percentCommission(params.fees as number),
      fixedCommission(Number(params.fixed_fees ?? 0)),
    ]),
    // the rule of rsi_stop_5_take_10 and its like measures levels from the close of the entry bar, whatever the fill
    slippage: params.slippage === undefined ? noSlippage : percentSlippage(params.slippage as number),
    stopReference: params.stop_entry_price === 'fillprice' ? 'fill' : 'close',
    stopSlippage: params.stop_exit_price === 'stopmarket' ? 'all' : 'none',
    compatibility: 'vectorbt',
  }
}

function sizingOf({ size, size_type }: Scenario['params']): Sizing {
  if (size === undefined) return allIn
  if (size_type === 'percent') return fractionOfEquity(size as number)
  return size_type === 'value' ? fixedAmount(size as number) : fixedUnits(size as number)
}

function signalsOf({ params, signals }: Scenario): StrategySignals {
  if (params.targets !== undefined)
    return { targetWeight: weights(params.targets as readonly number[], params.every as number) }
  const entries = onBars(signals.entries)
  const exits = onBars(signals.exits)
  const stops = {
    ...(params.sl_trail ? { trailingStop: params.sl_stop as number } : { stopLoss: Number(params.sl_stop ?? 0) }),
    takeProfit: Number(params.tp_stop ?? 0),
  }
  if (params.direction === 'shortonly') return { enterShort: entries, exitShort: exits, ...stops }
  if (params.direction === 'both') return { enterLong: entries, enterShort: exits, ...stops }
  if (signals.short_entries === undefined) return { enterLong: entries, exitLong: exits, ...stops }
  return {
    enterLong: entries,
    exitLong: exits,
    enterShort: onBars(signals.short_entries),
    exitShort: onBars(signals.short_exits),
    ...stops,
  }
}

function onBars(bars: readonly number[]): Uint8Array {
  const signal = new Uint8Array(sp500.length)
  for (const bar of bars) signal[bar] = 1
  return signal
}

function weights(targets: readonly number[], every: number): Float64Array {
  return Float64Array.from(sp500.close, (_, t) => (t % every === 0 ? targets[(t / every) % targets.length] : NaN))
}
