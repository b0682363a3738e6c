import { describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import type { Column } from '../../../src/data/column.ts'
import { ColumnMemory } from '../../../src/indicators/column-memory.ts'
import { factor, fraction, period } from '../../../src/indicators/options.ts'
import { defineOwnIndicator } from '../../../src/indicators/own-indicator.ts'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

const bars = sp500
const { close } = bars

/** Counts how often its kernel runs. */
let computed = 0

const change = defineOwnIndicator({
  name: 'change',
  inputs: ['source'],
  options: { period: period('bars back', 1) },
  outputs: ['change'],
  warmup: ({ period }) => [period],
  compute({ period }, [source], [out]) {
    computed++
    for (let t = period; t < out.length; t++) out[t] = source[t] - source[t - period]
  },
})

const gap = defineOwnIndicator({
  name: 'gap',
  inputs: ['open', 'close'],
  options: { unit: factor('what counts as one', 1) },
  outputs: ['gap', 'filled'],
  warmup: () => [1, 1],
  compute({ unit }, [open, close], [gap, filled]) {
    for (let t = 1; t < open.length; t++) {
      gap[t] = (open[t] - close[t - 1]) / unit
      filled[t] = (close[t] - open[t]) / unit
    }
  },
})

/** A definition without fault, of which the tests replace a part. */
const good = {
  name: 'own',
  inputs: ['source'],
  options: {},
  outputs: ['own'],
  warmup: () => [0],
  compute() {},
}

describe('ta.use', () => {
  test('(indicator)(source, 5) and (indicator)(source, { period: 5 }) are one array, computed once', () => {
    const ta = createTa(bars)
    computed = 0
    const five = ta.use(change)(close, 5)
    expect(ta.use(change)(close, { period: 5 })).toBe(five)
    expect(computed).toBe(1)
    expect(ta.use(change)(close)).not.toBe(five)
    expect(ta.use(change)(bars.open, 5)).not.toBe(five)
    expect(createTa(bars).use(change)(close, 5)).not.toBe(five)
    expect(five.indexOf(close[5] - close[0])).toBe(5)
    expect(five.slice(0, 5).every(Number.isNaN)).toBe(true)
  })

  test('(indicator) of the bars takes no source and gives its outputs by name', () => {
    const ta = createTa(bars)
    const result = ta.use(gap)()
    expect(result).toBe(ta.use(gap)(1))
    expect(Object.keys(result)).toEqual(['gap', 'filled'])
    expect(result.gap[1]).toBe(bars.open[1] - close[0])
    expect(ta.use(gap)(2).filled[7]).toBe((close[7] - bars.open[7]) / 2)
  })

  test('(indicator) works on indicators, and indicators on it', () => {
    const ta = createTa(bars)
    expect(ta.use(change)(ta.rsi(close))[15]).toBe(ta.rsi(close)[15] - ta.rsi(close)[14])
    expect(ta.sma(ta.use(change)(close), 2)[2]).toBe((close[2] - close[0]) / 2)
  })

  test('(indicator) tells of the columns that it remembers', () => {
    const told: Column[] = []
    const memory = new ColumnMemory({
      most: 1e6,
      enough: 1e6,
      computed: (column) => told.push(column),
      forgotten: () => {},
    })
    const ta = createTa(bars, memory)
    const { gap: first, filled } = ta.use(gap)()
    ta.use(gap)()
    expect(told).toHaveLength(2)
    expect(told[0]).toBe(first)
    expect(told[1]).toBe(filled)
  })

  test('tells indicators of one name apart', () => {
    const twice = defineOwnIndicator({
      ...change,
      compute(_, [source], [out]) {
        for (let t = 0; t < out.length; t++) out[t] = 2 * source[t]
      },
    })
    const ta = createTa(bars)
    expect(ta.use(change)(close)[1]).toBe(close[1] - close[0])
    expect(ta.use(twice)(close)[1]).toBe(2 * close[1])
  })

  test('(indicator) refuses what the built-in ones refuse, and says how it was called', () => {
    const call = createTa(bars).use(change) as unknown as (...given: unknown[]) => unknown
    expectRefusal(() => call(close, 0), 'option-invalid', 'ta.use(change): the option "period" (bars back) is 0')
    expectRefusal(() => call(close, { perod: 1 }), 'name-unknown', 'Unknown option "perod" of ta.use(change). Did you')
    expectRefusal(() => call(close, 1, 2), 'option-invalid', 'ta.use(change) got too many arguments')
    expectRefusal(
      () => call(5),
      'option-invalid',
      'got 5 for its source: give a column, as in ta.use(change)(bars.close, …).',
    )
    expectRefusal(() => call(close.slice(1)), 'option-invalid', 'ta.use(change) got a source of 5104 values')
  })

  test.each([undefined, null, 'sma', {}, good, { ...change }])(
    '(%s) is refused: nobody has checked it',
    (indicator) => {
      const message = /^ta\.use got .*: give an indicator that defineIndicator has made\.$/
      expectRefusal(() => createTa(bars).use(indicator as never), 'option-invalid', message)
    },
  )
})

describe('the kernel', () => {
  test('gets outputs filled with NaN, whatever was in them', () => {
    const untouched = defineOwnIndicator({ ...good, inputs: ['source'] })
    const out = new Float64Array(3).fill(7)
    untouched.compute({}, [Float64Array.of(1, 2, 3)], [out])
    expect([...out]).toEqual([NaN, NaN, NaN])
  })

  test('that throws is told with its indicator, and its error as the cause', () => {
    const cause = new TypeError('no such thing')
    const throwing = own({
      compute() {
        throw cause
      },
    })
    const message = 'The indicator "own" failed on 5105 bars: compute threw: no such thing'
    const error = expectRefusal(() => createTa(bars).use(throwing)(close), 'indicator-invalid', message)
    expect(error.cause).toBe(cause)
  })

  test('that returns something is refused: people mean it to be the output', () => {
    const returning = own({ compute: () => [1, 2] })
    const message = 'compute returned an array: write into the outputs that it gets, and return nothing.'
    expectRefusal(() => createTa(bars).use(returning)(close), 'indicator-invalid', message)
  })

  test('that is async is refused, and its rejection ends nothing', async () => {
    const late = own({
      async compute() {
        throw new Error('later')
      },
    })
    const message = 'compute returned a promise: make it a plain function, without async.'
    expectRefusal(() => createTa(bars).use(late)(close), 'indicator-invalid', message)
    await new Promise((resolve) => setImmediate(resolve)) // an unhandled rejection would fail the test file
  })
})

describe('defineIndicator', () => {
  test('freezes the indicator and what it is made of', () => {
    for (const part of [change, change.inputs, change.outputs, change.options, change.options.period]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('takes title and formula, as the built-in ones have them', () => {
    expect(own({ title: 'Own', formula: 'x' })).toMatchObject({ title: 'Own', formula: 'x' })
  })

  test('takes options written out', () => {
    const options = { period: { kind: 'period', meaning: 'bars', usual: 3 } }
    expect(own({ options }).options).toEqual(options)
    expect(own({ options }).options).toEqual({ period: period('bars', 3) })
    expect(own({ options: { share: fraction('share') } }).options).toEqual({
      share: { kind: 'fraction', meaning: 'share' },
    })
  })

  const option = (changed: object) => ({ options: { period: { kind: 'period', meaning: 'bars', ...changed } } })

  test.each([
    [{ name: undefined }, 'name is missing: give the indicator a name.'],
    [{ name: '' }, 'name is "": give the indicator a name.'],
    [{ name: 'sma' }, 'name is "sma": a built-in indicator has that name; give yours another.'],
    [
      { inputs: undefined },
      'inputs is missing: give an array of one or more of source, open, high, low, close, volume.',
    ],
    [{ inputs: [] }, 'inputs is empty: give an array'],
    [{ inputs: 'source' }, 'inputs is "source": give an array'],
    [{ options: undefined }, 'options is missing: give an object of options, {} for none.'],
    [{ options: { period: 20 } }, "options.period is 20: write period('what it is'), or factor or fraction."],
    [option({ kind: 'bars' }), 'options.period.kind is "bars": write one of period, factor, fraction.'],
    [option({ kind: 'toString' }), 'options.period.kind is "toString": write one of'],
    [option({ meaning: undefined }), 'options.period.meaning is missing: say in words what it is.'],
    [option({ usual: 0 }), 'options.period.usual is 0: give a whole number of at least 1.'],
    [
      { options: { fast: period('bars', 3), slow: period('bars') } },
      'options.slow.usual is missing: only the first option may do without a usual value.',
    ],
    [{ outputs: undefined }, 'outputs is missing: give an array of one or more names.'],
    [{ outputs: [] }, 'outputs is empty: give an array of one or more names.'],
    [{ outputs: ['up', ''] }, 'outputs[1] is "": give a name.'],
    [{ outputs: ['up', 'down', 'up'] }, 'outputs[2] is "up": each output needs a name of its own.'],
    [{ warmup: undefined }, 'warmup is missing: give a function'],
    [{ warmup: [19] }, 'warmup is an array: give a function'],
    [{ compute: undefined }, 'compute is missing: give a function that fills the outputs.'],
  ])('({ %j }) is refused', (changed, message) => {
    expectRefusal(() => own(changed), 'option-invalid', `defineIndicator: ${message}`)
  })

  test('({ inputs: ["closes"] }) names the nearest input', () => {
    const message = 'Unknown input "closes" in defineIndicator. Did you mean "close"?'
    expectRefusal(() => own({ inputs: ['closes'] }), 'name-unknown', message)
  })
})

/** An indicator as a strategy in plain JavaScript defines it. */
function own(changed: object) {
  return defineOwnIndicator({ ...good, ...changed } as never) as typeof change
}

function expectRefusal(call: () => unknown, code: string, message: string | RegExp): BacksweepError {
  try {
    call()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BacksweepError)
    const error = thrown as BacksweepError
    if (typeof message === 'string') expect(error.message).toContain(message)
    else expect(error.message).toMatch(message)
    expect(error.code).toBe(code)
    return error
  }
  return expect.fail('nothing was thrown')
}
