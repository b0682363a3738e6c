import { expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { resolveDateRange } from '../../../src/data/date-range.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 6)
const ones = [1, 1, 1, 1, 1]
const bars = Bars.from({
  symbol: 'ABC',
  timeframe: '1d',
  time: ones.map((_, i) => start + i * day),
  open: ones,
  high: ones,
  low: ones,
  close: ones,
})

test('resolveDateRange finds the bars of [start, end)', () => {
  expect(resolveDateRange(bars, { name: 'mid', start: '2020-01-07', end: '2020-01-09' })).toEqual({
    name: 'mid',
    start: start + day,
    end: start + 3 * day,
    from: 1,
    to: 3,
  })
})

test('resolveDateRange takes numbers and Dates, and a range wider than the data', () => {
  expect(resolveDateRange(bars, { name: 'all', start: 0, end: new Date('2030-01-01T00:00:00Z') })).toMatchObject({
    from: 0,
    to: 5,
  })
})

test('resolveDateRange names a range after its ends', () => {
  expect(resolveDateRange(bars, { start: '20200107', end: '2020-01-09' }).name).toBe('2020-01-07_2020-01-09')
  expect(resolveDateRange(bars, { start: '2020-01-07', end: '2020-01-09 12:00' }).name).toBe(
    '2020-01-07_2020-01-09T12:00:00Z',
  )
})

test.each([
  ['tomorrow', 'date-invalid', /^The end of date range "r" is "tomorrow", which is not a date: /],
  ['2020-01-06', 'option-invalid', /^Date range "r" starts at 2020-01-06 and ends at 2020-01-06: the end is not part/],
  ['2019-01-06', 'option-invalid', /^Date range "r" starts at 2020-01-06 and ends at 2019-01-06/],
])('resolveDateRange refuses the end %s with %s', (end, code, message) => {
  const attempt = () => resolveDateRange(bars, { name: 'r', start: '2020-01-06', end })
  expect(attempt).toThrow(expect.objectContaining({ code }))
  expect(attempt).toThrow(message)
})

test('resolveDateRange of a range without a name says "the date range"', () => {
  expect(() => resolveDateRange(bars, { start: 'x', end: 0 })).toThrow(/^The start of the date range is "x"/)
})

test('resolveDateRange refuses a range without bars and says what the data covers', () => {
  const attempt = () => resolveDateRange(bars, { name: 'late', start: '2021-01-01', end: '2021-02-01' })
  expect(attempt).toThrow(expect.objectContaining({ code: 'range-empty' }))
  expect(attempt).toThrow(
    'Date range "late", 2021-01-01 to 2021-02-01 (the end not included), holds no bars: ABC 1d has 5, from 2020-01-06 to 2020-01-10. Choose dates inside the data',
  )
  expect(() => resolveDateRange(bars.slice(0, 0), { start: '2020-01-06', end: '2020-01-07' })).toThrow(
    /holds no bars: ABC has none at all\./,
  )
})
