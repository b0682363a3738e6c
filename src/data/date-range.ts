import { BacksweepError } from '../base/errors.ts'
import type { Bars } from './bars.ts'
import { formatTime, parseDate } from './time.ts'

/** A named stretch of time, half-open: bars with start <= time < end, both UTC epoch milliseconds. */
export interface DateRange {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** A date range as users write it. Without a name it is called `<start>_<end>`. */
export interface DateRangeInput {
  readonly name?: string
  readonly start: string | number | Date
  readonly end: string | number | Date
}

/** A date range and the bars inside it: indices from <= i < to. */
export interface ResolvedDateRange extends DateRange {
  readonly from: number
  readonly to: number
}

/**
 * Finds the bars of a range. The range may reach beyond the data, but must hold at least one bar.
 *
 * Errors: 'date-invalid' for a start or end that is not a date, 'option-invalid' when the start is not
 * before the end, 'range-empty' when no bar lies inside.
 */
export function resolveDateRange(bars: Bars, input: DateRangeInput): ResolvedDateRange {
  const which = input.name === undefined ? 'the date range' : `date range "${input.name}"`
  const start = parseDate(input.start, `The start of ${which}`)
  const end = parseDate(input.end, `The end of ${which}`)
  const name = input.name ?? `${formatTime(start)}_${formatTime(end)}`
  const facts = { range: name, start: formatTime(start), end: formatTime(end) }

  if (start >= end) {
    throw new BacksweepError(
      'option-invalid',
      `Date range "${name}" starts at ${facts.start} and ends at ${facts.end}: the end is not part of the range and must come after the start`,
      facts,
    )
  }

  const from = bars.indexAt(start)
  const to = bars.indexAt(end)
  if (from === to) {
    throw new BacksweepError(
      'range-empty',
      `Date range "${name}", ${facts.start} to ${facts.end} (the end not included), holds no bars: ${coverage(bars)}. Choose dates inside the data`,
      facts,
    )
  }
  return { name, start, end, from, to }
}

function coverage(bars: Bars): string {
  if (bars.length === 0) return `${bars.symbol} has none at all`
  const first = formatTime(bars.time[0])
  const last = formatTime(bars.time[bars.length - 1])
  return `${bars.symbol} ${bars.timeframe} has ${bars.length}, from ${first} to ${last}`
}
