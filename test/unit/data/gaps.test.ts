import { describe, expect, test } from 'vitest'
import { gapRule } from '../../../src/data/gaps.ts'

const hour = 3_600_000
const day = 24 * hour
const monday = Date.UTC(2020, 0, 6)

/** Messages of all gaps in a series. */
function gaps(time: readonly number[], timeframe: string): string[] {
  const between = gapRule(time, timeframe)
  return time.flatMap((now, i) => (i === 0 ? [] : (between(time[i - 1], now)?.message ?? [])))
}

/** `days` days of 24 bars, or of the hours given, without the times in `without`. */
function hourly(days: number, hours: readonly number[], without: (time: Date) => boolean = () => false): number[] {
  return Array.from({ length: days }, (_, d) => hours.map((h) => monday + d * day + h * hour))
    .flat()
    .filter((time) => !without(new Date(time)))
}

const allHours = Array.from({ length: 24 }, (_, h) => h)
const isWeekend = (time: Date) => time.getUTCDay() === 0 || time.getUTCDay() === 6

describe('daily bars of a market that closes', () => {
  const weekdays = (count: number) => hourly(count, [0], isWeekend)

  test('have no gap over a weekend or a weekend with a holiday on each side', () => {
    expect(gaps(weekdays(21), '1d')).toEqual([])
    const easter = [0, 3, 8, 9].map((n) => monday + n * day) // Thursday to Tuesday: 5 days
    expect(gaps(easter, '1d')).toEqual([])
  })

  test('have no gap over another weekend than Saturday and Sunday', () => {
    const sundayToThursday = hourly(28, [0], (at) => at.getUTCDay() === 5 || at.getUTCDay() === 6)
    expect(gaps(sundayToThursday, '1d')).toEqual([])
  })

  test('have a gap after more than 5 days', () => {
    const time = [0, 1, 7, 8].map((n) => monday + n * day)
    expect(gaps(time, '1d')).toEqual(['no bar for 6 days after 2020-01-07'])
  })
})

describe('bars of a market that never closes', () => {
  test('have a gap for every missing day', () => {
    const time = hourly(28, [0], (at) => at.getUTCDate() === 15)
    expect(gaps(time, '1d')).toEqual(['1 bar of 1d missing after 2020-01-14'])
  })

  test('have a gap for missing hours, also over midnight and over a weekend', () => {
    const overnight = hourly(28, allHours, (at) => at.getTime() >= monday + 22 * hour && at.getTime() < monday + day)
    expect(gaps(overnight, '1h')).toEqual(['2 bars of 1h missing after 2020-01-06T21:00:00Z'])
    const weekend = hourly(28, allHours, (at) => isWeekend(at) && at.getUTCDate() < 13)
    expect(gaps(weekend, '1h')).toEqual(['48 bars of 1h missing after 2020-01-10T23:00:00Z'])
  })

  test('have none for stamps that are a little late', () => {
    const time = hourly(14, allHours).map((at, i) => (i === 50 ? at + 29 * 60_000 : at))
    expect(gaps(time, '1h')).toEqual([])
  })
})

describe('intraday bars of a market that closes', () => {
  const session = [8, 9, 10, 11, 12, 13, 14, 15, 16]

  test('have no gap over nights and weekends', () => {
    expect(gaps(hourly(14, session, isWeekend), '1h')).toEqual([])
  })

  test('have a gap inside a day', () => {
    const time = hourly(5, session, (at) => at.getUTCDate() === 7 && at.getUTCHours() === 12)
    expect(gaps(time, '1h')).toEqual(['1 bar of 1h missing after 2020-01-07T11:00:00Z'])
  })

  test('have a gap after a little more than 5 days, and none after a little less', () => {
    const until = (date: number) =>
      hourly(12, session, (at) => at.getUTCDate() > 7 && at.getTime() < Date.UTC(2020, 0, date))
    expect(gaps(until(13), '1h')).toEqual(['no bar for 5 days after 2020-01-07T16:00:00Z'])
    expect(gaps(until(12), '1h')).toEqual([])
  })

  test('have a gap after a week', () => {
    const time = hourly(12, session, (at) => at.getUTCDate() > 7 && at.getUTCDate() < 15)
    expect(gaps(time, '1h')).toEqual(['no bar for 7 days after 2020-01-07T16:00:00Z'])
  })
})

test('weekly bars have no gap when a holiday moves one by a day, and one for a missing week', () => {
  const time = [0, 7, 13, 21, 35].map((n) => monday + n * day)
  expect(gaps(time, '1w')).toEqual(['1 bar of 1w missing after 2020-01-27'])
})

test('monthly bars have a gap for a missing month only', () => {
  const time = [0, 1, 2, 3, 5, 6].map((month) => Date.UTC(2020, month, 1))
  expect(gaps(time, '1M')).toEqual(['1 bar of 1M missing after 2020-04-01'])
})
