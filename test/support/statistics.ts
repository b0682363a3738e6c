import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** A file of test/golden/statistics. */
export function goldenStatistics<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/statistics/${file}`, import.meta.url), 'utf8'))
}

/** The rows of overfit_scalar_refs.json for one function. */
export interface ScalarReference {
  fn: string
  args: Record<string, number>
  value: number
  published: string | null
  /** Of the deflated Sharpe ratio. */
  sr0?: number
}

export function scalarReferences(fn: string): ScalarReference[] {
  const rows = goldenStatistics<{ rows: ScalarReference[] }>('overfit_scalar_refs.json').rows.filter(
    (row) => row.fn === fn,
  )
  expect(rows.length, `references of ${fn}`).toBeGreaterThan(0)
  return rows
}

/** The value as recomputed, to 1e-9, and as the paper prints it, to all of its digits. */
export function expectReference(found: number, { args, value, published }: ScalarReference): void {
  expectRelative(found, value, JSON.stringify(args))
  if (published === null) return
  const printed = Number.parseFloat(published)
  const places = /\.(\d+)/.exec(published)?.[1].length ?? 0
  expect(Math.abs(found - printed), `${found} as printed: ${published}`).toBeLessThanOrEqual(
    0.501 * 10 ** -Math.min(places, 9),
  )
}

/** Equal to 1e-9 of the expected value, or closer; NaN and infinities must be the same. */
export function expectRelative(found: number, wanted: number, what = 'value', tolerance = 1e-9): void {
  if (!(Math.abs(found - wanted) <= tolerance * Math.abs(wanted))) expect(found, what).toBe(wanted)
}
