import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { indicatorDocs } from '../../scripts/write-indicator-docs.ts'

test('docs/indicators.md is what scripts/write-indicator-docs.ts writes (run it when this fails)', () => {
  expect(readFileSync(new URL('../../docs/indicators.md', import.meta.url), 'utf8')).toBe(indicatorDocs())
})
