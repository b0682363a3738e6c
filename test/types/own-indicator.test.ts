import { expectTypeOf, test } from 'vitest'
import type { Bars } from '../../src/data/bars.ts'
import type { Column } from '../../src/data/column.ts'
import {
  checkIndicator,
  defineIndicator,
  factor,
  fraction,
  type OptionalOption,
  period,
  type RequiredOption,
} from '../../src/index.ts'
import type { TechnicalAnalysis } from '../../src/indicators/ta.ts'
import type { Line } from '../../src/simulation/event/line.ts'
import { Strategy } from '../../src/simulation/event/strategy.ts'

// Checked by the compiler; the functions inside are never called.
type Calls = (ta: TechnicalAnalysis, bars: Bars) => void

const change = defineIndicator({
  name: 'change',
  inputs: ['source'],
  options: { period: period('bars back') },
  outputs: ['change'],
  warmup(options) {
    expectTypeOf(options).toEqualTypeOf<{ readonly period: number }>()
    return [options.period]
  },
  compute(options, inputs, outputs) {
    expectTypeOf(options).toEqualTypeOf<{ readonly period: number }>()
    expectTypeOf(inputs).toEqualTypeOf<readonly [Column]>()
    expectTypeOf(outputs).toEqualTypeOf<readonly [Float64Array]>()
    // @ts-expect-error inputs are shared by all backtests
    inputs[0][0] = 1
  },
})

const channel = defineIndicator({
  name: 'channel',
  inputs: ['high', 'low'],
  options: { period: period('bars', 20), width: { kind: 'factor', meaning: 'ranges', usual: 2 } },
  outputs: ['upper', 'lower'],
  warmup: ({ period }) => [period - 1, period - 1],
  compute({ period, width }, [high, low], [upper, lower]) {
    upper[period] = high[period] * width
    lower[period] = low[period] / width
  },
})

const weekday = defineIndicator({
  name: 'weekday',
  inputs: ['open'],
  options: {},
  outputs: ['weekday'],
  warmup: () => [0],
  compute() {},
})

test('ta.use gives the call that a built-in indicator of the same shape has', () => {
  const calls: Calls = (ta, { close }) => {
    expectTypeOf(ta.use(change)).toEqualTypeOf<typeof ta.sma>()
    expectTypeOf(ta.use(change)(close, 20)).toEqualTypeOf<Column>()
    expectTypeOf(ta.use(change)(close, { period: 20 })).toEqualTypeOf<Column>()
    expectTypeOf(ta.use(channel)()).toEqualTypeOf<{ readonly upper: Column; readonly lower: Column }>()
    expectTypeOf(ta.use(channel)({ width: 3 }).upper).toEqualTypeOf<Column>()
    expectTypeOf(ta.use(weekday)()).toEqualTypeOf<Column>()
    // @ts-expect-error change has no usual period
    ta.use(change)(close)
    // @ts-expect-error needs a source
    ta.use(change)(20)
    // @ts-expect-error reads the bars by itself
    ta.use(channel)(close, 20)
    // @ts-expect-error no such option
    ta.use(channel)({ period: 20, widht: 3 })
    // @ts-expect-error no such output
    ta.use(channel)().middle
    // @ts-expect-error has no options
    ta.use(weekday)(3)
    // @ts-expect-error no indicator
    ta.use({ name: 'change' })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('in an event strategy lines go in and lines come out', () => {
  class Typed extends Strategy {
    override init() {
      expectTypeOf(this.ta.use(change)).toEqualTypeOf<typeof this.ta.sma>()
      expectTypeOf(this.ta.use(change)(this.data.close, 20)).toEqualTypeOf<Line>()
      expectTypeOf(this.ta.use(channel)(10)).toEqualTypeOf<{ readonly upper: Line; readonly lower: Line }>()
      // @ts-expect-error a source is a line
      this.ta.use(change)([1, 2, 3], 20)
      // @ts-expect-error change has no usual period
      this.ta.use(change)(this.data.close)
    }
  }
  expectTypeOf(Typed).toExtend<new () => Strategy>()
})

test('checkIndicator takes the options of the indicator', () => {
  const calls: Calls = (_, bars) => {
    checkIndicator(change, bars, 20)
    checkIndicator(channel, bars)
    checkIndicator(channel, bars, { width: 3 })
    // @ts-expect-error change has no usual period
    checkIndicator(change, bars)
    // @ts-expect-error no such option
    checkIndicator(channel, bars, { widht: 3 })
  }
  expectTypeOf(calls).toEqualTypeOf<Calls>()
})

test('an option without a usual value must be given, of whatever kind', () => {
  for (const option of [period, factor, fraction]) {
    expectTypeOf(option('meaning')).toEqualTypeOf<RequiredOption>()
    expectTypeOf(option('meaning', 0.5)).toEqualTypeOf<OptionalOption>()
  }
})

test('wrong definitions do not compile', () => {
  const rest = { options: {}, warmup: () => [0] as const, compute() {} }
  const definitions = () => {
    // @ts-expect-error no such input
    defineIndicator({ ...rest, name: 'own', inputs: ['closes'], outputs: ['own'] })
    // @ts-expect-error two outputs, one warm-up
    defineIndicator({ ...rest, name: 'own', inputs: ['close'], outputs: ['one', 'two'] })
    // @ts-expect-error options are made with period, factor or fraction
    defineIndicator({ ...rest, name: 'own', inputs: ['close'], outputs: ['own'], options: { period: 20 } })
    const plain = { ...rest, name: 'own', inputs: ['close'], outputs: ['own'] } as const
    // @ts-expect-error a kind that there is not
    defineIndicator({ ...plain, options: { a: { kind: 'bars', meaning: 'width' } } })
    defineIndicator({ ...plain, options: { a: factor('width', 2) } })
  }
  expectTypeOf(definitions).toBeFunction()
})
