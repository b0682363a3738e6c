import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { indicatorDocs } from '../../scripts/write-indicator-docs.ts'

const docs = readFileSync(new URL('../../docs/indicators.md', import.meta.url), 'utf8')

test('docs/indicators.md is what scripts/write-indicator-docs.ts writes (run it when this fails)', () => {
  expect(docs).toBe(indicatorDocs())
})

test('examples/own-indicator/from-code.ts prints what docs/indicators.md says', () => {
  const [, wanted] = /prints\n\n```text\n([\s\S]*?)```/.exec(docs)!
  const command = ['-C', 'backsweep-source', 'examples/own-indicator/from-code.ts']
  expect(execFileSync(process.execPath, command, { encoding: 'utf8' })).toBe(wanted)
})
