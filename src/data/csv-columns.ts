import { BacksweepError } from '../base/errors.ts'
import { type CsvTable, quote } from './csv-table.ts'

/** Where in a row each column of the bars stands. A time may be made of two cells, a date and a time of day. */
export interface CsvColumns {
  readonly time: readonly number[]
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Undefined when the file has no volume. */
  readonly volume: number | undefined
  /** Undefined unless asked for. */
  readonly adjclose: number | undefined
}

/** Headers of each column, in lower case and without what is neither letter nor digit. */
const names = {
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['volume', 'vol', 'v'],
  adjclose: ['adjclose', 'adjustedclose'],
} as const

/** Headers of a whole time, the surest first: where a file has several, the first of this list is read. */
const timeNames = ['unix', 'unixtime', 'unixtimestamp', 'timestamp', 'opentime', 'datetime'] as const

/**
 * Recognises the columns of a header. A column that is missing or there twice is the error 'csv-invalid'.
 * So are headers that look like a volume (`Volume BTC`) when none is plainly one: guessing would be silent.
 */
export function findColumns(table: CsvTable, adjusted: boolean, file: string): CsvColumns {
  const { header, headerLine } = table
  const plain = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const fail = (message: string): never => {
    const found = header.map((name) => quote(name)).join(', ')
    throw new BacksweepError('csv-invalid', `${file}:${headerLine}: ${message}. The header is ${found}`, {
      file,
      line: headerLine,
      header,
    })
  }

  const find = (column: string, known: readonly string[]): number | undefined => {
    const found = header.flatMap((_, index) => (known.includes(plain[index]) ? [index] : []))
    if (found.length > 1) fail(`several columns for ${column}: rename all but one`)
    return found[0]
  }
  const need = (column: keyof typeof names): number =>
    find(column, names[column]) ?? fail(`no column for ${column}: name one ${names[column].join(' or ')}`)
  const findTime = (): number[] => {
    for (const name of timeNames) {
      const whole = find(name, [name])
      if (whole !== undefined) return [whole]
    }
    const parts = [find('date', ['date']), find('time', ['time'])].filter((index) => index !== undefined)
    return parts.length > 0 ? parts : fail('no column for the time: name one date, time, datetime or timestamp')
  }

  const volume = find('volume', names.volume)
  if (volume === undefined && plain.some((name) => /volume|^vol(?!at)/.test(name))) {
    fail('no column is plainly the volume: rename the one to read to volume')
  }
  return {
    time: findTime(),
    open: need('open'),
    high: need('high'),
    low: need('low'),
    close: need('close'),
    volume,
    adjclose: adjusted ? need('adjclose') : undefined,
  }
}
