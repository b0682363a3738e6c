import { BacksweepError } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import type { DateRangeInput } from '../../data/date-range.ts'
import { formatTime, parseDate } from '../../data/time.ts'

/**
 * The last bars of the data, which a sweep keeps for a single test at its end: all bars from a date on (UTC), or a share of all bars,
 * as a fraction. A share moves when bars are added, and what was held out is then shown: a date does not.
 */
export type Holdout = { readonly from: string | number | Date } | { readonly share: number }

/** The bars that are held out, which are the last. */
export interface HeldOut {
  /** Index of the first. */
  readonly bar: number
  /** The date named, or the start of the first bar, UTC epoch milliseconds. */
  readonly start: number
  /** Just after the start of the last bar. */
  readonly end: number
}

/**
 * Finds the bars of a holdout. 'option-invalid' when no bars are held out or none are left, 'date-invalid'
 * for what is no date.
 */
export function heldOut(holdout: Holdout, bars: Bars): HeldOut {
  const { time, length, symbol } = bars
  const date = 'from' in holdout ? parseDate(holdout.from, 'holdout.from') : null
  const bar = 'share' in holdout ? length - Math.ceil(length * holdout.share) : bars.indexAt(date!)
  if (bar > 0 && bar < length) return { bar, start: date ?? time[bar], end: time[length - 1] + 1 }
  const given = 'share' in holdout ? `is a share of ${holdout.share}` : `begins at ${formatTime(date!)}`
  const leaves = bar === 0 ? 'leaves no bars' : 'holds out no bars'
  const data =
    length === 0 ? 'has none' : `has ${length}, from ${formatTime(time[0])} to ${formatTime(time[length - 1])}`
  throw new BacksweepError(
    'option-invalid',
    `holdout ${given} and ${leaves}: ${symbol} ${data}. Choose a start inside the data.`,
    { option: 'holdout' },
  )
}

/** Refuses date ranges that reach into the bars held out, instead of cutting them: a range that says 2020 must have seen 2020. */
export function refuseSealed(ranges: readonly DateRangeInput[], sealed: HeldOut): void {
  for (const { name, start, end } of ranges) {
    const ends = parseDate(end, `The end of ${name === undefined ? 'a date range' : `date range "${name}"`}`)
    if (ends <= sealed.start) continue
    const which = name ?? `${formatTime(parseDate(start, 'The start of a date range'))}_${formatTime(ends)}`
    throw new BacksweepError(
      'option-invalid',
      `Date range "${which}" ends at ${formatTime(ends)}, but bars from ${formatTime(sealed.start)} on are held out: end it there (the end is not part of a range), or move the holdout.`,
      { range: which, holdout: formatTime(sealed.start) },
    )
  }
}
