import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import { createTa } from '../../../src/indicators/ta.ts'
import { sp500 } from '../../support/sp500.ts'

const bars = sp500
const { close } = bars
const ta = createTa(bars)
// what a strategy in plain JavaScript can do
const untyped = ta as unknown as Record<string, (...given: unknown[]) => unknown>

describe('results', () => {
  test('ta.sma(source, 20) and ta.sma(source, { period: 20 }) are one array, computed once', () => {
    expect(ta.sma(close, 20)).toBe(ta.sma(close, { period: 20 }))
    expect(ta.sma(close, 20)).not.toBe(ta.sma(close, 21))
    expect(ta.sma(close, 20)).not.toBe(ta.ema(close, 20))
  })

  test('ta.macd(source) takes the usual options, and gives the arrays of the same options written out', () => {
    const usual = ta.macd(close)
    expect(usual).toBe(ta.macd(close, { signal: 9, fast: 12, slow: 26 }))
    expect(usual).toBe(ta.macd(close, 12))
    expect(usual).toBe(ta.macd(close, { fast: undefined }))
    expect(Object.keys(usual)).toEqual(['macd', 'signal', 'histogram'])
    expect(usual).not.toBe(ta.macd(close, { fast: 26, slow: 12 }))
  })

  test('ta.atr(14) reads the bars by itself and is computed once', () => {
    expect(ta.atr(14)).toBe(ta.atr())
    expect(ta.trueRange()).toBe(ta.trueRange())
  })

  test('ta.sma(source, 20) tells sources apart by identity', () => {
    const copy = close.slice()
    expect(ta.sma(copy, 20)).toBe(ta.sma(copy, 20))
    expect(ta.sma(copy, 20)).not.toBe(ta.sma(close, 20))
    expect(ta.sma(copy, 20)).toEqual(ta.sma(close, 20))
  })

  test('ta.sma(indicator, 5) takes the column of another indicator', () => {
    expect(ta.sma(ta.rsi(close), 5)).toBe(ta.sma(ta.rsi(close, 14), 5))
    expect(ta.sma(ta.rsi(close), 5).indexOf(ta.sma(ta.rsi(close), 5)[18])).toBe(18)
  })

  test('ta.sma(numbers, 20) takes a plain array and converts it once', () => {
    const numbers = [...close]
    expect(ta.sma(numbers, 20)).toBe(ta.sma(numbers, 20))
    expect(ta.sma(numbers, 20)).toEqual(ta.sma(close, 20))
  })

  test('two ta share nothing', () => {
    expect(createTa(bars).sma(close, 20)).not.toBe(ta.sma(close, 20))
  })
})

describe('refusals', () => {
  test('ta.smaa is no indicator, and the error names the nearest ones', () => {
    expectRefusal(() => untyped.smaa(close, 20), 'name-unknown', 'Unknown indicator "smaa" of ta. Did you mean "sma"')
  })

  test('ta can be awaited, printed and turned into text like any object', async () => {
    expect(await Promise.resolve(ta)).toBe(ta)
    expect(inspect(ta)).toContain('sma')
    expect(String(ta)).toBe('[object Object]')
    expect(JSON.stringify(ta)).toBe('{}')
  })

  test('ta.sma(source, { perod }) is an unknown option, also when the result is already there', () => {
    ta.sma(close, 20)
    const message = 'Unknown option "perod" of ta.sma. Did you mean "period"?'
    expectRefusal(() => untyped.sma(close, { period: 20, perod: 3 }), 'name-unknown', message)
  })

  test.each([0, -1, 2.5, NaN, Infinity, '20', null, true, 2 ** 60])(
    'ta.sma(source, { period: %s }) is refused',
    (period) => {
      const message = `ta.sma: the option "period" (bars in the window) is ${typeof period === 'string' ? '"20"' : period}: give a whole number of at least 1.`
      const error = expectRefusal(() => untyped.sma(close, { period }), 'option-invalid', message)
      expect(error.details).toMatchObject({ indicator: 'sma', option: 'period' })
    },
  )

  test('ta.sma(source) without its period is refused', () => {
    const message = 'ta.sma: the option "period" (bars in the window) is missing: give a whole number of at least 1.'
    expectRefusal(() => untyped.sma(close), 'option-invalid', message)
    expectRefusal(() => untyped.sma(close, {}), 'option-invalid', message)
  })

  test.each([0, -2, NaN, Infinity])('ta.bollinger(source, { deviations: %s }) is refused', (deviations) => {
    expectRefusal(
      () => ta.bollinger(close, { deviations }),
      'option-invalid',
      `is ${deviations}: give a positive number`,
    )
  })

  test.each([0, 1, -0.5, NaN])('ta.laguerreRsi(source, { gamma: %s }) is refused', (gamma) => {
    expectRefusal(
      () => ta.laguerreRsi(close, { gamma }),
      'option-invalid',
      `is ${gamma}: give a number above 0 and below 1`,
    )
  })

  test('ta.macd(source, 5, 35, 5) is refused rather than taking 5, 26, 9', () => {
    const message = 'ta.macd got too many arguments: give it a source and then one number or one object.'
    expectRefusal(() => untyped.macd(close, 5, 35, 5), 'option-invalid', message)
  })

  test('ta.atr(source, 14) is refused: it reads the bars by itself', () => {
    expectRefusal(() => untyped.atr(close, 14), 'option-invalid', 'it reads high, low, close of the bars by itself')
    expectRefusal(
      () => untyped.atr(close),
      'option-invalid',
      'ta.atr got an array for its options: give a number or an object of period.',
    )
  })

  test('ta.trueRange(14) is refused: it takes no options', () => {
    expectRefusal(() => untyped.trueRange(14), 'option-invalid', 'ta.trueRange takes no options, but got 14')
  })

  test('ta.sma(20) without a source is refused', () => {
    expectRefusal(() => untyped.sma(20), 'option-invalid', 'ta.sma got 20 for its source: give a column')
  })

  test('ta.sma(source of another length) says which length was found and which expected', () => {
    const message = 'ta.sma got a source of 100 values, but there are 5105 bars'
    const error = expectRefusal(() => ta.sma(close.slice(0, 100), 20), 'option-invalid', message)
    expect(error.details).toMatchObject({ found: 100, expected: 5105 })
  })

  test('ta.sma(array with a hole) is refused rather than reading null as 0', () => {
    const numbers: unknown[] = [...close]
    numbers[3] = null
    expectRefusal(() => untyped.sma(numbers, 20), 'option-invalid', 'ta.sma got null at index 3 of its source')
  })
})

function expectRefusal(call: () => unknown, code: string, message: string): BacksweepError {
  try {
    call()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BacksweepError)
    const error = thrown as BacksweepError
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
    return error
  }
  return expect.fail('nothing was thrown')
}
