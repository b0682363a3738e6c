import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { runSweep } from 'backsweep'
import { expect, test } from 'vitest'
import sweep from '../../../../examples/event/sweep.ts'

const docs = readFileSync('docs/event-engine.md', 'utf8')
const shown = [...docs.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]

test('docs/event-engine.md shows its examples exactly as they are', () => {
  expect(shown.map(([, file]) => file)).toEqual([
    'examples/event/event.ts',
    'examples/event/sweep.ts',
    'examples/event/two-engines.ts',
  ])
  for (const [, file, code] of shown) expect(code, file).toBe(readFileSync(file, 'utf8'))
})

test('examples/event/sweep.ts has the results that its rule gives', async () => {
  const { complete, top } = await runSweep(sweep, { workers: 1 })
  expect(complete).toBe(171)
  const [best] = top(1)
  expect(best.parameters).toEqual({ days: 120, trail: 0.12 })
  expect(best.metrics.trades).toBe(6)
})

test.each(['event', 'two-engines'])('examples/event/%s.ts prints what docs/event-engine.md says', (name) => {
  const file = `examples/event/${name}.ts`
  const after = docs.slice(docs.indexOf(`<!-- ${file} -->`))
  const [, wanted] = /prints\n\n```text\n([\s\S]*?)```/.exec(after)!
  expect(execFileSync(process.execPath, ['-C', 'backsweep-source', file], { encoding: 'utf8' })).toBe(wanted)
})
