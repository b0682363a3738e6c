import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cases } from '../../bench/cases.ts'
import { performanceDocs } from '../../scripts/write-performance-docs.ts'

const docs = new URL('../../docs/', import.meta.url)

test('docs/performance.md is what scripts/write-performance-docs.ts writes (run it when this fails)', () => {
  expect(readFileSync(new URL('performance.md', docs), 'utf8')).toBe(performanceDocs())
})

test('docs/performance.json has figures of cases that there are (npm run bench -- --out docs/performance.json)', () => {
  const measured: { name: string }[] = JSON.parse(readFileSync(new URL('performance.json', docs), 'utf8')).cases
  expect(measured.length).toBeGreaterThan(20)
  expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(measured.map(({ name }) => name)))
})

test('no two cases of the benchmark have the same name', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})
