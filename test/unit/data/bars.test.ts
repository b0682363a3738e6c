import { describe, expect, test } from 'vitest'
import { Bars, type BarsInput } from '../../../src/data/bars.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 6) // a Monday

/** Five sound daily bars, Monday to Friday, with what `changes` puts in their place. */
function week(changes: Partial<BarsInput> = {}): BarsInput {
  return {
    symbol: 'ABC',
    timeframe: '1d',
    time: [0, 1, 2, 3, 4].map((n) => start + n * day),
    open: [10, 11, 12, 13, 14],
    high: [12, 13, 14, 15, 16],
    low: [9, 10, 11, 12, 13],
    close: [11, 12, 13, 14, 15],
    volume: [100, 200, 0, 400, 500],
    ...changes,
  }
}

describe('Bars.from', () => {
  test('copies the columns into views on one shared buffer', () => {
    const open = [10, 11, 12, 13, 14]
    const bars = Bars.from(week({ open }))
    open[0] = 99
    expect([...bars.open]).toEqual([10, 11, 12, 13, 14])
    expect([...bars.volume]).toEqual([100, 200, 0, 400, 500])
    expect(bars).toMatchObject({ symbol: 'ABC', timeframe: '1d', length: 5 })

    const columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume] as Float64Array[]
    for (const column of columns) expect(column).toBeInstanceOf(Float64Array)
    expect(new Set(columns.map(({ buffer }) => buffer))).toEqual(new Set([bars.share().buffer]))
    expect(bars.share().buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(bars.share().buffer.byteLength).toBe(6 * 5 * 8)
  })

  test('takes typed arrays', () => {
    expect([...Bars.from(week({ close: Float32Array.of(11, 12, 13, 14, 15) })).close]).toEqual([11, 12, 13, 14, 15])
  })

  test('without a volume has zeros', () => {
    expect([...Bars.from(week({ volume: undefined })).volume]).toEqual([0, 0, 0, 0, 0])
  })

  test('allows no bars', () => {
    const none = { time: [], open: [], high: [], low: [], close: [], volume: [] }
    expect(Bars.from(week(none)).length).toBe(0)
  })

  test('allows gaps', () => {
    const time = [0, 1, 2, 30, 31].map((n) => start + n * day)
    expect(Bars.from(week({ time })).length).toBe(5)
  })

  test('refuses columns of different lengths', () => {
    expect(() => Bars.from(week({ low: [9, 10] }))).toThrow(
      expect.objectContaining({
        code: 'bars-invalid',
        message: 'ABC: low has 2 values and time has 5: give columns of one length',
      }),
    )
  })

  test('refuses a timeframe that is not one', () => {
    expect(() => Bars.from(week({ timeframe: 'daily' }))).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })

  test('names the first bad bar, its date, its value and how many more there are', () => {
    expect(() => Bars.from(week({ open: [10, 11, 99, 13, 14], close: [11, 12, 13, -1, Number.NaN] }))).toThrow(
      expect.objectContaining({
        code: 'bars-invalid',
        message:
          'ABC: bar 2 (2020-01-08): open 99 is outside low 11 to high 14 (and 2 more problems): correct the prices or remove the bar',
        details: { symbol: 'ABC', bar: 2, problem: 'open-outside', column: 'open', errors: 3 },
      }),
    )
  })

  test('refuses times that contradict the timeframe', () => {
    expect(() => Bars.from(week({ timeframe: '1h' }))).toThrow(
      /^ABC: bar 1 \(2020-01-07\): most bars are 1d apart, which is not the declared timeframe 1h: declare/,
    )
  })
})

describe('bars.slice', () => {
  const bars = Bars.from(week())

  test('is a view on the same memory', () => {
    const view = bars.slice(1, 4)
    expect([...view.close]).toEqual([12, 13, 14])
    expect([...view.slice(1).volume]).toEqual([0, 400])
    expect((view.open as Float64Array).buffer).toBe((bars.open as Float64Array).buffer)
    expect(view).toMatchObject({ symbol: 'ABC', timeframe: '1d', length: 3 })
  })

  test.each([
    [undefined, undefined],
    [-2, undefined],
    [1, -1],
    [3, 1],
    [-99, 99],
    [5, 9],
    [1.9, 3.9],
    [Number.NaN, 2],
  ])('slice(%s, %s) takes the bars that subarray takes', (from, to) => {
    expect([...bars.slice(from, to).close]).toEqual([...(bars.close as Float64Array).subarray(from, to)])
  })
})

