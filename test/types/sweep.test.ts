import { expectTypeOf, test } from 'vitest'
import type { DataSource } from '../../src/data/data-source.ts'
import type { MetricName } from '../../src/metrics/registry.ts'
import { defineStrategy, type ParameterValue, type VectorStrategy } from '../../src/simulation/model/strategy.ts'
import { range } from '../../src/sweep/plan/search-space.ts'
import { defineSweep, type Sweep } from '../../src/sweep/plan/sweep.ts'
import { runBacktest } from '../../src/sweep/run/run-backtest.ts'
import { runSweep } from '../../src/sweep/run/run-sweep.ts'

// Checked by the compiler; the functions inside are never called.
type Calls = (data: DataSource) => void

const strategy = defineStrategy({
  name: 'typed',
  parameters: { fast: 10, mode: 'sma', short: false },
  signals({ bars, ta }, { fast, mode, short }) {
    expectTypeOf(fast).toEqualTypeOf<number>()
    expectTypeOf(mode).toEqualTypeOf<string>()
    expectTypeOf(short).toEqualTypeOf<boolean>()
    return { enterLong: Array.from(ta.sma(bars.close, fast), (mean) => mean > 0 && mode === 'sma' && !short) }
  },
})

interface Typed {
  readonly fast: number
  readonly mode: string
  readonly short: boolean
}

test('the types of parameters are those of the defaults, not the defaults themselves', () => {
  expectTypeOf(strategy).toExtend<VectorStrategy<Typed>>()
  expectTypeOf(strategy.parameters).toEqualTypeOf<Typed>()
})

test('a strategy may have no parameters', () => {
  const bare = defineStrategy({
    name: 'bare',
    parameters: {},
    signals: ({ bars }) => ({ enterLong: [bars.length > 0] }),
  })
  const calls: Calls = (data) => {
    defineSweep({ name: 'bare', strategy: bare, parameters: {}, data })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('a strategy of wrong shape does not compile', () => {
  const calls: Calls = () => {
    // @ts-expect-error a default is a number, a text or true/false
    defineStrategy({ name: 'x', parameters: { list: [1] }, signals: () => ({ enterLong: [] }) })
    // @ts-expect-error it returns signals
    defineStrategy({ name: 'x', parameters: {}, signals: () => 5 })
    // @ts-expect-error there is no such signal
    defineStrategy({ name: 'x', parameters: {}, signals: () => ({ enterLng: [true] }) })
    // @ts-expect-error there is no such parameter
    defineStrategy({ name: 'x', parameters: { fast: 1 }, signals: (_, { fats }) => ({ enterLong: [fats > 1] }) })
    defineStrategy({
      name: 'x',
      parameters: {},
      signals({ bars }) {
        // @ts-expect-error bars are shared by all backtests
        bars.close[0] = 1
        return { enterLong: [true] }
      },
    })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('a sweep takes values, lists and ranges of the parameters that its strategy has', () => {
  const calls: Calls = (data) => {
    const sweep = defineSweep({
      name: 'typed',
      strategy,
      parameters: { fast: range(2, 60), mode: ['sma', 'ema'], short: true },
      where(parameters) {
        expectTypeOf(parameters).toEqualTypeOf<Readonly<Typed>>()
        return parameters.fast > 3 || parameters.mode.startsWith('s')
      },
      data,
      rankBy: 'sharpe',
      metrics: ['sharpe', 'cagr'],
    })
    expectTypeOf(sweep).toEqualTypeOf<Sweep<Typed>>()
    defineSweep({ name: 'typed', strategy, parameters: {}, data })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('misspelled and wrong parameters, options and metrics do not compile', () => {
  const calls: Calls = (data) => {
    const common = { name: 'typed', strategy, data } as const
    // @ts-expect-error there is no such parameter
    defineSweep({ ...common, parameters: { fats: [2, 3] } })
    // @ts-expect-error not numbers
    defineSweep({ ...common, parameters: { fast: ['2', '3'] } })
    // @ts-expect-error not a text
    defineSweep({ ...common, parameters: { mode: 3 } })
    // @ts-expect-error where gets no such parameter
    defineSweep({ ...common, parameters: {}, where: ({ slow }) => slow > 3 })
    // @ts-expect-error there is no such metric
    defineSweep({ ...common, parameters: {}, rankBy: 'sharp' })
    // @ts-expect-error there is no such metric
    defineSweep({ ...common, parameters: {}, metrics: ['sharpe', 'cagrr'] })
    // @ts-expect-error there is no such set of metrics
    defineSweep({ ...common, parameters: {}, metrics: 'screning' })
    // @ts-expect-error there is no such option
    defineSweep({ ...common, parameters: {}, comission: 0.001 })
    // @ts-expect-error there is no such value
    defineSweep({ ...common, parameters: {}, fillAt: 'nextopen' })
    // @ts-expect-error a fraction is made with percentCommission
    defineSweep({ ...common, parameters: {}, commission: 0.001 })
    // @ts-expect-error a strategy is needed
    defineSweep({ name: 'typed', data, parameters: {} })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('runBacktest takes some of the parameters, one value each', () => {
  const calls: Calls = async (data) => {
    const sweep = defineSweep({ name: 'typed', strategy, parameters: {}, data })
    const { trades, equity, parameters } = await runBacktest(sweep, { fast: 3 }, { range: 'all' })
    expectTypeOf(trades[0].side).toEqualTypeOf<'long' | 'short'>()
    expectTypeOf(equity[0]).toEqualTypeOf<number>()
    expectTypeOf(parameters.fast).toEqualTypeOf<ParameterValue>()
    // @ts-expect-error there is no such parameter
    await runBacktest(sweep, { fats: 3 })
    // @ts-expect-error one value
    await runBacktest(sweep, { fast: [3, 4] })
    // @ts-expect-error there is no such option
    await runBacktest(sweep, {}, { rang: 'all' })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('rows have texts, parameters and stored metrics by name', () => {
  const calls: Calls = async (data) => {
    const sweep = defineSweep({ name: 'typed', strategy, parameters: {}, data })
    const result = await runSweep(sweep)
    for await (const { metrics, status } of result.backtests()) {
      expectTypeOf(metrics.sharpe).toEqualTypeOf<number | null | 'Infinity' | '-Infinity'>()
      expectTypeOf(status).toEqualTypeOf<'complete' | 'failed' | 'filtered'>()
    }
    // @ts-expect-error there is no such option
    await runSweep(sweep, { sotre: 'memory:' })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
  expectTypeOf<'sharpe'>().toExtend<MetricName>()
  // @ts-expect-error there is no such metric
  expectTypeOf<'sharp'>().toExtend<MetricName>()
})
