import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptNumbers, parametersAt, range, searchSpace } from '../../../src/sweep/plan/search-space.ts'

describe('range(start, end, step)', () => {
  test('has the start and not the end', () => {
    expect(range(2, 6)).toEqual([2, 3, 4, 5])
    expect(range(5, 6)).toEqual([5])
  })

  test('stops before an end that no step meets', () => {
    expect(range(0, 10, 4)).toEqual([0, 4, 8])
    expect(range(0, 1, 0.3)).toEqual([0, 0.3, 0.6, 0.9])
  })

  test('gives decimals as they are written, however steps of them add up', () => {
    expect(range(0.1, 0.4, 0.1)).toEqual([0.1, 0.2, 0.3]) // 0.1 + 0.2 is 0.30000000000000004
    expect(range(0, 1, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    expect(range(1, 1.3, 0.1)).toEqual([1, 1.1, 1.2]) // (1.3 - 1) / 0.1 is 3.0000000000000004
    expect(range(0.005, 0.03, 0.005)).toEqual([0.005, 0.01, 0.015, 0.02, 0.025])
    expect(range(1e-7, 4e-7, 1e-7)).toEqual([1e-7, 2e-7, 3e-7])
    expect(range(-0.3, 0.2, 0.1)).toEqual([-0.3, -0.2, -0.1, 0, 0.1]) // -0.3 + 3 * 0.1 is 5.6e-17
  })

  test('counts down with a negative step', () => {
    expect(range(5, 2, -1)).toEqual([5, 4, 3])
    expect(range(0.3, 0, -0.1)).toEqual([0.3, 0.2, 0.1])
    expect(range(1, -2, -1)).toEqual([1, 0, -1])
  })

  test('is empty when the end is not ahead', () => {
    expect(range(5, 5)).toEqual([])
    expect(range(5, 2)).toEqual([])
    expect(range(2, 5, -1)).toEqual([])
  })

  test('does not round whole numbers, such as times', () => {
    expect(range(1_234_567_890_123, 1_234_567_890_126)).toEqual([
      1_234_567_890_123, 1_234_567_890_124, 1_234_567_890_125,
    ])
  })

  test('of whole numbers is what a loop counts', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (start, span, step) => {
          const counted: number[] = []
          for (let value = start; value < start + span; value += step) counted.push(value)
          expect(range(start, start + span, step)).toEqual(counted)
        },
      ),
    )
  })

  test('of decimals lies between start and end, one step apart', () => {
    const cents = fc.integer({ min: -10_000, max: 10_000 })
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 1, max: 500 }), (start, end, step) => {
        const counted: number[] = []
        for (let value = start; value < end; value += step) counted.push(value / 100)
        expect(range(start / 100, end / 100, step / 100)).toEqual(counted)
      }),
    )
  })

  test('cannot be written to', () => {
    expect(Object.isFrozen(range(1, 3))).toBe(true)
  })

  test.each([
    [0, 5, 0],
    [0, Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY, 1],
    [Number.NEGATIVE_INFINITY, 0, 1],
    [0, 5, Number.NaN],
  ])('refuses range(%s, %s, %s)', (start, end, step) => {
    expect(() => range(start, end, step)).toThrow(
      `range(${start}, ${end}, ${step}): give finite numbers and a step other than 0.`,
    )
  })
})

const defaults = { fast: 10, slow: 30, mode: 'sma', short: false }