describe('bars.indexAt', () => {
  const bars = Bars.from(week())

  test.each([
    ['before the first bar', start - 1, 0],
    ['exactly at a bar', start + 2 * day, 2],
    ['just after a bar', start + 2 * day + 1, 3],
    ['at the last bar', start + 4 * day, 4],
    ['after the last bar', start + 4 * day + 1, 5],
    ['-Infinity', Number.NEGATIVE_INFINITY, 0],
    ['NaN', Number.NaN, 5],
  ])('%s', (_, time, index) => {
    expect(bars.indexAt(time)).toBe(index)
  })
})

test('bars.between(start, end) has the bar at start and not the one at end', () => {
  const bars = Bars.from(week())
  expect([...bars.between(start + day, start + 3 * day).close]).toEqual([12, 13])
  expect(bars.between(start + day, start + day).length).toBe(0)
  expect(bars.between(start + 3 * day, start + day).length).toBe(0)
})

describe('bars.share and Bars.fromShared', () => {
  test('carry a view over a structured clone without copying', () => {
    const view = Bars.from(week()).slice(1, 4)
    const there = Bars.fromShared(structuredClone(view.share()))
    expect(there).toMatchObject({ symbol: 'ABC', timeframe: '1d', length: 3 })
    expect([...there.close]).toEqual([12, 13, 14])
    expect(there.fingerprint).toBe(view.fingerprint)

    const writable = view.close as Float64Array
    writable[0] = 12.5
    expect(there.close[0]).toBe(12.5)
  })
})

describe('bars.fingerprint', () => {
  const bars = Bars.from(week())

  test('is the SHA-256 of timeframe, length and columns', () => {
    // taken with Python: sha256(b'1d\n5\n' + the six columns packed as '<5d')
    expect(bars.fingerprint).toBe('5f10d292026bca2ec8db23feda8b46f50c66291a25371f655c190ab44d7b225f')
  })

  test('leaves the symbol out', () => {
    expect(Bars.from(week({ symbol: 'XYZ' })).fingerprint).toBe(bars.fingerprint)
  })

  test('is that of the content, wherever it lies', () => {
    const longer = Bars.from(
      week({
        time: [-3, 0, 1, 2, 3, 4].map((n) => start + n * day),
        open: [10, 10, 11, 12, 13, 14],
        high: [12, 12, 13, 14, 15, 16],
        low: [9, 9, 10, 11, 12, 13],
        close: [11, 11, 12, 13, 14, 15],
        volume: [1, 100, 200, 0, 400, 500],
      }),
    )
    expect(longer.slice(1).fingerprint).toBe(bars.fingerprint)
    expect(longer.fingerprint).not.toBe(bars.fingerprint)
  })

  test.each([
    ['time', { time: [0, 1, 2, 3, 5].map((n) => start + n * day) }],
    ['open', { open: [10, 11, 12, 13, 14.5] }],
    ['high', { high: [12, 13, 14, 15, 16.5] }],
    ['low', { low: [9, 10, 11, 12, 12.5] }],
    ['close', { close: [11, 12, 13, 14, 15.5] }],
    ['volume', { volume: [100, 200, 0, 400, 501] }],
    ['timeframe', { timeframe: '24h' }],
  ])('changes with %s', (_, change) => {
    expect(Bars.from(week(change)).fingerprint).not.toBe(bars.fingerprint)
  })

  test('is taken once; fromShared looks again', () => {
    const mine = Bars.from(week())
    const before = mine.fingerprint
    const writable = mine.close as Float64Array
    writable[0] = 11.5
    expect(mine.fingerprint).toBe(before)
    expect(Bars.fromShared(mine.share()).fingerprint).not.toBe(before)
  })
})

test('bars cannot be given other columns', () => {
  const bars = Bars.from(week())
  expect(() => Object.assign(bars, { close: [1, 2, 3, 4, 5] })).toThrow(TypeError)
})
