import { describe, expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { DAY, HOUR } from '../../../src/data/time.ts'
import { Universe } from '../../../src/data/universe.ts'

/** Daily bars on these days since 1970 (or so many timeframes since then), with prices that tell symbol and day. */
function daily(
  symbol: string,
  days: readonly number[],
  { first = 100, timeframe = '1d', step = DAY, offset = 0 } = {},
) {
  const close = days.map((day) => first + day)
  return Bars.from({
    symbol,
    timeframe,
    time: days.map((day) => day * step + offset),
    open: close.map((price) => price - 1),
    high: close.map((price) => price + 2),
    low: close.map((price) => price - 2),
    close,
  })
}

const a = daily('A', [1, 2, 3, 4, 6])
const b = daily('B', [2, 4, 5, 6, 7], { first: 200 })
const days = (column: Iterable<number>) => Array.from(column, (time) => time / DAY)

describe('Universe.of(symbols)', () => {
  test('F41 the bars of a portfolio are the times at which any of its symbols has a bar', () => {
    const { clock, symbols } = Universe.of([a, b])
    expect(days(clock.time)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(clock).toMatchObject({ symbol: 'A+B', timeframe: '1d' })
    expect(symbols).toEqual([a, b])
  })

  test('of one symbol has its bars as the clock', () => {
    const universe = Universe.of([a])
    expect(universe.clock).toBe(a)
    expect(universe.aligned).toEqual([
      { symbol: 'A', open: a.open, high: a.high, low: a.low, close: a.close, own: null, places: null },
    ])
  })

  test('F41 takes symbols whose bars together have other steps than one alone', () => {
    // most steps of the clock are three days long
    expect(days(Universe.of([daily('A', [0, 1, 4]), daily('B', [0, 1, 7])]).clock.time)).toEqual([0, 1, 4, 7])
    const months = [0, 31, 59, 90].map((day) => ({ step: DAY, timeframe: '1M', day }))
    const [january, february, march] = months.map(({ day, ...form }) => daily(`M${day}`, [day], form))
    expect(days(Universe.of([january, february, march]).clock.time)).toEqual([0, 31, 59])
  })

  test('takes a symbol without bars', () => {
    const universe = Universe.of([a, daily('NONE', [])])
    expect(days(universe.clock.time)).toEqual([1, 2, 3, 4, 6])
    expect([...universe.aligned[1].close]).toEqual([NaN, NaN, NaN, NaN, NaN])
  })

  test.each([
    ['no symbols', [], 'data has no symbols: give at least one.'],
    ['a name twice', [a, b, a], 'data has "A" twice: give each symbol its own name.'],
    [
      'two timeframes',
      [a, daily('HOURS', [1], { timeframe: '1h' })],
      'data has A in 1d and HOURS in 1h: give bars of one timeframe; a strategy can ask for longer ones with higher().',
    ],
    [
      'F41 bars that begin inside those of another symbol',
      [a, daily('LATER', [4], { offset: 5 * HOUR })],
      'data has bars of 1d that overlap, A with one at 1970-01-05 and LATER with one at 1970-01-05T05:00:00Z: give bars that begin at the same times.',
    ],
  ])('of %s is an error', (_, symbols, message) => {
    expect(() => Universe.of(symbols)).toThrow(
      expect.objectContaining({ code: 'option-invalid', message, details: { option: 'data' } }),
    )
  })

  test('F41 takes bars of one symbol that overlap, as on days that are an hour shorter', () => {
    const time = [0, 4, 8, 11, 15].map((hour) => hour * HOUR) // the clocks went forward between 8 and 11
    const prices = time.map(() => 1)
    const bars = (symbol: string) =>
      Bars.from({ symbol, timeframe: '4h', time, open: prices, high: prices, low: prices, close: prices })
    expect([...Universe.of([bars('A'), bars('B')]).clock.time]).toEqual(time)
  })
})

describe('universe.aligned', () => {
  test('F41 nothing is filled in but the last close known', () => {
    const [first, second] = Universe.of([a, b]).aligned
    expect(first).toMatchObject({
      symbol: 'A',
      own: Int32Array.of(0, 1, 2, 3, -1, 4, -1),
      places: Int32Array.of(0, 1, 2, 3, 5),
    })
    expect([...first.open]).toEqual([100, 101, 102, 103, NaN, 105, NaN])
    expect([...first.high]).toEqual([103, 104, 105, 106, NaN, 108, NaN])
    expect([...first.low]).toEqual([99, 100, 101, 102, NaN, 104, NaN])
    expect([...first.close]).toEqual([101, 102, 103, 104, 104, 106, 106])
    expect([...second.close]).toEqual([NaN, 202, 202, 204, 205, 206, 207])
  })

  test('of a symbol that has every bar are its own columns', () => {
    const all = daily('ALL', [1, 2, 3, 4, 5, 6, 7])
    const [first, second] = Universe.of([a, all]).aligned
    expect(first.own).not.toBeNull()
    expect(second.own).toBeNull()
    expect(second.close).toBe(all.close)
  })

  test('is made once', () => {
    const universe = Universe.of([a, b])
    expect(universe.aligned).toBe(universe.aligned)
  })
})

describe('universe.until(to)', () => {
  test('F41 is what is known after the first bars of the portfolio', () => {
    const { symbols, clock } = Universe.of([a, b]).until(4)
    expect(days(clock.time)).toEqual([1, 2, 3, 4])
    expect(symbols.map(({ time }) => days(time))).toEqual([
      [1, 2, 3, 4],
      [2, 4],
    ])
  })

  test('has the first bars of every aligned column', () => {
    const universe = Universe.of([a, b])
    for (let n = 0; n <= universe.clock.length + 1; n++) {
      const known = universe.until(n)
      expect(known.symbols.map(({ symbol }) => symbol)).toEqual(['A', 'B'])
      for (const [k, { open, close }] of known.aligned.entries()) {
        expect(Array.from(open), `open of ${k} until ${n}`).toEqual([...universe.aligned[k].open.slice(0, n)])
        expect(Array.from(close), `close of ${k} until ${n}`).toEqual([...universe.aligned[k].close.slice(0, n)])
      }
    }
  })

  test('of one symbol shares its memory', () => {
    const { symbols, clock } = Universe.of([a]).until(2)
    expect(symbols[0]).toBe(clock)
    expect([...clock.close]).toEqual([101, 102])
    expect(clock.share().buffer).toBe(a.share().buffer)
  })
})

describe('universe.fingerprint', () => {
  test('of one symbol is that of its bars', () => {
    expect(Universe.of([a]).fingerprint).toBe(a.fingerprint)
  })

  test('of several tells their names, their content and their order', () => {
    const { fingerprint } = Universe.of([a, b])
    expect(Universe.of([daily('A', [1, 2, 3, 4, 6]), b]).fingerprint).toBe(fingerprint)
    const others = [
      [b, a],
      [daily('C', [1, 2, 3, 4, 6]), b],
      [daily('A', [1, 2, 3, 4, 6], { first: 101 }), b],
      [a, b, daily('C', [1])],
      [a],
    ]
    const all = [fingerprint, ...others.map((symbols) => Universe.of(symbols).fingerprint)]
    expect(new Set(all).size).toBe(6)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  test('of what is known until a bar is another one', () => {
    expect(Universe.of([a, b]).until(3).fingerprint).not.toBe(Universe.of([a, b]).fingerprint)
  })
})

test('Universe.fromShared(symbols, clock) is the same universe on the same memory', () => {
  const universe = Universe.of([a, b])
  const shared = (bars: Bars) => Bars.fromShared(structuredClone(bars.share()))
  const other = Universe.fromShared(universe.symbols.map(shared), shared(universe.clock))
  expect(other.fingerprint).toBe(universe.fingerprint)
  expect(other.aligned).toEqual(universe.aligned)
  expect([...other.clock.time]).toEqual([...universe.clock.time])
})
