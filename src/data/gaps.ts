import { DAY, formatTime } from './time.ts'
import { timeframeMs } from './timeframe.ts'

/*
 * When are bars missing? Only the market's calendar could tell for sure, and a price file does not bring
 * it. The rule errs on the quiet side, because a gap is a warning:
 *
 * - A market that never closes (bars on Saturdays and on Sundays, each at least half of what an even week
 *   gives), and bars of a week or more: every jump longer than one and a half timeframes.
 * - Daily bars of a market that closes: a jump of more than 5 days, which is more than a weekend with a
 *   holiday on each side. Timeframes of n days: more than n + 4 days.
 * - Intraday bars of a market that closes: a jump longer than one and a half timeframes within one UTC
 *   day, and one of more than 5 days. Other nights and weekends are taken for closing hours.
 */

/** A jump over bars that should be there. `missing` is undefined where only the calendar could tell. */
export interface Gap {
  readonly missing?: number
  readonly message: string
}

/** The rule for one series: says of two neighbouring bar times, in order, whether there is a gap between them. */
export function gapRule(
  time: ArrayLike<number>,
  timeframe: string,
): (previous: number, next: number) => Gap | undefined {
  const step = timeframeMs(timeframe)
  const neverCloses = step >= 7 * DAY || tradesOnWeekends(time)
  const longestClosing = step >= DAY ? step + 4 * DAY : 5 * DAY

  return (previous, next) => {
    const jump = next - previous
    const shouldBeOpen = neverCloses || (step < DAY && dayOf(previous) === dayOf(next))
    if (jump <= (shouldBeOpen ? 1.5 * step : longestClosing)) return undefined

    const after = `after ${formatTime(previous)}`
    if (!shouldBeOpen) return { message: `no bar for ${Math.floor(jump / DAY)} days ${after}` }
    const missing = Math.round(jump / step) - 1
    return { missing, message: `${missing} ${missing === 1 ? 'bar' : 'bars'} of ${timeframe} missing ${after}` }
  }
}

/** Whether the market never closes: bars on Saturdays and on Sundays, each at least half of what an even week gives. */
export function tradesOnWeekends(time: ArrayLike<number>): boolean {
  let saturdays = 0
  let sundays = 0
  for (let i = 0; i < time.length; i++) {
    const weekday = (((dayOf(time[i]) + 4) % 7) + 7) % 7 // 1970-01-01 was a Thursday, Sunday is 0
    if (weekday === 6) saturdays++
    else if (weekday === 0) sundays++
  }
  return Math.min(saturdays, sundays) >= time.length / 14
}

function dayOf(time: number): number {
  return Math.floor(time / DAY)
}
