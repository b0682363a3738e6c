import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import sweep from '../../../examples/look-ahead/sweep.ts'
import { checkSweep, runBacktest } from '../../../src/index.ts'

const docs = readFileSync('docs/look-ahead.md', 'utf8')

test('docs/look-ahead.md shows its example exactly as it is', () => {
  const [, file, code] = docs.match(/<!-- (examples\/\S+) -->\n```ts\n([\s\S]*?)```/) ?? []
  expect(file).toBe('examples/look-ahead/sweep.ts')
  expect(code).toBe(readFileSync('examples/look-ahead/sweep.ts', 'utf8'))
})

test('docs/look-ahead.md says on which bar the example looks ahead, and it does so because of its pivot', async () => {
  const { findings, bars } = await checkSweep(sweep, { sample: 1 })
  const [{ signal, indicator, changes, parameters }] = findings
  const [{ bar, time, usual, changed, seen }] = changes
  expect([signal, indicator, parameters.reach, usual, changed]).toEqual([
    'enterLong',
    'use(pivotLow)(3)',
    3,
    false,
    true,
  ])
  const date = new Date(time)
  const day = `${date.getUTCDate()} January ${date.getUTCFullYear()}`
  expect(docs).toContain(`On bar ${bar}, ${day}, the strategy did not buy. Given only the first ${seen} bars`)
  expect(bars).toBe(5105)
  expect((await runBacktest(sweep)).fills.length).toBeGreaterThan(100)
})

test('every local link of docs/look-ahead.md leads to a file', () => {
  for (const [, target] of docs.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    expect(() => readFileSync(`docs/${target}`), target).not.toThrow()
  }
})
