import { basename, extname } from 'node:path'
import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { Bars } from './bars.ts'
import { type CsvColumns, findColumns } from './csv-columns.ts'
import { type CsvTable, quote, readTable } from './csv-table.ts'
import type { DataSource } from './data-source.ts'
import { readTextFile } from './text-file.ts'
import { parseTime, timeForms } from './time.ts'
import { timeframeMs } from './timeframe.ts'
import { type BarColumnName, type BarProblem, type BarsReport, barRules, firstError, validateBars } from './validate.ts'

/*
 * From a CSV file to bars:
 *
 * 1. text-file.ts reads the text, csv-table.ts splits it into cells, csv-columns.ts finds the columns.
 * 2. Cells become numbers; one that is not a number becomes NaN, which the rules refuse.
 * 3. validate.ts applies the rules of all bars to the columns as they stand in the file.
 * 4. Problems get the line and the cell; csv() throws the first error, checkCsv() returns them all.
 * 5. csv() adjusts prices if asked to, and copies the columns into Bars.
 */

export interface CsvOptions {
  /** Default: the name of the file without its extension. */
  readonly symbol?: string
  /** Default: inferred from the times. One that contradicts them is an error. */
  readonly timeframe?: string
  /** Multiply open, high, low and close by adjclose / close; volume stays. Default: adjclose is not read. */
  readonly adjusted?: boolean
}

/** A problem of a bar that was read from a file. Its message has the column's header and the cell's text. */
export interface CsvProblem extends BarProblem {
  /** From 1. */
  readonly line: number
}

/** Columns of one file as they stand in it. */
interface CsvFile {
  readonly path: string
  readonly table: CsvTable
  readonly columns: CsvColumns
  readonly values: Record<Exclude<BarColumnName, 'adjclose'>, Float64Array> & { adjclose?: Float64Array }
}

const optionNames: readonly (keyof CsvOptions)[] = ['symbol', 'timeframe', 'adjusted']

/**
 * Bars of a CSV file; docs/data.md says which layouts are read. Nothing is read before `load`.
 *
 * `load` fails with 'file-not-found', 'file-unreadable', or 'csv-invalid', which names the line, the
 * column and the value of the first problem. Gaps are no error: see `checkCsv`.
 */
export function csv(path: string, options: CsvOptions = {}): DataSource {
  checkOptions(options)
  return {
    describe: `CSV file ${path}`,
    async load() {
      const file = await readCsv(path, options)
      const report = validateBars(file.values, options.timeframe)
      refuseProblems(file, report)
      const { timeframe } = report
      if (timeframe === null) {
        const bars = `${report.bars} ${report.bars === 1 ? 'bar' : 'bars'}`
        throw new BacksweepError(
          'csv-invalid',
          `${path}: the timeframe cannot be inferred from the times of ${bars}: give the option timeframe, such as '1d'`,
          { file: path, bars: report.bars },
        )
      }
      const symbol = options.symbol ?? basename(path, extname(path))
      return Bars.from({ symbol, timeframe, ...adjusted(file.values) })
    },
  }
}

/**
 * Checks a CSV file against every rule and reports all problems, gaps included. Throws what `csv` throws
 * for a file that is not there, not a table or without a needed column, because then there are no bars to check.
 */
export async function checkCsv(path: string, options: CsvOptions = {}): Promise<BarsReport<CsvProblem>> {
  checkOptions(options)
  const file = await readCsv(path, options)
  const report = validateBars(file.values, options.timeframe)
  return { ...report, problems: report.problems.map((problem) => locate(problem, file)) }
}

function checkOptions(options: CsvOptions): void {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name as keyof CsvOptions)) throw unknownName('option', name, optionNames, 'of csv')
  }
  if (options.timeframe !== undefined) timeframeMs(options.timeframe)
}

