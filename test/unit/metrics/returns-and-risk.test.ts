import { describe, expect, test } from 'vitest'
import { expectNear, ledgerOf, measured, measuredEquity, type Values } from '../../support/measured.ts'

/** Equity of 1 that grows by the returns given. */
function ofReturns(returns: readonly number[], options: Parameters<typeof measuredEquity>[1] = {}): Values {
  const equity = [1]
  for (const r of returns) equity.push(equity[equity.length - 1] * (1 + r))
  return measuredEquity(equity, options)
}

describe('returns', () => {
  test('totalReturn(100 -> 150) is a fraction', () => {
    expect(measuredEquity([100, 120, 150]).totalReturn).toBe(0.5)
  })

  test('cagr(periodsPerYear bars) is the total return; of half as many it is compounded twice', () => {
    expectNear(measuredEquity([100, 110, 121, 115, 121], { periodsPerYear: 4 }).cagr, 0.21, 'a year')
    expectNear(measuredEquity([100, 110, 121], { periodsPerYear: 4 }).cagr, 1.21 ** 2 - 1, 'half a year')
  })

  test('cagr(a move of 1e-13) keeps its digits', () => {
    const final = 3 + 2 ** -43
    expectNear(measuredEquity([3, final], { periodsPerYear: 1 }).cagr, 2 ** -43 / 3, 'cagr')
  })

  test('cagr(a growth beyond all numbers) is infinite, not NaN', () => {
    expect(measuredEquity([1, 1e3, 1e6], { periodsPerYear: 252 })).toMatchObject({ cagr: Infinity, calmar: Infinity })
  })
})

describe('ratios to the deviation', () => {
  const returns = [0.01, -0.02, 0.03, 0]
  const m = 0.005
  const s = Math.sqrt((0.005 ** 2 + 0.025 ** 2 + 0.025 ** 2 + 0.005 ** 2) / 3)

  test('volatility and sharpe take the sample deviation and the root of the year', () => {
    expectNear(ofReturns(returns).volatility, s * Math.sqrt(252), 'volatility')
    expectNear(ofReturns(returns).sharpe, (m / s) * Math.sqrt(252), 'sharpe')
  })

  test('sharpe(riskFreeRate) subtracts the annual rate, converted geometrically', () => {
    const perBar = 1.1 ** (1 / 12) - 1
    const { sharpe } = ofReturns(returns, { riskFreeRate: 0.1, periodsPerYear: 12 })
    expectNear(sharpe, ((m - perBar) / s) * Math.sqrt(12), 'sharpe')
  })

  test('sortino counts only what falls short of the risk-free return, over all bars', () => {
    expectNear(ofReturns(returns).sortino, (m / Math.sqrt(0.02 ** 2 / 4)) * Math.sqrt(252), 'at 0')
    const f = 1.1 ** (1 / 12) - 1
    const d = Math.sqrt(((0.02 + f) ** 2 + f ** 2) / 4)
    const { sortino } = ofReturns(returns, { riskFreeRate: 0.1, periodsPerYear: 12 })
    expectNear(sortino, ((m - f) / d) * Math.sqrt(12), 'at 10 % a year')
  })

  test('sortino(no return below the risk-free one) is Infinity', () => {
    expect(ofReturns([0.01, 0, 0.02]).sortino).toBe(Infinity)
  })

  test('omega(no losses) is Infinity, omega(no gains) 0, omega(neither) null', () => {
    expect(ofReturns([0.01, 0.02]).omega).toBe(Infinity)
    expect(ofReturns([-0.01, -0.02]).omega).toBe(0)
    expect(ofReturns([0, 0]).omega).toBeNull()
    expectNear(ofReturns(returns).omega, 0.04 / 0.02, 'omega')
  })

  test('skew and kurtosis are those of the population, kurtosis above the normal 3', () => {
    // Returns 0, 0, 0, 1: m = 1/4, m2 = 3/16, m3 = 3/32, m4 = 21/256.
    const { skew, kurtosis } = ofReturns([0, 0, 0, 1])
    expectNear(skew, 3 / 32 / (3 / 16) ** 1.5, 'skew')
    expectNear(kurtosis, 21 / 256 / (3 / 16) ** 2 - 3, 'kurtosis')
  })
})

