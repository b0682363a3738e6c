import { expectTypeOf, test } from 'vitest'
import type { Bars } from '../../src/data/bars.ts'
import type { Line, SignalLine } from '../../src/simulation/event/line.ts'
import type { Order } from '../../src/simulation/event/order.ts'
import { runEventBacktest } from '../../src/simulation/event/run-event-backtest.ts'
import { Strategy } from '../../src/simulation/event/strategy.ts'
import { defineStrategy } from '../../src/simulation/model/strategy.ts'
import { defineSweep, type Sweep } from '../../src/sweep/plan/sweep.ts'

// Checked by the compiler; the functions inside are never called.
type Calls = (bars: Bars) => void

class Typed extends Strategy<typeof Typed.parameters> {
  static override module = import.meta.url
  static override parameters = { fast: 10, mode: 'sma', short: false }

  override init() {
    const { fast, mode, short } = this.parameters
    expectTypeOf(fast).toEqualTypeOf<number>()
    expectTypeOf(mode).toEqualTypeOf<string>()
    expectTypeOf(short).toEqualTypeOf<boolean>()
    expectTypeOf(this.ta.sma(this.data.close, fast)).toEqualTypeOf<Line>()
    expectTypeOf(this.ta.atr({ period: fast })).toEqualTypeOf<Line>()
    expectTypeOf(this.ta.macd(this.data.close).histogram).toEqualTypeOf<Line>()
    expectTypeOf(this.crossOver(this.data.close, 5)).toEqualTypeOf<SignalLine>()
  }

  override next() {
    expectTypeOf(this.buy()).toEqualTypeOf<Order | null>()
    // @ts-expect-error there is no such parameter
    this.parameters.fats
    // @ts-expect-error parameters do not change
    this.parameters.fast = 3
    // @ts-expect-error there is no such indicator
    this.ta.smaa(this.data.close, 3)
    // @ts-expect-error a line is read with at()
    this.data.close[0]
    // @ts-expect-error there is no such option
    this.buy({ sise: 3 })
    // @ts-expect-error there is no such kind
    this.buy({ kind: 'stoplimit' })
  }
}

test('parameters have the types of the static defaults', () => {
  expectTypeOf<Typed['parameters']>().toEqualTypeOf<Readonly<{ fast: number; mode: string; short: boolean }>>()
})

test('a strategy without parameters needs no type argument', () => {
  class Bare extends Strategy {}
  const calls: Calls = (bars) => {
    runEventBacktest({ strategy: Bare, feeds: bars })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('runEventBacktest knows parameters and the strategy', () => {
  const calls: Calls = (bars) => {
    expectTypeOf(
      runEventBacktest({ strategy: Typed, feeds: bars, parameters: { fast: 3 } }).strategy,
    ).toEqualTypeOf<Typed>()
    // @ts-expect-error there is no such parameter
    runEventBacktest({ strategy: Typed, feeds: bars, parameters: { fats: 3 } })
    // @ts-expect-error a number
    runEventBacktest({ strategy: Typed, feeds: bars, parameters: { fast: '3' } })
    // @ts-expect-error there is no such option
    runEventBacktest({ strategy: Typed, feeds: bars, broker: { comission: 1 } })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('defineSweep takes an engine for a vector strategy only', () => {
  const vector = defineStrategy({ name: 'v', parameters: { fast: 1 }, signals: () => ({ enterLong: [true] }) })
  const calls: Calls = (data) => {
    const common = { name: 'typed', data, parameters: { fast: [1, 2] } } as const
    defineSweep({ ...common, strategy: vector, engine: 'event' })
    expectTypeOf(defineSweep({ ...common, strategy: Typed })).toEqualTypeOf<Sweep<typeof Typed.parameters>>()
    // @ts-expect-error an event-driven strategy has no choice
    defineSweep({ ...common, strategy: Typed, engine: 'event' })
    // @ts-expect-error there is no such engine
    defineSweep({ ...common, strategy: vector, engine: 'evnt' })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})
