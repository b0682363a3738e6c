import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { metricDocs } from '../../scripts/write-metric-docs.ts'

test('docs/metrics.md is what scripts/write-metric-docs.ts writes (run it when this fails)', () => {
  expect(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).toBe(metricDocs())
})
