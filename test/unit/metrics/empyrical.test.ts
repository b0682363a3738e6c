import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { measuredEquity } from '../../support/measured.ts'

/**
 * Cases of empyrical-reloaded's own tests, where its conventions are ours. They may not be copied into the project,
 * so the tests are skipped, with the reason in their name, where ../shared is absent.
 *
 * Left out: cases that expect NaN (we have null or Infinity), annual growth with a NaN among the returns (empyrical
 * counts that bar as time), Sharpe of a flat line (Infinity there, null here), capture ratios, several columns,
 * rolling windows.
 */
interface Case {
  test: string
  returns: string
  expected: unknown
  period?: 'daily' | 'weekly' | 'monthly' | 'yearly'
  risk_free?: string
  required_return?: string | number
  factor_returns?: string
  benchmark?: string
  decimal_places?: number
  starting_value?: number
}

interface Comparison {
  metric: string
  of?: (item: Case) => boolean
  sign?: -1
  periodsPerYear?: number
  /** Decimals that the case states, where they are not the usual seven or more. */
  decimals?: number
}

const comparisons: Record<string, Comparison> = {
  test_cum_returns_final: { metric: 'totalReturn', of: ({ starting_value }) => starting_value === 0, decimals: 4 },
  test_max_drawdown: { metric: 'maxDrawdown', sign: -1 },
  test_annual_ret: { metric: 'cagr', of: ({ returns }) => returns !== 'mixed_returns' },
  test_cagr: { metric: 'cagr', of: ({ returns }) => returns !== 'mixed_returns' },
  test_annual_volatility: { metric: 'volatility' },
  test_calmar: { metric: 'calmar', of: ({ returns }) => returns !== 'mixed_returns' },
  test_sharpe_ratio: { metric: 'sharpe', of: (item) => item.risk_free === '0.0' && item.returns !== 'flat_line_1' },
  test_excess_sharpe: { metric: 'sharpe', of: ({ factor_returns }) => factor_returns === '0.0', periodsPerYear: 1 },
  test_sortino: { metric: 'sortino', of: ({ required_return }) => required_return === '0.0' },
  test_omega: { metric: 'omega', of: ({ required_return }) => required_return === 0 },
  test_tail_ratio: { metric: 'tailRatio', decimals: 1 }, // as in empyrical's own test: 0.947 where the quotient is 0.956
}

const periods = { daily: 252, weekly: 52, monthly: 12, yearly: 1 }
const file = new URL('../../../../shared/acceptance/external/empyrical_cases.json', import.meta.url)

describe.skipIf(!existsSync(file))('empyrical (skipped without ../shared/acceptance/external)', () => {
  const { cases, fixtures }: { cases: Case[]; fixtures: Record<string, (number | string)[]> } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { cases: [], fixtures: {} }

  const comparable = cases.filter((item) => {
    const comparison = comparisons[item.test]
    const isNumber = typeof item.expected === 'number' || item.expected === 'Infinity'
    return comparison && isNumber && item.returns in fixtures && (comparison.of?.(item) ?? true)
  })

  test('most cases of these metrics are comparable', () => {
    expect(comparable.length).toBeGreaterThanOrEqual(30)
  })

  test.each(comparable)('$test of $returns is $expected', (item) => {
    const { metric, sign = 1, periodsPerYear = periods[item.period ?? 'daily'], decimals = 7 } = comparisons[item.test]
    const subtracted = Number(item.test === 'test_omega' ? constant(item.risk_free ?? '0') : 0)

    const equity = equityOf(item.returns, subtracted)
    const found = measuredEquity(equity, { periodsPerYear })[metric]

    if (item.expected === 'Infinity') expect(found).toBe(Infinity)
    else expect(found).toBeCloseTo(sign * Number(item.expected), decimals)
  })

  const ofBenchmark: Record<string, readonly string[]> = {
    test_alpha_beta: ['alphaCompounded', 'beta'],
    test_alpha: ['alphaCompounded'],
    test_beta: ['beta'],
    test_batting_average: ['beatRate'],
  }
  const withBenchmark = cases
    .filter(({ test }) => test in ofBenchmark)
    .map((item) => ({ ...item, numbers: [item.expected].flat().slice(0, ofBenchmark[item.test].length) }))
    .filter(({ numbers }) => numbers.every((value) => typeof value === 'number'))

  test('most cases with a benchmark are comparable', () => {
    expect(withBenchmark.length).toBeGreaterThanOrEqual(14)
  })

  test.each(withBenchmark)('$test of $returns against $benchmark is $expected', (item) => {
    const names = ofBenchmark[item.test]
    const [, ...benchmark] = equityOf(item.benchmark ?? '')
    const options = { periodsPerYear: 252, benchmark: Float64Array.from(benchmark) }
    const found = measuredEquity(equityOf(item.returns), options, names)
    for (const [i, name] of names.entries()) {
      const distance = Math.abs((found[name] ?? NaN) - Number(item.numbers[i]))
      expect(distance, name).toBeLessThan(1.5 * 10 ** -(item.decimal_places ?? 6)) // as numpy compares decimals
    }
  })

  /** Grown by the returns that a case names, in Python: 'noise', '2 * noise', '-noise', 'noise[1:]'. NaNs are left out. */
  function equityOf(text: string, subtracted = 0): number[] {
    const [, factor, name, slice] = /^(-|2 \* )?(\w+?)(?:_df)?(\[1:\])?$/.exec(text) ?? []
    const times = factor === undefined ? 1 : factor === '-' ? -1 : 2
    const equity = [1]
    for (const r of fixtures[name].slice(slice === undefined ? 0 : 1).filter((value) => value !== 'NaN')) {
      equity.push(equity[equity.length - 1] * (1 + times * Number(r) - subtracted))
    }
    return equity
  }

  /** A number, or the one number that a flat line consists of. */
  function constant(text: string): number {
    return Number(fixtures[text]?.[0] ?? text)
  }
})
