import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { measuredEquity } from '../../support/measured.ts'

/**
 * Cases of empyrical-reloaded's own tests, where its conventions are ours. They may not be copied into the project,
 * so the tests are skipped, with the reason in their name, where ../shared is absent.
 *
 * Left out: cases that expect NaN (we have null or Infinity), annual growth with a NaN among the returns (empyrical
 * counts that bar as time), Sharpe of a flat line (Infinity there, null here), benchmarks, several columns,
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

    const equity = [1]
    for (const r of fixtures[item.returns].filter((value) => value !== 'NaN')) {
      equity.push(equity[equity.length - 1] * (1 + Number(r) - subtracted))
    }
    const found = measuredEquity(equity, { periodsPerYear })[metric]

    if (item.expected === 'Infinity') expect(found).toBe(Infinity)
    else expect(found).toBeCloseTo(sign * Number(item.expected), decimals)
  })

  /** A number, or the one number that a flat line consists of. */
  function constant(text: string): number {
    return Number(fixtures[text]?.[0] ?? text)
  }
})
