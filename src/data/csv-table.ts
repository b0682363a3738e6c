import { initParser, type Schema } from 'udsv'
import { assert } from '../base/assert.ts'
import { BacksweepError } from '../base/errors.ts'

/** A CSV text whose shape is sound: every row has a cell for every column of the header. */
export interface CsvTable {
  readonly header: readonly string[]
  readonly headerLine: number
  /** Line of the file on which each row stands, from 1. Blank lines are no rows. */
  readonly lines: readonly number[]
  /** Goes through all rows. Cells are as written, without quotes; not kept, because files can be large. */
  forEachRow(each: (cells: readonly string[], row: number) => void): void
  cellsOf(row: number): readonly string[]
}

const separators = [',', ';', '\t'] as const

/**
 * Splits a CSV text into cells. The separator is the one of `, ; tab` that the header has most of.
 *
 * The error 'csv-invalid' is a text without lines, a header of one column, a line that has not as many
 * cells as the header, and a broken quote.
 */
export function readTable(text: string, file: string): CsvTable {
  const lines: number[] = []
  const filled: string[] = []
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (line.trim() === '') return
    lines.push(index + 1)
    filled.push(line)
  })
  if (filled.length === 0) {
    throw new BacksweepError('csv-invalid', `${file} is empty: a header and a line for each bar are needed`, { file })
  }

  const separator = separatorOf(filled[0])
  const headerCells = countCells(filled[0], separator)
  for (const [index, line] of filled.entries()) {
    const wrong = shapeProblem(countCells(line, separator), headerCells)
    if (wrong === undefined) continue
    const place = `${file}:${lines[index]}`
    const facts = { file, line: lines[index], value: line }
    throw new BacksweepError('csv-invalid', `${place}: ${wrong}, in ${quote(line)}: correct or remove the line`, facts)
  }

  const cellsOf = (index: number): string[] => {
    let cells: string[] = []
    split([filled[index]], separator, headerCells, (found) => {
      cells = found
    })
    return cells
  }
  return {
    header: cellsOf(0),
    headerLine: lines[0],
    lines: lines.slice(1),
    cellsOf: (row) => cellsOf(row + 1),
    forEachRow(each) {
      split(filled, separator, headerCells, (cells, index) => {
        if (index > 0) each(cells, index - 1)
      })
    },
  }
}

/** A cell or line for a message: in quotes, on one line, not endless. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

function separatorOf(header: string): string {
  const counts = separators.map((separator) => countCells(header, separator))
  return separators[counts.indexOf(Math.max(...counts))]
}

/**
 * udsv reads well-formed text only: a short line swallows the next one, a short last line is never done
 * with, of `"1"2` it keeps the 2, and single columns can lose rows. So no such line may get to it.
 */
function shapeProblem(cells: number, headerCells: number): string | undefined {
  if (cells === 0) return 'a quoted cell is not closed, or text follows its closing quote'
  if (headerCells <= 1) return 'the header is not columns separated by comma, semicolon or tab'
  return cells === headerCells
    ? undefined
    : `${cells} ${cells === 1 ? 'cell' : 'cells'} where the header has ${headerCells}`
}

/** Cells of one line; 0 when a quoted cell does not end well. */
function countCells(line: string, separator: string): number {
  let cells = 1
  let start = 0
  for (;;) {
    const end = line[start] === '"' ? afterQuoted(line, start) : line.indexOf(separator, start)
    if (end === line.length || (end === -1 && line[start] !== '"')) return cells
    if (line[end] !== separator) return 0
    cells++
    start = end + 1
  }
}

/** Index after the quote that closes the cell opened at `start`, -1 when none does. Two quotes stand for one. */
function afterQuoted(line: string, start: number): number {
  let end = line.indexOf('"', start + 1)
  while (end !== -1 && line[end + 1] === '"') end = line.indexOf('"', end + 2)
  return end === -1 ? -1 : end + 1
}

function split(
  lines: readonly string[],
  separator: string,
  cells: number,
  each: (cells: string[], index: number) => void,
): void {
  const text = `${lines.join('\n')}\n`
  const quotes = text.includes('"') ? '"' : ''
  // Without a header to skip the columns need no names, only to be counted.
  const cols = Array.from({ length: cells }, (_, index) => ({
    name: String(index),
    type: 's' as const,
    repl: { empty: undefined, null: undefined, NaN: undefined },
  }))
  const schema: Schema = { col: separator, row: '\n', encl: quotes, esc: quotes, trim: false, cols }
  let index = 0
  initParser(schema).stringArrs<string[]>(text, (row) => {
    each(row, index++)
  })
  assert(index === lines.length, 'a CSV text whose shape was checked splits into one row a line')
}
