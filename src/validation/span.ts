import { BacksweepError } from '../base/errors.ts'

/** A length of time: a number of bars, or text such as 2y, 6M (months), 3w, 90d or 12h, counted on the UTC calendar. */
export type Span = number | string

/** Calendar lengths keep months and milliseconds apart, because months differ. */
export type ParsedSpan = { readonly bars: number } | CalendarSpan
export interface CalendarSpan {
  readonly months: number
  readonly ms: number
}

const form = /^([1-9]\d{0,4})([yMwdh])$/
const hour = 3_600_000
const units = { y: [12, 0], M: [1, 0], w: [0, 168 * hour], d: [0, 24 * hour], h: [0, hour] } as const

/** 'option-invalid' for what is no span, zero and less included; `option` is named in the message. */
export function parseSpan(span: Span, option: string): ParsedSpan {
  if (typeof span === 'number' && Number.isSafeInteger(span) && span >= 1) return { bars: span }
  const found = typeof span === 'string' ? form.exec(span) : null
  if (found === null) {
    throw new BacksweepError(
      'option-invalid',
      `${option} is ${JSON.stringify(span)}: give a whole number of bars, or a length such as 2y, 6M (months), 3w, 90d or 12h.`,
      { option },
    )
  }
  const [months, ms] = units[found[2] as keyof typeof units]
  return { months: months * Number(found[1]), ms: ms * Number(found[1]) }
}

export function sum(...spans: readonly CalendarSpan[]): CalendarSpan {
  return spans.reduce((a, b) => ({ months: a.months + b.months, ms: a.ms + b.ms }))
}

export function times({ months, ms }: CalendarSpan, count: number): CalendarSpan {
  return { months: months * count, ms: ms * count }
}

/** The time so much later, UTC epoch milliseconds; a day that the month does not have becomes its last. */
export function later(time: number, { months, ms }: CalendarSpan): number {
  const date = new Date(time)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime() + ms
}
