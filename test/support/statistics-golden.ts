import { readFileSync } from 'node:fs'

const folder = new URL('../golden/statistics/', import.meta.url)

/** A file of reference numbers. */
export function goldenStatistics<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

/** The lines of a file of numbers, the one with the names left out. */
export function goldenRows(file: string): number[][] {
  const lines = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  return lines.map((line) => line.split(',').map(Number)).filter((row) => !row.some(Number.isNaN))
}

/** Columns as rows and rows as columns. */
export function transposed(rows: readonly (readonly number[])[]): number[][] {
  return rows[0].map((_, column) => rows.map((row) => row[column]))
}
