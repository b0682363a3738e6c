import type { Bars } from './bars.ts'
import { tradesOnWeekends } from './gaps.ts'
import { DAY } from './time.ts'
import { timeframeMs } from './timeframe.ts'

const year = 365.25 * DAY

/**
 * Bars in a year, for annual figures when a sweep does not say: 12 a year for months, 52 for weeks, 252 for
 * days with closed weekends; bars around the clock (weekends too) count 365 days of them; other intraday bars
 * count 252 times the most bars seen on one day.
 */
export function periodsPerYear(bars: Bars): number {
  const step = timeframeMs(bars.timeframe)
  if (step >= 28 * DAY) return Math.round(year / step)
  if (step >= 7 * DAY) return Math.round((364 * DAY) / step)
  if (tradesOnWeekends(bars.time)) return (365 * DAY) / step
  return step >= DAY ? Math.round((252 * DAY) / step) : 252 * mostBarsOnOneDay(bars)
}

function mostBarsOnOneDay(bars: Bars): number {
  let most = 1
  let count = 0
  let current = NaN
  for (const time of bars.time) {
    const today = Math.floor(time / DAY)
    count = today === current ? count + 1 : 1
    current = today
    if (count > most) most = count
  }
  return most
}