async function readCsv(path: string, options: CsvOptions): Promise<CsvFile> {
  const table = readTable(await readTextFile(path), path)
  const columns = findColumns(table, options.adjusted ?? false, path)
  const bars = table.lines.length
  if (bars === 0) {
    throw new BacksweepError('csv-invalid', `${path}:${table.headerLine}: a header without bars: add a line for each`, {
      file: path,
      line: table.headerLine,
    })
  }

  const values = {
    time: new Float64Array(bars),
    open: new Float64Array(bars),
    high: new Float64Array(bars),
    low: new Float64Array(bars),
    close: new Float64Array(bars),
    volume: new Float64Array(bars),
    ...(columns.adjclose !== undefined && { adjclose: new Float64Array(bars) }),
  }
  table.forEachRow((cells, bar) => {
    values.time[bar] = parseTime(timeCell(cells, columns))
    values.open[bar] = parseNumber(cells[columns.open])
    values.high[bar] = parseNumber(cells[columns.high])
    values.low[bar] = parseNumber(cells[columns.low])
    values.close[bar] = parseNumber(cells[columns.close])
    if (columns.volume !== undefined) values.volume[bar] = parseNumber(cells[columns.volume])
    if (columns.adjclose !== undefined && values.adjclose) {
      values.adjclose[bar] = parseNumber(cells[columns.adjclose])
    }
  })
  return { path, table, columns, values }
}

const numberForm = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

/** NaN for all that is not a plain decimal number; Number() alone would read '' as 0 and 0x10 as 16. */
function parseNumber(cell: string): number {
  return numberForm.test(cell) ? Number(cell) : Number.NaN
}

function timeCell(cells: readonly string[], { time }: CsvColumns): string {
  const first = cells[time[0]].trim()
  return time.length === 1 ? first : `${first} ${cells[time[1]].trim()}`
}

function refuseProblems(file: CsvFile, report: BarsReport): void {
  const first = firstError(report)
  if (first === undefined) return
  const { line, message, kind, column, bar } = locate(first.problem, file)
  const remedy = kind === 'time-invalid' ? `write ${timeForms}` : barRules[kind]
  const { header, cell } = source(column, bar, file)
  throw new BacksweepError('csv-invalid', `${file.path}:${line}: ${message}${first.more}: ${remedy}`, {
    file: file.path,
    line,
    column: header,
    value: cell,
    problem: kind,
    errors: report.errors,
  })
}

function locate(problem: BarProblem, file: CsvFile): CsvProblem {
  const { kind, bar, column } = problem
  const line = file.table.lines[bar]
  if (kind === 'gap' || kind === 'timeframe-mismatch') return { ...problem, line }

  const { header, cell } = source(column, bar, file)
  const place = `column ${quote(header)}`
  if (!Number.isNaN(file.values[column]?.[bar])) return { ...problem, line, message: `${place}: ${problem.message}` }
  const found = cell === '' ? 'is empty' : `holds ${quote(cell)}, not a ${column === 'time' ? 'time' : 'number'}`
  return { ...problem, line, message: `${place} ${found}` }
}

/** Header and text of the cell that a value of the bars was read from. */
function source(column: BarColumnName, bar: number, { table, columns }: CsvFile): { header: string; cell: string } {
  const cells = table.cellsOf(bar)
  if (column === 'time') return { header: timeCell(table.header, columns), cell: timeCell(cells, columns) }
  const index = columns[column]
  return index === undefined
    ? { header: column, cell: '' }
    : { header: table.header[index].trim(), cell: cells[index].trim() }
}

function adjusted(values: CsvFile['values']): CsvFile['values'] {
  const { open, high, low, close, adjclose } = values
  if (adjclose === undefined) return values
  // One factor for all four, also for the close: rounding then keeps their order, so low <= close stays true.
  const factor = close.map((price, bar) => adjclose[bar] / price)
  const scaled = (prices: Float64Array) => prices.map((price, bar) => price * factor[bar])
  return { ...values, open: scaled(open), high: scaled(high), low: scaled(low), close: scaled(close) }
}
