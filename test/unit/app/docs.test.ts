import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const docs = readFileSync('docs/app.md', 'utf8')
const [, file, code] = /<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/.exec(docs)!

test('docs/app.md shows examples/app/app.ts exactly as it is', () => {
  expect(file).toBe('examples/app/app.ts')
  expect(code).toBe(readFileSync(file, 'utf8'))
})

test('examples/app/app.ts prints what docs/app.md says, and the same when it goes on with its own run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backsweep-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const directory = join(folder, 'run')
  const [, wanted] = /prints\n\n```text\n([\s\S]*?)```/.exec(docs)!
  const run = () => execFileSync(process.execPath, ['-C', 'backsweep-source', file, directory], { encoding: 'utf8' })
  expect(run()).toBe(wanted)
  expect(run()).toBe(wanted)
})
