import { describe, expect, test } from 'vitest'
import { type MeasureOptions, MeasureScratch, measureCurve } from '../../../src/metrics/measure.ts'
import { metricSets } from '../../../src/metrics/registry.ts'
import { resolveMetrics } from '../../../src/metrics/resolve.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { expectNear, ledgerOf, measured, measuredEquity, type Values } from '../../support/measured.ts'

const ofBenchmark = metricSets.benchmark.slice(metricSets.default.length)

/** Metrics of equities that were 100 before the first. */
function against(equity: number[], benchmark: number[], options: Partial<MeasureOptions> = {}): Values {
  const column = Float64Array.from(benchmark)
  return measuredEquity([100, ...equity], { periodsPerYear: 4, benchmark: column, ...options }, ofBenchmark)
}

describe('measure(with a benchmark)', () => {
  test('by hand: returns of 10, 0, -10 and 20 % against 5, -5, -5 and 10 %', () => {
    const found = against([110, 110, 99, 118.8], [105, 99.75, 94.7625, 104.23875])
    // means 5 and 1.25 %; distances 5, -5, -15, 15 and 3.75, -6.25, -6.25, 8.75
    const [squares, products, benchmarkSquares] = [500e-4, 275e-4, 168.75e-4]
    const beta = products / benchmarkSquares
    expectNear(found.beta, beta, 'beta')
    expectNear(found.alpha, (0.05 - beta * 0.0125) * 4, 'alpha')
    expectNear(found.alphaCompounded, (1 + 0.05 - beta * 0.0125) ** 4 - 1, 'alphaCompounded')
    expectNear(found.benchmarkCorrelation, products / Math.sqrt(squares * benchmarkSquares), 'benchmarkCorrelation')
    // differences 5, 5, -5 and 10 %, 3.75 % on average
    const deviation = Math.sqrt((1.25 ** 2 * 2 + 8.75 ** 2 + 6.25 ** 2) / 3) / 100
    expectNear(found.trackingError, deviation * 2, 'trackingError')
    expectNear(found.informationRatio, (0.0375 / deviation) * 2, 'informationRatio')
    expect(found.beatRate).toBe(3 / 4)
    expectNear(found.excessReturn, 0.188 - 0.0423875, 'excessReturn')
    expectNear(found.benchmarkReturn, 0.0423875, 'benchmarkReturn')
  })

  test('alpha is over the risk-free rate, of which beta takes its part', () => {
    const found = against([110, 110, 99, 118.8], [105, 99.75, 94.7625, 104.23875], { riskFreeRate: 1.01 ** 4 - 1 })
    const beta = found.beta ?? NaN
    expectNear(found.alpha, (0.04 - beta * 0.0025) * 4, 'alpha')
    expectNear(found.alphaCompounded, (1.04 - beta * 0.0025) ** 4 - 1, 'alphaCompounded')
  })

  test('a constant benchmark gives no beta and nothing made of it', () => {
    expect(against([110, 99], [101, 102.01])).toMatchObject({
      alpha: null,
      alphaCompounded: null,
      beta: null,
      benchmarkCorrelation: null,
      beatRate: 1 / 2,
    })
  })

  test('a constant equity has beta 0 and no correlation', () => {
    expect(against([100, 100], [110, 99])).toMatchObject({
      beta: 0,
      alpha: 0,
      benchmarkCorrelation: null,
      beatRate: 1 / 2,
    })
  })

  test('an alpha of less than -100 % a bar is not compounded', () => {
    // returns of -50 and 0 % against 49 and 50 %: beta is 50
    const found = against([50, 50], [149, 223.5])
    expectNear(found.beta, 50, 'beta')
    expectNear(found.alpha, (-0.25 - 50 * 0.495) * 4, 'alpha')
    expect(found.alphaCompounded).toBeNull()
  })

  test('one bar has a return, but no spread', () => {
    const found = against([110], [105])
    expect(found).toMatchObject({
      alpha: null,
      alphaCompounded: null,
      beta: null,
      benchmarkCorrelation: null,
      trackingError: null,
      informationRatio: null,
      beatRate: 1,
    })
    expectNear(found.excessReturn, 0.05, 'excessReturn')
  })

  test('no bars: nothing was won by either', () => {
    expect(against([], [])).toMatchObject({ beatRate: null, trackingError: null, excessReturn: 0, benchmarkReturn: 0 })
  })

  test('after a ruin the returns are 0', () => {
    const ledger = ledgerOf(100, [{ bar: 0, units: -10, price: 10 }])
    const options = { benchmark: Float64Array.of(100, 90, 80, 70) }
    const found = measured(ledger, [10, 35, 35, 40], options, ['beatRate', 'beta'])
    expect(found.beatRate).toBe(2 / 4) // 0 %, -250 %, 0 %, 0 % against 0 %, -10 %, -11 %, -12.5 %
    expect(Number.isFinite(found.beta)).toBe(true)
  })
})

test('measure(without a benchmark) gives null for what needs one, and what does not stays the same', () => {
  const equity = [100, 110, 99, 120]
  const found = measuredEquity(equity, {}, 'benchmark')
  for (const name of ofBenchmark) expect(found[name], name).toBeNull()
  expect(found).toMatchObject(measuredEquity(equity))
  expect(measuredEquity(equity, { benchmark: null }, ofBenchmark)).toEqual(measuredEquity(equity, {}, ofBenchmark))
})

test('measure(a benchmark of another length) says that backsweep is wrong', () => {
  expect(() => against([110, 120], [110])).toThrow(/a benchmark has a value for every bar/)
})

test('measureCurve(equity, with a benchmark) gives what measure gives', () => {
  const equity = Float64Array.of(110, 110, 99, 118.8)
  const benchmark = Float64Array.of(105, 99.75, 94.7625, 104.23875)
  const { names, needs, compute } = resolveMetrics(ofBenchmark)
  const options = { initialAmount: 100, periodsPerYear: 4, riskFreeRate: 0, benchmark }
  const facts = measureCurve({ equity, barsInPosition: 4 }, new Ledger(), options, needs, new MeasureScratch())
  const found = Object.fromEntries(compute(facts).map((value, i) => [names[i], value]))
  expect(found).toEqual(against([...equity], [...benchmark]))
})
