import { describe, expect, test } from 'vitest'
import { type BarColumns, validateBars } from '../../../src/data/validate.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 6) // a Monday

function week(changes: Partial<BarColumns> = {}): BarColumns {
  return {
    time: [0, 1, 2, 3, 4].map((n) => start + n * day),
    open: [10, 11, 12, 13, 14],
    high: [12, 13, 14, 15, 16],
    low: [9, 10, 11, 12, 13],
    close: [11, 12, 13, 14, 15],
    volume: [100, 200, 0, 400, 500],
    ...changes,
  }
}

describe('validateBars', () => {
  test('describes sound bars and finds nothing', () => {
    expect(validateBars(week())).toEqual({
      bars: 5,
      first: start,
      last: start + 4 * day,
      timeframe: '1d',
      errors: 0,
      warnings: 0,
      counts: {},
      problems: [],
    })
  })

  test('describes no bars', () => {
    const none: BarColumns = { time: [], open: [], high: [], low: [], close: [], volume: [] }
    expect(validateBars(none)).toMatchObject({ bars: 0, first: null, last: null, timeframe: null, errors: 0 })
    expect(validateBars(none, '1d').timeframe).toBe('1d')
  })

  test.each([
    ['high', { high: [12, 13, 10.5, 15, 16] }, 'high-below-low', 'high 10.5 is below low 11'],
    ['open', { open: [10, 11, 14.5, 13, 14] }, 'open-outside', 'open 14.5 is outside low 11 to high 14'],
    ['close', { close: [11, 12, 10.5, 14, 15] }, 'close-outside', 'close 10.5 is outside low 11 to high 14'],
    ['low', { low: [9, 10, 0, 12, 13] }, 'price-not-positive', 'low 0 is not more than zero'],
    ['open', { open: [10, 11, -12, 13, 14] }, 'price-not-positive', 'open -12 is not more than zero'],
    ['close', { close: [11, 12, Number.NaN, 14, 15] }, 'price-missing', 'close NaN is not a finite number'],
    [
      'high',
      { high: [12, 13, Number.POSITIVE_INFINITY, 15, 16] },
      'price-missing',
      'high Infinity is not a finite number',
    ],
    ['adjclose', { adjclose: [1, 1, 0, 1, 1] }, 'price-not-positive', 'adjclose 0 is not more than zero'],
    [
      'volume',
      { volume: [100, 200, -1, 400, 500] },
      'volume-invalid',
      'volume -1 is not a finite number, zero or more',
    ],
    [
      'volume',
      { volume: [1, 2, Number.NaN, 4, 5] },
      'volume-invalid',
      'volume NaN is not a finite number, zero or more',
    ],
    [
      'time',
      { time: [0, 1, Number.NaN, 3, 4].map((n) => start + n * day) },
      'time-invalid',
      'time NaN is not whole epoch milliseconds',
    ],
    [
      'time',
      { time: [0, 1, 1, 3, 4].map((n) => start + n * day) },
      'duplicate-time',
      'time 2020-01-07 is that of the bar before, too',
    ],
    [
      'time',
      { time: [0, 1, 0.5, 3, 4].map((n) => start + n * day) },
      'unsorted',
      'time 2020-01-06T12:00:00Z comes after 2020-01-07',
    ],
  ] as const)('finds in %s of bar 2 of %j the %s', (column, change, kind, message) => {
    const report = validateBars(week(change))
    const time = Number.isNaN(week(change).time[2]) ? null : week(change).time[2]
    expect(report.problems).toEqual([{ kind, severity: 'error', bar: 2, time, column, message }])
    expect(report).toMatchObject({ errors: 1, warnings: 0, counts: { [kind]: 1 } })
  })

  test('compares across a bar whose time is not a time', () => {
    const time = [start, start + 2 * day, Number.NaN, start + day, start + 3 * day]
    expect(validateBars(week({ time })).problems.map(({ kind, bar }) => [kind, bar])).toEqual([
      ['time-invalid', 2],
      ['unsorted', 3],
    ])
  })

  test('reports open and close outside the same bar both', () => {
    const report = validateBars(week({ open: [10, 11, 99, 13, 14], close: [11, 12, 1, 14, 15] }))
    expect(report.problems.map(({ kind }) => kind)).toEqual(['open-outside', 'close-outside'])
  })

  test('does not compare prices that are missing', () => {
    const report = validateBars(week({ high: [12, 13, Number.NaN, 15, 16], open: [10, 11, 99, 13, 14] }))
    expect(report.problems.map(({ kind }) => kind)).toEqual(['price-missing'])
  })

  test('says of a series in reverse that it runs newest first, once', () => {
    const report = validateBars(week({ time: [4, 3, 2, 1, 0].map((n) => start + n * day) }))
    expect(report.problems).toEqual([
      {
        kind: 'unsorted',
        severity: 'error',
        bar: 1,
        time: start + 3 * day,
        column: 'time',
        message: 'the bars run newest first, from 2020-01-10 back to 2020-01-06, so reverse them',
        count: 4,
      },
    ])
  })

  test('keeps problems in order of bars', () => {
    const report = validateBars(week({ open: [10, 11, 12, 13, 99], close: [0, 12, 13, 14, 15] }))
    expect(report.problems.map(({ bar }) => bar)).toEqual([0, 4])
  })

  test('lists 100 problems of each kind and counts all', () => {
    const bars = 1000
    const column = (value: number) => new Float64Array(bars).fill(value)
    const columns = { time: column(0), open: column(1), high: column(1), low: column(1), close: column(-1) }
    const report = validateBars({ ...columns, time: columns.time.map((_, i) => i * day), volume: column(-1) })
    expect(report.counts).toEqual({ 'price-not-positive': 1000, 'volume-invalid': 1000 })
    expect(report.errors).toBe(2000)
    expect(report.problems.length).toBe(200)
    expect(report.problems.at(-1)).toMatchObject({ bar: 99, kind: 'volume-invalid' })
  })
})

describe('a declared timeframe', () => {
  test('that most differences contradict is an error at the first bar that shows it', () => {
    const time = [0, 3, 4, 5, 6].map((n) => start + n * day)
    expect(validateBars(week({ time }), '1h').problems).toEqual([
      {
        kind: 'timeframe-mismatch',
        severity: 'error',
        bar: 2,
        time: time[2],
        column: 'time',
        message: 'most bars are 1d apart, which is not the declared timeframe 1h',
      },
    ])
    expect(validateBars(week({ time }), '1w').counts).toEqual({ 'timeframe-mismatch': 1 })
  })

  test('may be written in another unit', () => {
    expect(validateBars(week(), '24h')).toMatchObject({ errors: 0, timeframe: '24h' })
  })

  test('is believed when there are only two bars: Friday and Monday', () => {
    const columns = Object.fromEntries(Object.entries(week()).map(([name, values]) => [name, values.slice(0, 2)]))
    const weekend = { ...(columns as unknown as BarColumns), time: [start - 3 * day, start] }
    expect(validateBars(weekend, '1d').errors).toBe(0)
  })

  test('that is not a timeframe is the error option-invalid', () => {
    expect(() => validateBars(week(), 'daily')).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })
})