describe('searchSpace(defaults, given)', () => {
  test('gives parameters that are left out their default, before those given in the order given', () => {
    const space = searchSpace(defaults, { slow: [20, 30], fast: [2, 3, 4] })
    expect(space).toEqual({
      names: ['mode', 'short', 'slow', 'fast'],
      values: [['sma'], [false], [20, 30], [2, 3, 4]],
      size: 6,
    })
  })

  test('takes one value for a list of one', () => {
    expect(searchSpace(defaults, { mode: 'ema' }).values).toEqual([[10], [30], [false], ['ema']])
  })

  test('of a strategy without parameters has one set', () => {
    const space = searchSpace({}, {})
    expect(space.size).toBe(1)
    expect(parametersAt(space, 0)).toEqual({})
  })

  test.each<[string, unknown, string, string]>([
    ['fst', [1], 'name-unknown', 'Unknown parameter "fst". Did you mean "fast"?'],
    ['fast', [], 'sweep-empty', 'Parameter "fast" has no values: give at least one (range(a, b) leaves out b).'],
    ['fast', [1, 2, 1], 'option-invalid', 'Parameter "fast" lists 1 twice: give every value once.'],
    [
      'fast',
      [1, '2'],
      'option-invalid',
      'Parameter "fast" has the value "2": it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      Number.NaN,
      'option-invalid',
      'Parameter "fast" has the value NaN: it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      [Number.POSITIVE_INFINITY],
      'option-invalid',
      'Parameter "fast" has the value Infinity: it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      null,
      'option-invalid',
      'Parameter "fast" has the value null: it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      undefined,
      'option-invalid',
      'Parameter "fast" has the value undefined: it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      [3n],
      'option-invalid',
      'Parameter "fast" has the value 3: it must be a finite number, like its default 10.',
    ],
    [
      'fast',
      [[1, 2]],
      'option-invalid',
      'Parameter "fast" has the value [1,2]: it must be a finite number, like its default 10.',
    ],
    [
      'mode',
      ['sma', 3],
      'option-invalid',
      'Parameter "mode" has the value 3: it must be a string, like its default sma.',
    ],
    ['mode', ['sma', 'sma'], 'option-invalid', 'Parameter "mode" lists "sma" twice: give every value once.'],
    [
      'short',
      [true, 'no'],
      'option-invalid',
      'Parameter "short" has the value "no": it must be a boolean, like its default false.',
    ],
  ])('refuses %s: %s', (name, values, code, message) => {
    expect(() => searchSpace(defaults, { [name]: values })).toThrow(expect.objectContaining({ code, message }))
  })

  test('refuses a grid with more sets than can be numbered', () => {
    expect(() => searchSpace(defaults, { fast: range(0, 1e5), slow: range(0, 1e5) })).toThrow(
      'The grid has 10000000000 parameter sets: at most 100000000 can be numbered; use larger steps, or a search such as randomSearch({ trials: 10_000 }).',
    )
  })
})

describe('parametersAt(space, number)', () => {
  test('varies the last parameter fastest', () => {
    const space = searchSpace(defaults, { fast: [2, 3], mode: ['sma', 'ema'], short: [false, true] })
    const sets = Array.from({ length: space.size }, (_, number) => parametersAt(space, number))
    expect(sets.map(({ fast, mode, short }) => [fast, mode, short])).toEqual([
      [2, 'sma', false],
      [2, 'sma', true],
      [2, 'ema', false],
      [2, 'ema', true],
      [3, 'sma', false],
      [3, 'sma', true],
      [3, 'ema', false],
      [3, 'ema', true],
    ])
    expect(sets.every(({ slow }) => slow === 30)).toBe(true)
  })
})

describe('keptNumbers(space, where)', () => {
  const space = searchSpace(defaults, { fast: [1, 2, 3], slow: [1, 2, 3] })

  test('without where keeps all, in order', () => {
    expect([...keptNumbers(space, undefined)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('keeps those for which where is true', () => {
    const kept = keptNumbers(space, ({ fast, slow }: { fast: number; slow: number }) => fast < slow)
    expect(Array.from(kept, (number) => parametersAt(space, number))).toEqual([
      { mode: 'sma', short: false, fast: 1, slow: 2 },
      { mode: 'sma', short: false, fast: 1, slow: 3 },
      { mode: 'sma', short: false, fast: 2, slow: 3 },
    ])
  })

  test('says on which parameters where threw, and what', () => {
    const where = ({ fast }: { fast: number }) => {
      if (fast === 2) throw new RangeError('no 2')
      return true
    }
    expect(() => keptNumbers(space, where)).toThrow(
      expect.objectContaining({
        code: 'option-invalid',
        message: 'where() threw on {"mode":"sma","short":false,"fast":2,"slow":1}: no 2',
        cause: expect.any(RangeError),
      }),
    )
  })
})
