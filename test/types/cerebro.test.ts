import { expectTypeOf, test } from 'vitest'
import {
  type Bars,
  Cerebro,
  type CerebroResult,
  type Combination,
  type RunOptions,
  range,
  Strategy,
} from '../../src/index.ts'

// Checked by the compiler; the functions inside are never called.
type Calls = (bars: Bars) => Promise<void>

class Typed extends Strategy<typeof Typed.parameters> {
  static override parameters = { fast: 10, mode: 'sma', short: false }
}

test('run() knows the parameters when calls are chained', () => {
  const calls: Calls = async (bars) => {
    const results = await new Cerebro()
      .addData(bars)
      .optStrategy(Typed, { fast: range(2, 5), mode: 'ema' })
      .run()
    const [[{ parameters }]] = results
    expectTypeOf(parameters).toEqualTypeOf<Readonly<{ fast: number; mode: string; short: boolean }>>()
    const [one] = await new Cerebro().addStrategy(Typed, { short: true }).addData(bars).run()
    expectTypeOf(one).toEqualTypeOf<CerebroResult<{ fast: number; mode: string; short: boolean }>>()
    const cerebro = new Cerebro()
    expectTypeOf(await cerebro.run()).toEqualTypeOf<readonly CerebroResult[] | readonly Combination[]>()
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('addStrategy and optStrategy check parameters', () => {
  const calls: Calls = async () => {
    // @ts-expect-error there is no such parameter
    new Cerebro().optStrategy(Typed, { fats: [1] })
    // @ts-expect-error numbers
    new Cerebro().optStrategy(Typed, { fast: ['1'] })
    // @ts-expect-error one value
    new Cerebro().addStrategy(Typed, { fast: [1, 2] })
    // @ts-expect-error a strategy class
    new Cerebro().addStrategy(class {})
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('addAnalyzer checks names and options, and its findings have their types', () => {
  const calls: Calls = async () => {
    const cerebro = new Cerebro().addStrategy(Typed).addAnalyzer('sharpe', { riskFreeRate: 0.01 }, 'other')
    const [{ analyzers }] = await cerebro.addAnalyzer('timeReturns', { timeframe: '12M' }).run()
    expectTypeOf(analyzers.sharpe).toEqualTypeOf<number | 'Infinity' | '-Infinity' | null | undefined>()
    expectTypeOf(analyzers.tradeAnalyzer!.won.count).toEqualTypeOf<number | 'Infinity' | '-Infinity' | null>()
    expectTypeOf(analyzers.transactions![0].feed).toEqualTypeOf<string>()
    expectTypeOf(analyzers.other).toEqualTypeOf<unknown>()
    // @ts-expect-error there is no such analyzer
    cerebro.addAnalyzer('sharp')
    // @ts-expect-error there is no such option
    cerebro.addAnalyzer('sharpe', { riskfreerate: 0.01 })
    // @ts-expect-error an option of another analyzer
    const options: RunOptions = { analyzers: ['drawdown', { name: 'sqn', options: { tau: 1 } }] }
    expectTypeOf(options).toEqualTypeOf<RunOptions>()
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})
