import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('docs/portfolios.md shows the examples exactly as their files are', () => {
  const docs = readFileSync('docs/portfolios.md', 'utf8')
  const shown = [...docs.matchAll(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/g)]
  expect(shown.length).toBe(3)
  for (const [, file, code] of shown) expect(code, file).toBe(readFileSync(file, 'utf8'))
})
