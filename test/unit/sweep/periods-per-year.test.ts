import { expect, test } from 'vitest'
import { Bars } from '../../../src/data/bars.ts'
import { periodsPerYear } from '../../../src/data/periods-per-year.ts'
import { runSweep } from '../../../src/sweep/run/run-sweep.ts'
import { sp500 } from '../../support/sp500.ts'
import { day, firstDay, smallSweep, swingingBars } from './small-sweep.ts'

const hour = day / 24
const minute = hour / 60

function barsAt(timeframe: string, time: readonly number[]): Bars {
  const price = new Float64Array(time.length).fill(100)
  return Bars.from({ symbol: 'FLAT', timeframe, time, open: price, high: price, low: price, close: price })
}

function every(step: number, count: number, from = firstDay): number[] {
  return Array.from({ length: count }, (_, i) => from + i * step)
}

/** Weekdays only, on each the stamps that `within` gives. */
function weekdays(count: number, within: (midnight: number) => readonly number[]): number[] {
  return every(day, count)
    .filter((time) => ![0, 6].includes(new Date(time).getUTCDay()))
    .flatMap(within)
}

test('periodsPerYear of twenty years of the S&P 500 is 252', () => {
  expect(periodsPerYear(sp500)).toBe(252)
})

test('periodsPerYear of a market that never closes counts 365 days', () => {
  expect(periodsPerYear(swingingBars())).toBe(365)
  expect(periodsPerYear(barsAt('1h', every(hour, 24 * 30)))).toBe(365 * 24)
  expect(periodsPerYear(barsAt('4h', every(4 * hour, 6 * 30)))).toBe(365 * 6)
  expect(periodsPerYear(barsAt('15m', every(15 * minute, 96 * 30)))).toBe(365 * 96)
})

test('periodsPerYear of weeks is 52 and of months 12, also where the market never closes', () => {
  const months = Array.from({ length: 24 }, (_, month) => Date.UTC(2020, month))
  expect(periodsPerYear(barsAt('1w', every(7 * day, 60)))).toBe(52)
  expect(periodsPerYear(barsAt('1w', every(7 * day, 60, Date.UTC(2020, 0, 4))))).toBe(52) // stamped on Saturdays
  expect(periodsPerYear(barsAt('1M', months))).toBe(12)
})

test('periodsPerYear of a market that closes at night is 252 times the bars of a full day', () => {
  const session = (midnight: number) => every(5 * minute, 78, midnight + 9.5 * hour)
  expect(periodsPerYear(barsAt('5m', weekdays(60, session)))).toBe(252 * 78)
  const lastDay = firstDay + 58 * day
  const hours = (midnight: number) => every(hour, [firstDay, lastDay].includes(midnight) ? 3 : 7, midnight + 9 * hour)
  expect(periodsPerYear(barsAt('1h', weekdays(60, hours)))).toBe(252 * 7) // with a short first and last day
})

test('periodsPerYear of a market that opens on Sunday evening and closes on Friday counts 252 days', () => {
  const open = (time: number) => {
    const weekday = new Date(time).getUTCDay()
    return weekday === 0 ? time % day >= 22 * hour : weekday < 5 || (weekday === 5 && time % day < 22 * hour)
  }
  expect(periodsPerYear(barsAt('1h', every(hour, 24 * 60).filter(open)))).toBe(252 * 24)
})

test('periodsPerYear of two-day bars of a market that closes is 126', () => {
  const days = weekdays(60, (midnight) => [midnight]).filter((_, i) => i % 2 === 0)
  expect(periodsPerYear(barsAt('2d', days))).toBe(126)
})

test('a sweep takes the periods of its bars, unless it says otherwise', async () => {
  const settings = async (options: object) => (await runSweep(smallSweep(options))).header.settings
  expect(await settings({})).toMatchObject({ periodsPerYear: 365 })
  expect(await settings({ periodsPerYear: 250.5 })).toMatchObject({ periodsPerYear: 250.5 })
})

test('periodsPerYear takes one session on a Saturday for an exception, not for a market that never closes', () => {
  const saturday = 2 * day // 1970-01-03
  const time = Array.from({ length: 400 }, (_, i) => i * day).filter((one) => {
    const weekday = new Date(one).getUTCDay()
    return one === saturday || (weekday >= 1 && weekday <= 5)
  })
  expect(periodsPerYear(barsAt('1d', time))).toBe(252)
})
