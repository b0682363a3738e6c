import { expectTypeOf, test } from 'vitest'
import type { Column } from '../../src/data/column.ts'
import type { TechnicalAnalysis } from '../../src/indicators/ta.ts'

// Checked by the compiler; the functions inside are never called.
type Calls = (ta: TechnicalAnalysis, close: Column) => void

test('an indicator of one output gives a column that cannot be written', () => {
  const calls: Calls = (ta, close) => {
    expectTypeOf(ta.sma(close, 20)).toEqualTypeOf<Column>()
    expectTypeOf(ta.sma([1, 2, 3], { period: 20 })).toEqualTypeOf<Column>()
    expectTypeOf(ta.atr(14)).toEqualTypeOf<Column>()
    expectTypeOf(ta.trueRange()).toEqualTypeOf<Column>()
    expectTypeOf(ta.cdlEngulfing()).toEqualTypeOf<Column>()
    expectTypeOf(ta.cdlMorningStar({ penetration: 0.5 })).toEqualTypeOf<Column>()
    // @ts-expect-error columns are shared by all backtests
    ta.sma(close, 20)[0] = 1
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('an indicator of several outputs gives exactly these by name', () => {
  const calls: Calls = (ta, close) => {
    expectTypeOf(ta.macd(close)).toEqualTypeOf<{
      readonly macd: Column
      readonly signal: Column
      readonly histogram: Column
    }>()
    expectTypeOf(ta.bollinger(close, 20)).toEqualTypeOf<{
      readonly middle: Column
      readonly upper: Column
      readonly lower: Column
    }>()
    expectTypeOf(ta.stochastic({ kSmooth: 1 })).toEqualTypeOf<{
      readonly fastK: Column
      readonly k: Column
      readonly d: Column
    }>()
    // @ts-expect-error there is no such output
    ta.macd(close).histo
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('options with a usual value may be left out, others not', () => {
  const calls: Calls = (ta, close) => {
    ta.rsi(close)
    ta.macd(close, { slow: 30 })
    ta.atr()
    // @ts-expect-error sma has no usual period
    ta.sma(close)
    // @ts-expect-error sma has no usual period
    ta.sma(close, {})
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('wrong names, values and arguments do not compile', () => {
  const calls: Calls = (ta, close) => {
    // @ts-expect-error no such indicator
    ta.smaa(close, 20)
    // @ts-expect-error no such option
    ta.sma(close, { period: 20, perod: 3 })
    // @ts-expect-error not a number
    ta.sma(close, '20')
    // @ts-expect-error one number or one object
    ta.macd(close, 12, 26, 9)
    // @ts-expect-error reads the bars by itself
    ta.atr(close, 14)
    // @ts-expect-error reads the bars by itself
    ta.atr(close)
    // @ts-expect-error has no options
    ta.trueRange(14)
    // @ts-expect-error has no options
    ta.cdlEngulfing(14)
    // @ts-expect-error no such option
    ta.cdlMorningStar({ depth: 0.5 })
    // @ts-expect-error needs a source
    ta.sma(20)
    // @ts-expect-error a source is one column
    ta.sma(ta.macd(close), 20)
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})
