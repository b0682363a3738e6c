import { BacksweepError } from '../base/errors.ts'

/*
 * Points in time are UTC epoch milliseconds everywhere. Here they are read from text and written as
 * text, without the clock, the locale or the time zone of the machine.
 */

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** How a time may be written; for error messages. */
export const timeForms = '2022-01-31, 2022-01-31 08:00, 2022-01-31T08:00:00Z or an epoch time'

// The separator of the date is captured so that both must be the same: 2022-01/31 is not a date.
const calendarForm = /^(\d{4})([-/]?)(\d\d)\2(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?$/
const epochForm = /^(\d{9,10}|\d{12,13})(?:\.(\d+))?$/

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** The farthest time a Date can hold, either way from 1970. */
const farthest = 8.64e15

/**
 * The time that `text` names, or NaN when it names none.
 *
 * Read are `2022-01-31`, `2022/01/31` and `20220131`, each also followed by a space or T and `08:00`,
 * `08:00:00` or `08:00:00.123`, and then also by a zone `Z`, `+0100` or `+01:00`; and epoch times, in
 * seconds with 9 or 10 digits before the point, in milliseconds with 12 or 13. Without a zone the time
 * is UTC. What is finer than a millisecond is cut off. Years run from 0100 to 9999.
 *
 * NaN are dates that do not exist (February 31), hour 24, and forms that people read in two ways (01/02/2020).
 */
export function parseTime(text: string): number {
  const calendar = calendarForm.exec(text)
  if (calendar) {
    // By index, not by destructuring: this runs for every line of a file.
    const day = startOfDay(+calendar[1], +calendar[3], +calendar[4])
    return day + timeOfDay(calendar[5], calendar[6], calendar[7]) + milliseconds(calendar[8]) - zoneOffset(calendar[9])
  }

  const epoch = epochForm.exec(text)
  if (!epoch) return Number.NaN
  const [, whole, fraction] = epoch
  return whole.length <= 10 ? +whole * SECOND + milliseconds(fraction) : +whole
}

/**
 * ISO text of a time: `2000-01-03` at midnight UTC, else `2000-01-03T08:00:00Z`, with milliseconds only
 * where there are any. What no Date can hold is written as the number it is.
 */
export function formatTime(ms: number): string {
  if (!isTime(ms)) return String(ms)
  const iso = new Date(ms).toISOString()
  if (ms % DAY === 0) return iso.slice(0, -'T00:00:00.000Z'.length)
  return ms % SECOND === 0 ? `${iso.slice(0, -'.000Z'.length)}Z` : iso
}

/** Whether a number is a time: whole milliseconds that a Date can hold. */
export function isTime(ms: number): boolean {
  return Number.isInteger(ms) && Math.abs(ms) <= farthest
}

/**
 * The time that a user's option names: text as in `parseTime`, epoch milliseconds, or a Date.
 * `what` begins the message of the error 'date-invalid'.
 */
export function parseDate(value: string | number | Date, what: string): number {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseTime(value) : value
  if (isTime(time)) return time
  const found = typeof value === 'string' ? JSON.stringify(value) : String(value)
  throw new BacksweepError(
    'date-invalid',
    `${what} is ${found}, which is not a date: write ${timeForms}, epoch milliseconds as a number, or a Date`,
    { what, value: String(value) },
  )
}

/** NaN when the calendar has no such day. */
function startOfDay(year: number, month: number, day: number): number {
  if (year < 100) return Number.NaN // Date.UTC takes 99 for 1999
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = leap ? 29 : (daysOfMonth[month - 1] ?? 0)
  return day >= 1 && day <= days ? Date.UTC(year, month - 1, day) : Number.NaN
}

function timeOfDay(hour = '0', minute = '0', second = '0'): number {
  const exists = +hour <= 23 && +minute <= 59 && +second <= 59
  return exists ? +hour * HOUR + +minute * MINUTE + +second * SECOND : Number.NaN
}

function milliseconds(fraction = ''): number {
  return fraction === '' ? 0 : +fraction.slice(0, 3).padEnd(3, '0')
}

/** What a zone is ahead of UTC; NaN for one that exists nowhere. */
function zoneOffset(zone = 'Z'): number {
  if (zone === 'Z') return 0
  const hours = +zone.slice(1, 3)
  const minutes = +zone.slice(-2)
  if (hours > 14 || minutes > 59) return Number.NaN
  return (zone[0] === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE)
}
