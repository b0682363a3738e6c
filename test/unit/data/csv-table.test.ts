import { describe, expect, test } from 'vitest'
import { type CsvTable, readTable } from '../../../src/data/csv-table.ts'

function rowsOf(table: CsvTable): string[][] {
  const rows: string[][] = []
  table.forEachRow((cells, row) => {
    expect(row).toBe(rows.length)
    rows.push([...cells])
  })
  return rows
}

test.each([
  ['commas', 'a,b\n1,2\n3,4\n'],
  ['semicolons', 'a;b\n1;2\n3;4\n'],
  ['tabs', 'a\tb\n1\t2\n3\t4\n'],
  ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
  ['CR', 'a,b\r1,2\r3,4\r'],
  ['no line end at the end', 'a,b\n1,2\n3,4'],
  ['quotes', '"a","b"\n"1",2\n3,"4"\n'],
])('readTable reads %s', (_, text) => {
  const table = readTable(text, 'f')
  expect(table).toMatchObject({ header: ['a', 'b'], headerLine: 1, lines: [2, 3] })
  expect(rowsOf(table)).toEqual([
    ['1', '2'],
    ['3', '4'],
  ])
  expect(table.cellsOf(1)).toEqual(['3', '4'])
})

test('readTable leaves out blank lines and still counts them', () => {
  expect(readTable('\na,b\n\n1,2\n  \n3,4\n\n\n', 'f')).toMatchObject({ headerLine: 2, lines: [4, 6] })
})

test('readTable keeps empty cells, at the end of a line too', () => {
  expect(rowsOf(readTable('a,b,c\n,2,\n', 'f'))).toEqual([['', '2', '']])
  expect(rowsOf(readTable('a,b,c\n"",2,\n', 'f'))).toEqual([['', '2', '']])
})

test('readTable keeps separators and doubled quotes inside quotes', () => {
  expect(rowsOf(readTable('a,b\n"1,5","say ""so"""\n', 'f'))).toEqual([['1,5', 'say "so"']])
})

test('readTable of a decimal comma takes the separator that the header has', () => {
  expect(rowsOf(readTable('a;b\n1,5;2,5\n', 'f'))).toEqual([['1,5', '2,5']])
})

describe('readTable refuses', () => {
  test.each([
    ['a short line in the middle', 'a,b,c\n1,2\n3,4,5\n', 'f:2: 2 cells where the header has 3, in "1,2": '],
    ['a short last line', 'a,b,c\n1,2,3\n4,5', 'f:3: 2 cells where the header has 3, in "4,5": '],
    ['a lone cell', 'a,b,c\n1,2,3\n4', 'f:3: 1 cell where the header has 3, in "4": '],
    ['a long line', 'a,b\n\n1,2,3\n', 'f:3: 3 cells where the header has 2, in "1,2,3": '],
    ['one column', 'a|b\n1|2\n', 'f:1: the header is not columns separated by comma, semicolon or tab, in "a|b": '],
    ['an open quote in the header', '"a,b\n1,2\n', 'f:1: a quoted cell is not closed'],
    ['an open quote', 'a,b\n1,"2\n3",4\n', /^f:2: a quoted cell is not closed, .* in "1,\\"2": /],
    [
      'text after a quote',
      'a,b\n"1"2,3\n',
      /^f:2: a quoted cell is not closed, or text follows its closing quote, in /,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readTable(text, 'f')).toThrow(message)
    expect(() => readTable(text, 'f')).toThrow(expect.objectContaining({ code: 'csv-invalid' }))
  })

  test.each(['', '\n', ' \r\n\r\n'])('a file without text: %j', (text) => {
    expect(() => readTable(text, 'f')).toThrow('f is empty: a header and a line for each bar are needed')
  })

  test('a very long line on one short line', () => {
    expect(() => readTable(`a,b\n${'x'.repeat(500)}\n`, 'f')).toThrow(
      /^f:2: .* in "x{60}…": correct or remove the line$/,
    )
  })
})
