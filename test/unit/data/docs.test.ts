import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageOf } from '../../../src/base/errors.ts'
import { csv } from '../../../src/data/csv.ts'
import { barRules } from '../../../src/data/validate.ts'

const docs = readFileSync('docs/data.md', 'utf8')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-docs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The first fenced block of a language. */
function block(language: string): string {
  return docs.split(`\`\`\`${language}\n`)[1].split('```')[0]
}

test('the example of docs/data.md prints what is said there', () => {
  const csvModule = pathToFileURL(resolve('src/data/csv.ts')).href
  const script = join(folder, 'example.mts')
  writeFileSync(script, block('ts').replace("'backsweep'", JSON.stringify(csvModule)))
  expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toBe(block('text'))
})

const sound = `Date,Open,High,Low,Close,Volume
2020-01-06,10,12,9,11,100
2020-01-07,11,13,10,12,200
2020-01-08,12,14,11,13,300
`

test.each([
  ['13,10', 'abc,10'],
  ['13,10', '9,10'],
  ['2020-01-07', '01/07/2020'],
  ['2020-01-08', '2020-01-05'],
  ['11,13,10,12,200', '11,13'],
  ['High', 'Hi'],
])('docs/data.md has the message of %s become %s', async (from, to) => {
  const path = join(folder, 'prices.csv')
  writeFileSync(path, sound.replace(from, to))
  const message = await csv(path)
    .load()
    .then(() => 'no error', messageOf)
  expect(docs).toContain(`\n${message.replace(path, 'prices.csv')}\n`)
})

test('docs/data.md names every rule of bars', () => {
  for (const kind of Object.keys(barRules)) expect(docs).toContain(`\`${kind}\``)
})
