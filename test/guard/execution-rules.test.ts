import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)

const rules = [...readFileSync(new URL('docs/execution-model.md', root), 'utf8').matchAll(/^\*\*(F\d+)\b/gm)].map(
  ([, rule]) => rule,
)

function sources(folder: string): { file: string; text: string }[] {
  return readdirSync(new URL(folder, root), { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('execution-rules.test.ts'))
    .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }))
}

/** Rules that a text names: F1, F2 and F3, F1 to F4. */
function named(text: string): string[] {
  const ranges = [...text.matchAll(/\bF(\d+) to F(\d+)\b/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `F${Number(from) + i}`),
  )
  return [...ranges, ...[...text.matchAll(/\bF\d+\b/g)].map(([rule]) => rule)]
}

test('docs/execution-model.md numbers its rules from F1 without a hole', () => {
  expect(rules.length).toBeGreaterThan(10)
  expect(rules).toEqual(rules.map((_, i) => `F${i + 1}`))
})

test('every rule of docs/execution-model.md stands in the name of a test', () => {
  const names = sources('test').flatMap(({ text }) =>
    [...text.matchAll(/\b(?:test|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(['"`])(.*?)\1/gs)].map(([, , name]) => name),
  )
  const tested = new Set(names.flatMap(named))
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([])
})

test('sources and tests name no rule that docs/execution-model.md has not', () => {
  const unknown = [...sources('src'), ...sources('test')].flatMap(({ file, text }) =>
    named(text)
      .filter((rule) => !rules.includes(rule))
      .map((rule) => `${rule} in ${file}`),
  )
  expect(unknown).toEqual([])
})
