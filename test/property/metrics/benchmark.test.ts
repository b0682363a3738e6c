import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MeasureOptions } from '../../../src/metrics/measure.ts'
import { metricSets } from '../../../src/metrics/registry.ts'
import { expectNear, ledgerOf, measured, type Values } from '../../support/measured.ts'
import { plainBenchmarkMetrics } from '../../support/plain-benchmark.ts'

const ofBenchmark = metricSets.benchmark.filter((name) => !(metricSets.default as readonly string[]).includes(name))

/** What an account of one unit was worth at every close, and a benchmark. */
interface Pair {
  equity: number[]
  benchmark: number[]
  options: Pick<MeasureOptions, 'initialAmount' | 'periodsPerYear' | 'riskFreeRate'>
}

/** Values that jump, walk, grow by the same share every bar, or stand still; from 100 on. */
function values(bars: number): fc.Arbitrary<number[]> {
  const shape = fc.constantFrom('jumps', 'walk', 'grows', 'still')
  const move = fc.tuple(fc.integer({ min: 100, max: 100_000 }), fc.integer({ min: -300, max: 300 }))
  return fc.tuple(shape, fc.array(move, { minLength: bars, maxLength: bars })).map(([shape, moves]) => {
    let value = 100
    return moves.map(([jump, step]) => {
      if (shape === 'jumps') value = jump / 100
      if (shape === 'walk') value *= 1 + step / 10_000
      if (shape === 'grows') value *= 1.01
      return value
    })
  })
}

/** A benchmark of its own; the equity itself; the equity times a number on every bar but the first, or once more with other rounding. */
const pairs: fc.Arbitrary<Pair> = fc
  .constantFrom(0, 1, 2, 3, 8, 60, 300)
  .chain((bars) =>
    fc.tuple(
      values(bars),
      values(bars),
      fc.constantFrom('other', 'other', 'same', 'rounded', 'partly'),
      fc.record({
        initialAmount: fc.constant(100),
        periodsPerYear: fc.constantFrom(12, 252, 365),
        riskFreeRate: fc.constantFrom(0, 0.03, -0.01),
      }),
    ),
  )
  .map(([equity, other, how, options]) => {
    if (how === 'other') return { equity, benchmark: other, options }
    if (how === 'same') return { equity, benchmark: equity, options }
    if (how === 'rounded') return { equity, benchmark: equity.map((value) => (value / 3) * 3), options }
    return { equity, benchmark: equity.map((value, t) => (t < 5 ? value : other[t])), options }
  })

function compared({ equity, benchmark, options }: Pair, metrics: readonly string[] = ofBenchmark): Values {
  const bought = { bar: 0, units: 1, price: options.initialAmount, cashAfter: 0, unitsAfter: 1 }
  const ledger = ledgerOf(options.initialAmount, equity.length > 0 ? [bought] : [])
  return measured(ledger, equity, { ...options, benchmark: Float64Array.from(benchmark) }, metrics)
}

test('measure(with a benchmark) equals the plain formulas, is never NaN, and only a compounded alpha is infinite', () => {
  let numbers = 0
  fc.assert(
    fc.property(pairs, (pair) => {
      const expected = plainBenchmarkMetrics(pair.equity, pair.benchmark, pair.options)
      const found = compared(pair)
      expect(Object.keys(found)).toEqual(Object.keys(expected))
      for (const [name, value] of Object.entries(found)) {
        expect(value, name).not.toBeNaN()
        if (name !== 'alphaCompounded') expect(value === null || Number.isFinite(value), name).toBe(true)
        if (name === 'beatRate') expect(value).toBe(expected[name])
        else expectNear(value, expected[name], name, 1e-10)
        if (value !== null) numbers++
      }
    }),
    { numRuns: 1500 },
  )
  expect(numbers).toBeGreaterThan(6000)
})

test('measure(what one metric needs) gives the bits of the whole set', () => {
  fc.assert(
    fc.property(pairs, (pair) => {
      const all = compared(pair, metricSets.benchmark)
      for (const name of ofBenchmark) expect(compared(pair, [name])[name], name).toBe(all[name])
    }),
    { numRuns: 200 },
  )
})

test('measure(its own benchmark) has no alpha and beta 1, is never ahead and has nothing to divide by', () => {
  fc.assert(
    fc.property(pairs, ({ equity, options }) => {
      const found = compared({ equity, benchmark: equity, options })
      const moves = found.beta !== null
      const { periodsPerYear } = options
      expectNear(found.alpha, moves ? 0 : null, 'alpha', 1e-12 * periodsPerYear)
      expectNear(found.beta, moves ? 1 : null, 'beta')
      expectNear(found.benchmarkCorrelation, moves ? 1 : null, 'benchmarkCorrelation')
      expect(found).toMatchObject({
        informationRatio: null,
        excessReturn: 0,
        trackingError: equity.length < 2 ? null : 0,
        beatRate: equity.length === 0 ? null : 0,
      })
    }),
  )
})

test('measure(against the rate without risk): the information ratio is the Sharpe ratio and the tracking error the volatility', () => {
  fc.assert(
    fc.property(pairs, ({ equity, options }) => {
      const perBar = Math.log1p(options.riskFreeRate) / options.periodsPerYear
      const benchmark = equity.map((_, t) => 100 * Math.exp(perBar * (t + 1)))
      const names = ['sharpe', 'volatility', 'informationRatio', 'trackingError', 'beta', 'alpha']
      const found = compared({ equity, benchmark, options }, names)
      // what is left of a constant equity is rounding of one kind in one of them and of the other kind in the other
      fc.pre(found.sharpe !== null && (found.volatility ?? 0) > 1e-9)
      expectNear(found.informationRatio, found.sharpe, 'informationRatio', 1e-6)
      expectNear(found.trackingError, found.volatility, 'trackingError', 1e-9)
      expect(found).toMatchObject({ beta: null, alpha: null })
    }),
  )
})

test('measure(benchmark and equity changed over): correlation and tracking error stay, and at most one is ahead of the other on a bar', () => {
  fc.assert(
    fc.property(pairs, ({ equity, benchmark, options }) => {
      const found = compared({ equity, benchmark, options })
      const back = compared({ equity: benchmark, benchmark: equity, options })
      expectNear(back.benchmarkCorrelation, found.benchmarkCorrelation, 'benchmarkCorrelation', 1e-12)
      expectNear(back.trackingError, found.trackingError, 'trackingError', 1e-12)
      if (equity.length > 0) expect(found.beatRate! + back.beatRate!).toBeLessThanOrEqual(1)
      expect(Math.abs(found.benchmarkCorrelation ?? 0)).toBeLessThanOrEqual(1)
    }),
  )
})
