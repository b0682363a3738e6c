import { describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import { checkIndicator } from '../../../src/indicators/check-indicator.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { period } from '../../../src/indicators/options.ts'
import { defineOwnIndicator } from '../../../src/indicators/own-indicator.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { sp500 } from '../../support/sp500.ts'

type Kernel = Indicator<Record<never, never>, readonly ['source'], readonly ['own']>

/** An indicator of the source with one output, no options and a warm-up of `bars`. */
function own(compute: (source: Float64Array, out: Float64Array) => void, bars = 0): Kernel {
  return defineOwnIndicator({
    name: 'own',
    inputs: ['source'],
    options: {},
    outputs: ['own'],
    warmup: () => [bars],
    compute: (_, [source], [out]) => compute(source as Float64Array, out),
  })
}

function change(source: Float64Array, out: Float64Array): void {
  for (let t = 1; t < out.length; t++) out[t] = source[t] - source[t - 1]
}

describe('checkIndicator finds nothing', () => {
  test.each(indicators)('in $name', (spec) => {
    const options = Object.entries(spec.options).map(([name, option]) => [name, 'usual' in option ? option.usual : 20])
    checkIndicator(spec, sp500, Object.fromEntries(options))
  })

  test('in an indicator that keeps its promises', () => {
    checkIndicator(own(change, 1), sp500)
    checkIndicator(own(change, 1), sp500.slice(0, 5))
  })
})

describe('checkIndicator finds', () => {
  test('a value in the warm-up', () => {
    expect(problemsOf(own(change, 3))).toEqual([
      `own is ${sp500.close[1] - sp500.close[0]} on bar 1, in its warm-up of 3 bars`,
    ])
  })

  test('bars that are not written, or have no finite value', () => {
    expect(problemsOf(own(change, 0))).toEqual(['own is NaN on bar 0, though it should have values from bar 0 on'])
    const unfinished = own((source, out) => out.set(source.subarray(0, -1)))
    expect(problemsOf(unfinished)[0]).toBe('own is NaN on bar 5104, though it should have values from bar 0 on')
    const divided = own((source, out) => {
      for (let t = 0; t < out.length; t++) out[t] = 1 / (t === 70 ? 0 : source[t])
    })
    expect(problemsOf(divided)).toEqual(['own is Infinity on bar 70, though it should have values from bar 0 on'])
  })

  test.each([
    ['the next bar', (source: Float64Array, t: number) => source[t + 1] ?? source[t]],
    ['the last bar', (source: Float64Array) => source[source.length - 1]],
    ['the highest bar of all', (source: Float64Array) => Math.max(...source)],
    [
      'the end of the week of bars',
      (source: Float64Array, t: number) => source[Math.min(t - (t % 5) + 4, source.length - 1)],
    ],
  ])('a look at %s', (_, value) => {
    const peeking = own((source, out) => {
      for (let t = 0; t < out.length; t++) out[t] = value(source, t)
    })
    expect(problemsOf(peeking)).toEqual([
      expect.stringMatching(
        /^own looks ahead: on bar \d+ it is [\d.]+ with the bars up to \d+, and [\d.]+ with those up to 5104$/,
      ),
    ])
  })

  test('a difference in the last bit', () => {
    const drifting = own((source, out) => {
      const total = source.reduce((sum, value) => sum + value, 0)
      for (let t = 0; t < out.length; t++) out[t] = source[t] + total - total
    })
    expect(problemsOf(drifting)).toEqual([expect.stringContaining('own looks ahead')])
  })

  test('something that is kept between two calls', () => {
    let calls = 0
    const counting = own((_, out) => {
      out.fill(calls++)
    })
    expect(problemsOf(counting)).toEqual(['own of bar 0 is 0, and 1 when it is computed again'])
  })

  test('a sum that missing values at the start poison for ever', () => {
    const summing = own((source, out) => {
      let sum = 0
      for (let t = 0; t < out.length; t++) out[t] = sum += source[t]
    })
    expect(problemsOf(summing)).toEqual([
      'own is NaN on bar 3, though it should have values from bar 3 on, when the first 3 values of its source are missing',
    ])
  })

  test('a kernel that writes into its input', () => {
    const writing = own((source, out) => {
      out.set(source)
      source[7] = 1
    })
    expect(problemsOf(writing)).toEqual(['compute writes into its input source, which all backtests share'])
    expect(sp500.close[7]).not.toBe(1)
  })

  test.each([[[]], [[1, 2]], [[-1]], [[1.5]], [['1']], [null], [3]])('a warm-up of %j', (warmup) => {
    const wrong = defineOwnIndicator({ ...own(change), warmup: () => warmup as never })
    expect(problemsOf(wrong)).toEqual([
      `warmup returned ${JSON.stringify(warmup)} instead of an array with a whole number of bars for each of own`,
    ])
  })

  test('a look ahead far from the start, when it happens again and again', () => {
    const peeking = own((source, out) => {
      for (let t = 0; t < out.length; t++) out[t] = t > 3000 && t % 3 === 0 ? (source[t + 1] ?? 0) : source[t]
    })
    expect(problemsOf(peeking)).toEqual([expect.stringContaining('own looks ahead')])
  })

  test('several things at once, and of several outputs the one', () => {
    const two = defineOwnIndicator({
      name: 'two',
      inputs: ['high', 'low'],
      options: { period: period('bars') },
      outputs: ['upper', 'lower'],
      warmup: ({ period }) => [period, period],
      compute({ period }, [high, low], [upper, lower]) {
        for (let t = period; t < high.length; t++) {
          upper[t] = high[t - period]
          lower[t - 1] = low[t]
        }
      },
    })
    const error = errorOf(() => checkIndicator(two, sp500, 10))
    expect(error.details).toEqual({
      indicator: 'two',
      problems: [
        `lower is ${sp500.low[10]} on bar 9, in its warm-up of 10 bars`,
        'lower is NaN on bar 5104, though it should have values from bar 10 on',
        `lower looks ahead: on bar 9 it is NaN with the bars up to 9, and ${sp500.low[10]} with those up to 5104`,
      ],
    })
  })

  test('a kernel that throws when there are no bars', () => {
    const throwing = own((source, out) => {
      out.fill(Number(source[0].toFixed(2)))
    })
    const error = errorOf(() => checkIndicator(throwing, sp500))
    expect(error.code).toBe('indicator-invalid')
    expect(error.message).toMatch(/^The indicator "own" failed on 0 bars: compute threw: .*undefined/)
  })
})

describe('checkIndicator refuses', () => {
  test('too few bars to find anything', () => {
    const error = errorOf(() => checkIndicator(own(change, 1), sp500.slice(0, 4)))
    expect(error.code).toBe('option-invalid')
    expect(error.message).toContain('4 bars are too few for the warm-up of own: give at least 5')
  })

  test('options that are missing or not allowed', () => {
    const lagged = defineOwnIndicator({
      name: 'lagged',
      inputs: ['source'],
      options: { period: period('bars') },
      outputs: ['lagged'],
      warmup: ({ period }) => [period],
      compute({ period }, [source], [out]) {
        for (let t = period; t < out.length; t++) out[t] = source[t - period]
      },
    })
    checkIndicator(lagged, sp500, 5)
    expect(errorOf(() => checkIndicator(lagged, sp500, 0)).message).toBe(
      'checkIndicator of lagged: the option "period" (bars) is 0: give a whole number of at least 1.',
    )
  })

  test('what defineIndicator has not made', () => {
    const error = errorOf(() => checkIndicator({ ...own(change) }, sp500))
    expect(error.message).toBe('checkIndicator got an object: give an indicator that defineIndicator has made.')
  })
})

function problemsOf(indicator: Kernel): readonly string[] {
  const { code, message, details } = errorOf(() => checkIndicator(indicator, sp500))
  const problems = details.problems as readonly string[]
  expect(code).toBe('indicator-invalid')
  expect(message).toBe(`The indicator "own" breaks its promises: ${problems.join('; ')}.`)
  return problems
}

function errorOf(call: () => unknown): BacksweepError {
  try {
    call()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BacksweepError)
    return thrown as BacksweepError
  }
  return expect.fail('nothing was thrown')
}
