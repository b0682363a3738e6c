import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BacksweepError } from '../../../src/base/errors.ts'
import { type CsvTable, readTable } from '../../../src/data/csv-table.ts'

const separator = fc.constantFrom(',', ';', '\t')
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

const cell = fc.string({ unit: fc.constantFrom('1', '.', 'a', '"', ',', ';', '|', '-', 'é'), maxLength: 6 })
const table = fc
  .integer({ min: 2, max: 7 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }))

test('readTable gives back every cell of a table that was written with quotes where they are needed', () => {
  fc.assert(
    fc.property(table, separator, lineEnd, fc.boolean(), (rows, sep, end, last) => {
      const header = rows[0].map((_, i) => `h${i}`)
      const write = (text: string) => (/[",;\t]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text)
      const text = [header, ...rows].map((row) => row.map(write).join(sep)).join(end) + (last ? end : '')
      const read = readTable(text, 'f')
      expect(allLines(read)).toEqual([header, ...rows])
      expect(read.lines).toEqual(rows.map((_, i) => i + 2))
      expect(read.cellsOf(rows.length - 1)).toEqual(rows.at(-1))
    }),
  )
})

test('readTable of any text is what a plain reader makes of each line, or csv-invalid', () => {
  const noise = fc.string({ unit: fc.constantFrom('1', 'a', '"', ',', ',', '\n', '\r', ' '), maxLength: 60 })
  let read = 0
  fc.assert(
    fc.property(noise, (text) => {
      const plain = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
      try {
        expect(allLines(readTable(text, 'f'))).toEqual(plain.map(plainCells))
        read++
      } catch (error) {
        if (!(error instanceof BacksweepError)) throw error
        expect(error.code).toBe('csv-invalid')
      }
    }),
    { numRuns: 5000 },
  )
  expect(read).toBeGreaterThan(100)
})

function allLines(table: CsvTable): (readonly string[])[] {
  const lines = [table.header]
  table.forEachRow((cells) => lines.push(cells))
  return lines
}

/** Cells of a comma separated line, one character after another. */
function plainCells(line: string): string[] {
  const cells = ['']
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const atStart = i === 0 || (line[i - 1] === ',' && !quoted)
    if (quoted && line[i] === '"' && line[i + 1] === '"') cells[cells.length - 1] += line[++i]
    else if (quoted && line[i] === '"') quoted = false
    else if (!quoted && atStart && line[i] === '"') quoted = true
    else if (!quoted && line[i] === ',') cells.push('')
    else cells[cells.length - 1] += line[i]
  }
  return cells
}
