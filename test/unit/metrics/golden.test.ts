import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectNear, type FillRow, ledgerOf, measured, measuredEquity, type TradeRow } from '../../support/measured.ts'
import { sp500 } from '../../support/sp500.ts'

/**
 * Reference numbers of test/golden (metadata.json says where they are from): metrics of whole equity series by
 * plain formulas, and of 21 backtests by vectorbt. They have 12 significant digits, and so have the orders that the equity
 * of those backtests is rebuilt from: hence 1e-9 absolutely as well as relatively there.
 */
interface Table {
  columns: string[]
  rows: (number | string)[][]
}

const close = Array.from(sp500.close)

describe('metrics.json', () => {
  const { columns, rows } = golden<Table>('metrics.json')
  const series = golden<Table>('metrics-equity.json')

  for (const column of columns.slice(1)) {
    test(`measure(${column}) equals the plain formulas`, () => {
      const at = series.columns.indexOf(column)
      const equity = at < 0 ? close : series.rows.map((row) => row[at] as number)
      const expected = Object.fromEntries(rows.map((row) => [row[0], row[columns.indexOf(column)] as number]))
      const values = measuredEquity(equity)

      for (const [name, reference] of Object.entries(referenceNames)) {
        expectNear(values[name], expected[reference], name)
      }
      expectNear(values.maxDrawdown, -expected.max_drawdown, 'maxDrawdown')
      expectNear(
        measuredEquity(equity, { riskFreeRate: 0.027 }).sharpe,
        expected.sharpe_rf2_7_geometric,
        'sharpe at 2.7 %',
      )
      const benchmark = Float64Array.from(close.slice(1), (price) => (price / close[0]) * equity[0]) // no return of bar 0
      const compared = measuredEquity(equity, { benchmark }, 'benchmark')
      for (const [name, reference] of Object.entries(benchmarkNames)) {
        expectNear(compared[name], expected[reference], name, column === 'benchmark_close' ? 1e-12 : 0)
      }
      expect(values.maxDrawdownDuration).toBe(expected.max_drawdown_duration_bars)
      expect(values.longestUnderwater).toBe(expected.longest_underwater_bars)
    })
  }

  const referenceNames = {
    totalReturn: 'total_return',
    cagr: 'cagr',
    volatility: 'volatility',
    sharpe: 'sharpe_rf0',
    sortino: 'sortino',
    calmar: 'calmar',
    omega: 'omega_0',
    ulcerIndex: 'ulcer_index',
    skew: 'skew_population',
    kurtosis: 'kurtosis_excess_population',
    valueAtRisk: 'var_95',
    conditionalValueAtRisk: 'cvar_95',
    tailRatio: 'tail_ratio',
    bestReturn: 'best_day',
    worstReturn: 'worst_day',
  }
  const benchmarkNames = {
    beta: 'beta',
    alpha: 'alpha_arithmetic',
    alphaCompounded: 'alpha_compounded',
    benchmarkCorrelation: 'correlation',
  }
})

describe('vector-scenarios.json', () => {
  interface Scenario {
    name: string
    orders: Table
    trades: Table
    metrics: Record<string, number | null>
  }
  const { init_cash: initialAmount, scenarios } = golden<{ init_cash: number; scenarios: Scenario[] }>(
    'vector-scenarios.json',
  )

  test.each(scenarios)('measure($name) equals vectorbt', ({ orders, trades, metrics: expected }) => {
    const ledger = ledgerOf(initialAmount, fillsOf(orders), tradesOf(trades))
    const values = measured(ledger, close, { initialAmount })

    for (const [name, reference] of Object.entries(referenceNames)) {
      expectNear(values[name], expected[reference], name, 1e-9)
    }
    expectNear(values.maxDrawdown, -(expected.max_drawdown ?? NaN), 'maxDrawdown')
  })

  const referenceNames = {
    finalValue: 'final_value',
    totalReturn: 'total_return',
    cagr: 'annual_return',
    volatility: 'annual_volatility',
    sharpe: 'sharpe',
    sortino: 'sortino',
    calmar: 'calmar',
    omega: 'omega',
    tailRatio: 'tail_ratio',
    valueAtRisk: 'value_at_risk_5',
    conditionalValueAtRisk: 'cond_value_at_risk_5',
    exposure: 'position_coverage',
    trades: 'trades',
    winRate: 'win_rate',
    profitFactor: 'profit_factor',
    expectancy: 'expectancy',
    sqn: 'sqn',
    feesPaid: 'total_fees',
  }

  function fillsOf({ columns, rows }: Table): FillRow[] {
    let held = 0
    return rows.map((row) => {
      const cell = (name: string) => row[columns.indexOf(name)] as number
      held += cell('size')
      if (Math.abs(held) < 1e-9) held = 0 // sizes have 12 digits: a position that was closed leaves a rest
      return { bar: cell('bar'), units: cell('size'), price: cell('price'), fee: cell('fees'), unitsAfter: held }
    })
  }

  function tradesOf({ columns, rows }: Table): TradeRow[] {
    return rows.map((row) => {
      const cell = (name: string) => row[columns.indexOf(name)] as number
      return {
        units: cell('size'),
        entryBar: cell('entry_bar'),
        entryPrice: cell('entry_price'),
        exitBar: row[columns.indexOf('status')] === 'open' ? -1 : cell('exit_bar'),
        pnl: cell('pnl'),
      }
    })
  }
})

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../golden/${name}`, import.meta.url), 'utf8')) as T
}
