import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const docs = readFileSync('docs/event-engine.md', 'utf8')
const [, file, code] = /<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/.exec(docs)!

test('docs/event-engine.md shows examples/event/event.ts exactly as it is', () => {
  expect(file).toBe('examples/event/event.ts')
  expect(code).toBe(readFileSync(file, 'utf8'))
})

test('examples/event/event.ts prints what docs/event-engine.md says', () => {
  const [, wanted] = /prints\n\n```text\n([\s\S]*?)```/.exec(docs)!
  expect(execFileSync(process.execPath, ['-C', 'backsweep-source', file], { encoding: 'utf8' })).toBe(wanted)
})
