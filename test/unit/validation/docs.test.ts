import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const docs = readFileSync('docs/validation.md', 'utf8')

test('docs/validation.md shows the examples exactly as their files are', () => {
  const shown = [...docs.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]
  expect(shown.map(([, file]) => file)).toEqual(['examples/validation/from-code.ts', 'examples/validation/sweep.ts'])
  for (const [, file, code] of shown) expect(code, file).toBe(readFileSync(file, 'utf8'))
})

test('docs/validation.md shows what examples/validation/from-code.ts prints', () => {
  const example = ['-C', 'backsweep-source', 'examples/validation/from-code.ts']
  const output = execFileSync(process.execPath, example, { encoding: 'utf8' })
  expect(output).toBe(/```text\n([\s\S]*?)```/.exec(docs)![1])
})
