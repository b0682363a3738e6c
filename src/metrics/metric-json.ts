import { assert } from '../base/assert.ts'

/** How a metric's value is written to JSON, which knows no infinities. */
export function metricToJson(value: number | null): number | null | 'Infinity' | '-Infinity' {
  assert(!Number.isNaN(value), 'a metric that is undefined is null, never NaN')
  if (value === Infinity) return 'Infinity'
  return value === -Infinity ? '-Infinity' : value
}