describe('too little spread to divide by', () => {
  const ratios = ['sharpe', 'sortino', 'skew', 'kurtosis']

  test('fewer than two returns: null, and volatility too', () => {
    for (const values of [ofReturns([]), ofReturns([0.1]), ofReturns([-0.1])]) {
      for (const name of [...ratios, 'volatility']) expect(values[name], name).toBeNull()
    }
  })

  test('an account that never traded: null, and a volatility of 0', () => {
    const values = measured(ledgerOf(100, []), [1, 2, 3, 4, 5])
    for (const name of ratios) expect(values[name], name).toBeNull()
    expect(values.volatility).toBe(0)
  })

  test.each([
    ['+1 % a bar', 1.01, 1],
    ['-1 % a bar', 0.99, 1],
    ['+0.0001 % a bar', 1.000001, 1],
    ['+1 % a bar at 1e9', 1.01, 1e9],
    ['+50 % a bar', 1.5, 1e-3],
  ])('equity that grows by exactly %s has no Sharpe ratio, whatever its last bits', (_, growth, start) => {
    const equity = Array.from({ length: 300 }, (_, i) => start * growth ** i)
    const values = measuredEquity(equity)
    for (const name of ratios) expect(values[name], name).toBeNull()
    expect(values.volatility).toBe(0)
    expectNear(values.totalReturn, growth ** 299 - 1, 'totalReturn')
  })

  test('the smallest move that prices make is not constant', () => {
    const equity = Array.from({ length: 100_000 }, () => 60_000)
    equity[50_000] = 60_000 + 1e-8
    expect(measuredEquity(equity).volatility).toBeGreaterThan(0)
    expect(measuredEquity(equity).sharpe).not.toBeNull()
  })
})

describe('tails', () => {
  test('valueAtRisk(21 returns) is the second smallest, with its sign', () => {
    const returns = Array.from({ length: 21 }, (_, i) => ((i * 8) % 21) / 100 - 0.1) // -0.1 ... 0.1, mixed
    const values = ofReturns(returns)
    expectNear(values.valueAtRisk, -0.09, 'valueAtRisk')
    expectNear(values.conditionalValueAtRisk, -0.095, 'conditionalValueAtRisk')
    expectNear(values.tailRatio, 1, 'tailRatio')
    expectNear(values.bestReturn, 0.1, 'bestReturn')
    expectNear(values.worstReturn, -0.1, 'worstReturn')
  })

  test('valueAtRisk(5 returns) lies between two of them', () => {
    const values = ofReturns([0.04, -0.05, 0.01, 0, -0.01])
    expectNear(values.valueAtRisk, -0.05 + 0.2 * 0.04, 'valueAtRisk')
    expectNear(values.conditionalValueAtRisk, -0.05, 'conditionalValueAtRisk')
    expectNear(values.tailRatio, (0.01 + 0.8 * 0.03) / 0.042, 'tailRatio')
  })

  test('valueAtRisk(one return) is that return', () => {
    const { valueAtRisk, conditionalValueAtRisk, tailRatio } = ofReturns([-0.25])
    expect([valueAtRisk, conditionalValueAtRisk, tailRatio]).toEqual([-0.25, -0.25, 1])
  })

  test('bars without a position count as returns of zero', () => {
    // 100 bars, two of which lose: the 5 % quantile is a zero, the five smallest returns are both losses and three zeros.
    const close = Array.from({ length: 100 }, () => 10)
    close[51] = 9
    close[52] = 8
    const fills = [
      { bar: 50, units: 1, price: 10 },
      { bar: 53, units: -1, price: 8 },
    ]
    const values = measured(ledgerOf(100, fills), close)
    expect(values.valueAtRisk).toBe(0)
    expectNear(values.conditionalValueAtRisk, (99 / 100 - 1 + (98 / 99 - 1)) / 5, 'conditionalValueAtRisk')
    expect(values.tailRatio).toBeNull()
    expect(values.bestReturn).toBe(0)
  })

  test('bars without a position are among the smallest returns when nothing is lost', () => {
    // Three bars at 100, then equity grows by 1, 2, 3 ...: the five smallest returns are three zeros, 1 / 100 and 2 / 101.
    const close = Array.from({ length: 100 }, (_, bar) => (bar < 3 ? 10 : 10 + ((bar - 2) * (bar - 1)) / 2))
    const values = measured(ledgerOf(100, [{ bar: 3, units: 1, price: 10 }]), close)
    expectNear(values.conditionalValueAtRisk, (1 / 100 + 2 / 101) / 5, 'conditionalValueAtRisk')
    expect(values.valueAtRisk).toBeGreaterThan(2 / 101)
  })

  test('tailRatio(gains only in more than 5 % of the bars) is Infinity', () => {
    expect(ofReturns([0, 0, 0, 0.1]).tailRatio).toBe(Infinity)
  })

  test('conditionalValueAtRisk(returns equal but for rounding) does not depend on the rounding', () => {
    // Forty entries that cost the same fee, ten more losses: of the 21 smallest of 401 returns 11 are fees.
    const fee = (i: number) => -0.001 * (1 + (i % 5) * 2 ** -50)
    const mixed = Array.from({ length: 401 }, (_, i) =>
      i % 40 === 0 && i < 400 ? -0.02 : i % 10 === 1 ? fee(i) : 0.003,
    )
    expectNear(ofReturns(mixed).conditionalValueAtRisk, (10 * -0.02 + 11 * -0.001) / 21, 'conditionalValueAtRisk')
  })
})
