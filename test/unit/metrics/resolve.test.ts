import { describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import { metricSets, metrics } from '../../../src/metrics/registry.ts'
import { resolveMetrics } from '../../../src/metrics/resolve.ts'

function errorOf(run: () => unknown): BacksweepError {
  try {
    run()
  } catch (error) {
    if (error instanceof BacksweepError) return error
  }
  throw new Error('expected a BacksweepError')
}

describe('the registry', () => {
  test('holds these metrics, in this order', () => {
    expect(Object.keys(metrics).join(' ')).toBe(
      'totalReturn cagr volatility sharpe sortino calmar omega ' +
        'maxDrawdown maxDrawdownDuration longestUnderwater ulcerIndex ' +
        'valueAtRisk conditionalValueAtRisk skew kurtosis tailRatio bestReturn worstReturn ' +
        'exposure trades winRate profitFactor expectancy payoffRatio sqn kelly ' +
        'averageTrade averageTradeReturn averageTradeDuration bestTrade worstTrade ' +
        'feesPaid turnover finalValue refusedOrders ambiguousExits ' +
        'alpha alphaCompounded beta benchmarkCorrelation trackingError informationRatio beatRate excessReturn benchmarkReturn',
    )
  })

  test('names every metric as its key, and is frozen', () => {
    for (const [name, metric] of Object.entries(metrics)) {
      expect(metric.name).toBe(name)
      expect(Object.isFrozen(metric) && Object.isFrozen(metric.needs), name).toBe(true)
    }
    expect([metrics, metricSets, ...Object.values(metricSets)].every(Object.isFrozen)).toBe(true)
  })
})

describe('resolveMetrics', () => {
  test("('default') is the registry without what needs a benchmark, ('benchmark') is all of it", () => {
    const { names, needs } = resolveMetrics('default')
    expect(names).toEqual(Object.keys(metrics).slice(0, names.length))
    expect(needs.benchmark).toBe(false)
    expect(Object.entries(needs).filter(([, needed]) => !needed)).toHaveLength(1)

    const all = resolveMetrics('benchmark')
    expect(all.names).toEqual(Object.keys(metrics))
    const others = all.names.slice(names.length).map((name) => metrics[name])
    expect(others.map((metric) => metric.needs)).toEqual(others.map(() => ['benchmark']))
  })

  test("('screening') asks for the spread of the returns and nothing else", () => {
    const { names, needs } = resolveMetrics('screening')
    expect(names).toEqual(['totalReturn', 'sharpe', 'maxDrawdown', 'trades'])
    expect(Object.entries(needs).filter(([, needed]) => needed)).toEqual([['spread', true]])
  })

  test('(list) keeps the order of the list', () => {
    expect(resolveMetrics(['trades', 'cagr']).names).toEqual(['trades', 'cagr'])
  })

  test('(unknown name) answers with the nearest one', () => {
    const error = errorOf(() => resolveMetrics(['cagr', 'sharp']))
    expect(error.code).toBe('name-unknown')
    expect(error.message).toContain('Unknown metric "sharp"')
    expect(error.message).toContain('"sharpe"')
    expect(errorOf(() => resolveMetrics(['constructor'])).code).toBe('name-unknown')
    expect(errorOf(() => resolveMetrics(['alhpa'])).message).toContain('"alpha"')
  })

  test('(unknown set) says which sets there are', () => {
    const error = errorOf(() => resolveMetrics('sharpe' as 'default'))
    expect(error.code).toBe('name-unknown')
    expect(error.message).toContain('default, screening, benchmark')
    expect(error.message).toContain('list')
    expect(errorOf(() => resolveMetrics('toString' as 'default')).code).toBe('name-unknown')
  })

  test('(empty list) and (a name twice) are refused', () => {
    expect(errorOf(() => resolveMetrics([])).code).toBe('option-invalid')
    const error = errorOf(() => resolveMetrics(['cagr', 'sharpe', 'cagr']))
    expect(error.code).toBe('option-invalid')
    expect(error.message).toContain('"cagr" twice')
  })
})

test('resolveMetrics(...).compute names the metric whose facts were not measured', () => {
  const { compute } = resolveMetrics(['sharpe'])
  const facts = { periodsPerYear: 252, riskFree: 0, equity: { bars: 9, meanReturn: 0 }, spread: { squares: NaN } }
  expect(() => compute(facts as never)).toThrow(/metric sharpe/)
})
