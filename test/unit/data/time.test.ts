import { describe, expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import { formatTime, parseDate, parseTime } from '../../../src/data/time.ts'

const midnight = Date.UTC(2022, 0, 1)
const morning = Date.UTC(2022, 0, 1, 8)

describe('parseTime reads', () => {
  test.each([
    ['2022-01-01', midnight],
    ['2022/01/01', midnight],
    ['20220101', midnight],
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['1969-12-31', -86_400_000],
    ['2022-01-01 08:00', morning],
    ['2022/01/01 08:00', morning],
    ['2022-01-01 08:00:00', morning],
    ['2022-01-01T08:00:00', morning],
    ['2022-01-01T08:00:00.5', morning + 500],
    ['2022-01-01T08:00:00.000+0000', morning],
    ['2022-01-01 08:00:00.123456', morning + 123],
    ['2022-01-01 23:59:59.999', midnight + 86_399_999],
    ['2022-01-01T08:00Z', morning],
    ['2022-01-01T08:00:00Z', morning],
    ['2022-01-01T08:00:00+00:00', morning],
    ['2022-01-01T09:30:00+01:30', morning],
    ['2022-01-01 03:00:00-05:00', morning],
    ['2022-01-01 03:00:00-0500', morning],
    ['1640995200', midnight],
    ['1640995200.0', midnight],
    ['1640995200.25', midnight + 250],
    ['1640995200000', midnight],
    ['1640995200000.7', midnight],
    ['946684800', Date.UTC(2000, 0, 1)],
    ['946684800000', Date.UTC(2000, 0, 1)],
  ])('%s', (text, time) => {
    expect(parseTime(text)).toBe(time)
  })
})

describe('parseTime is NaN for', () => {
  test.each([
    '',
    'yesterday',
    '01/02/2020',
    '2020-1-2',
    '2020-13-01',
    '2020-00-10',
    '2021-02-29',
    '2020-02-31',
    '2020-02-00',
    '2020-01/02',
    '2020-0102',
    '0099-01-01',
    '2020-01-01T24:00:00',
    '2020-01-01T08:60:00',
    '2020-01-01T08:00:60',
    '2020-01-01T08',
    '2020-01-01Z',
    '2020-01-01T08:00:00+15:00',
    '2020-01-01T08:00:00+01:60',
    '2020-01-01T08:00:00 UTC',
    '2020-01-01 08:00:00 PM',
    ' 2020-01-01',
    '2020-01-01\n',
    'Jan 1, 2020',
    '2020',
    '12345678901', // 11 digits: neither seconds nor milliseconds
    '16409952000000000',
    '-1640995200',
    '1.6e9',
    'NaN',
  ])('%j', (text) => {
    expect(parseTime(text)).toBeNaN()
  })
})

test.each([
  [midnight, '2022-01-01'],
  [morning, '2022-01-01T08:00:00Z'],
  [morning + 5, '2022-01-01T08:00:00.005Z'],
  [-86_400_000, '1969-12-31'],
  [Number.NaN, 'NaN'],
  [9e15, '9000000000000000'],
])('formatTime(%d) is %s', (time, text) => {
  expect(formatTime(time)).toBe(text)
})

describe('parseDate', () => {
  test('takes text, epoch milliseconds and a Date', () => {
    for (const value of ['2022-01-01T08:00:00Z', morning, new Date(morning)]) {
      expect(parseDate(value, 'The start')).toBe(morning)
    }
  })

  test.each([
    ['01/02/2020', /^The start is "01\/02\/2020", which is not a date: write 2022-01-31, .*or a Date$/],
    [Number.NaN, /^The start is NaN, which is not a date/],
    [1.5, /^The start is 1\.5, which is not a date/],
    [9e15, /^The start is 9000000000000000, which is not a date/],
    [new Date('garbage'), /^The start is Invalid Date, which is not a date/],
  ])('refuses %s with date-invalid', (value, message) => {
    const attempt = () => parseDate(value, 'The start')
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(BacksweepError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'date-invalid' }))
  })
})
