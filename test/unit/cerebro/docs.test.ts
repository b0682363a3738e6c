import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { analyzers } from '../../../src/index.ts'

const docs = readFileSync('docs/cerebro.md', 'utf8')
const shown = [...docs.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]

test('docs/cerebro.md shows its examples exactly as they are', () => {
  expect(shown.map(([, file]) => file)).toEqual(['examples/cerebro/sma-cross-orders.ts', 'examples/cerebro/cerebro.ts'])
  for (const [, file, code] of shown) expect(code, file).toBe(readFileSync(file, 'utf8'))
})

test('examples/cerebro/cerebro.ts prints what docs/cerebro.md says', () => {
  const [, wanted] = /prints\n\n```text\n([\s\S]*?)```/.exec(docs)!
  const run = ['-C', 'backsweep-source', 'examples/cerebro/cerebro.ts']
  expect(execFileSync(process.execPath, run, { encoding: 'utf8' })).toBe(wanted)
})

test('docs/cerebro.md lists every analyzer', () => {
  const [, table] = /## Analyzers\n([\s\S]*?)\n## /.exec(docs)!
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(listed).toEqual(Object.keys(analyzers))
})
