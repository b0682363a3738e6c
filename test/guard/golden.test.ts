import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../golden/', import.meta.url)
const metadata: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(new URL('metadata.json', folder), 'utf8'),
)

test('every file in test/golden has papers, and there are none without a file', () => {
  // stores/ holds stores of released versions, with papers of their own (test/unit/sweep/released-stores.test.ts)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(csv|json)$/.test(name) && name !== 'metadata.json' && !name.startsWith('stores/'))
  expect(Object.keys(metadata).sort()).toEqual(files.sort())
})

test.each(Object.entries(metadata))('%s is the file that its papers describe', (name, papers) => {
  const { source, licence, sha256, made_by: script } = papers
  expect(
    createHash('sha256')
      .update(readFileSync(new URL(name, folder)))
      .digest('hex'),
  ).toBe(sha256)
  expect(source && licence).toBeTruthy()
  expect(existsSync(new URL(`../../${script}`, import.meta.url)), `${script}, which made it,`).toBe(true)
})
