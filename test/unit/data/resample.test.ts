import { describe, expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { bucketStart, nextBucketStart, resample } from '../../../src/data/resample.ts'
import { DAY, formatTime, HOUR } from '../../../src/data/time.ts'
import { sp500 } from '../../support/sp500.ts'

describe('bucketStart', () => {
  test.each([
    ['1h', '2020-02-29T13:45:00Z', '2020-02-29T13:00:00Z'],
    ['1d', '2020-02-29T13:45:00Z', '2020-02-29'],
    ['1w', '2020-03-01T13:45:00Z', '2020-02-24'],
    ['1w', '2020-03-02', '2020-03-02'],
    ['1M', '2020-02-29T13:45:00Z', '2020-02-01'],
    ['3M', '2020-06-30', '2020-04-01'],
    ['1M', '1969-12-31', '1969-12-01'],
    ['1d', '1969-12-31T01:00:00Z', '1969-12-31'],
  ])('%s of %s begins at %s', (timeframe, time, start) => {
    expect(formatTime(bucketStart(Date.parse(time), timeframe))).toBe(start)
  })
})

describe('nextBucketStart', () => {
  test.each([
    ['1h', '2020-02-29T23:45:00Z', '2020-03-01'],
    ['1w', '2020-03-01T13:45:00Z', '2020-03-02'],
    ['1w', '2020-03-02', '2020-03-09'],
    ['1M', '2020-12-31', '2021-01-01'],
    ['3M', '2020-06-30', '2020-07-01'],
    ['12M', '1969-03-01', '1970-01-01'],
  ])('%s after that of %s begins at %s', (timeframe, time, start) => {
    expect(formatTime(nextBucketStart(Date.parse(time), timeframe))).toBe(start)
  })
})

describe('resample(bars, timeframe)', () => {
  const bars = Bars.from({
    symbol: 'TEST',
    timeframe: '1d',
    time: [3, 4, 5, 6, 20].map((day) => day * DAY),
    open: [10, 11, 12, 13, 14],
    high: [20, 21, 19, 18, 17],
    low: [9, 8, 7, 9, 9],
    close: [11, 12, 13, 14, 15],
    volume: [1, 2, 3, 4, 5],
  })

  test('joins the bars of every week and invents none', () => {
    const weeks = resample(bars, '1w')
    const rows = Array.from({ length: weeks.length }, (_, t) => [
      formatTime(weeks.time[t]),
      ...[weeks.open, weeks.high, weeks.low, weeks.close, weeks.volume].map((column) => column[t]),
    ])
    expect(rows).toEqual([
      ['1969-12-29', 10, 20, 9, 11, 1],
      ['1970-01-05', 11, 21, 7, 14, 9],
      ['1970-01-19', 14, 17, 9, 15, 5],
    ])
    expect(weeks.timeframe).toBe('1w')
  })

  test('of daily bars to months keeps the extremes and the sum of volumes', () => {
    const months = resample(sp500, '1M')
    expect(months.length).toBe(20 * 12 + 4)
    expect(Math.max(...months.high)).toBe(Math.max(...sp500.high))
    expect(Math.min(...months.low)).toBe(Math.min(...sp500.low))
    expect([...months.volume].reduce((a, b) => a + b)).toBeCloseTo(
      [...sp500.volume].reduce((a, b) => a + b),
      -3,
    )
    expect(months.close.at(-1)).toBe(sp500.close.at(-1))
  })

  test('takes longer bars that are seldom one timeframe apart', () => {
    // the afternoons of four days: half days, but a day apart
    const time = [0, 1, 2, 3].flatMap((day) => [14, 15, 16].map((hour) => day * DAY + hour * HOUR))
    const prices = time.map(() => 1)
    const hours = Bars.from({
      symbol: 'TEST',
      timeframe: '1h',
      time,
      open: prices,
      high: prices,
      low: prices,
      close: prices,
    })
    const halves = resample(hours, '12h')
    expect(Array.from(halves.time, formatTime)).toEqual([1, 2, 3, 4].map((day) => `1970-01-0${day}T12:00:00Z`))
  })

  test('of a timeframe that is not longer is an error', () => {
    expect(() => resample(bars, '1d')).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })
})
