import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { formatTime, parseDate } from '../data/time.ts'

export interface BacktestDateRangeOptions {
  readonly startDate: string | number | Date
  /** Not part of the range. */
  readonly endDate: string | number | Date
  /** Default `<start>_<end>`. */
  readonly name?: string
}

const optionNames: readonly string[] = ['startDate', 'endDate', 'name'] satisfies (keyof BacktestDateRangeOptions)[]

/**
 * A stretch of time, half-open: bars that start at or after `startDate` and before `endDate`, both UTC epoch milliseconds.
 *
 * Errors: 'date-invalid' for what is no date, 'option-invalid' when the start is not before the end.
 */
export class BacktestDateRange {
  readonly name: string
  readonly startDate: number
  readonly endDate: number

  constructor(options: BacktestDateRangeOptions) {
    for (const name of Object.keys(options)) {
      if (!optionNames.includes(name)) throw unknownName('option', name, optionNames, 'of BacktestDateRange')
    }
    const { startDate, endDate, name } = options
    this.startDate = parseDate(startDate, 'The startDate of a BacktestDateRange')
    this.endDate = parseDate(endDate, 'The endDate of a BacktestDateRange')
    const start = formatTime(this.startDate)
    const end = formatTime(this.endDate)
    if (this.startDate >= this.endDate) {
      throw new BacksweepError(
        'option-invalid',
        `BacktestDateRange from ${start} to ${end}: the endDate must come after the startDate.`,
        { start, end },
      )
    }
    this.name = name ?? `${start}_${end}`
    Object.freeze(this)
  }
}
