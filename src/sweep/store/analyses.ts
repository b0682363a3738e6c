import type { AnalyzerName, analyzers } from '../../simulation/event/analyzers/analyzers.ts'
import { type StoredMetric, storedMetric } from './row.ts'

/** What an analyzer gives, as plain JSON: a number that is undefined is null, an infinite one a name, columns are lists. */
export type Stored<T> = T extends number
  ? StoredMetric
  : T extends Float64Array
    ? readonly StoredMetric[]
    : T extends readonly (infer Item)[]
      ? readonly Stored<Item>[]
      : T extends object
        ? { readonly [K in keyof T]: Stored<T[K]> }
        : T

/** By the name of the analyzer, or by the name that was given with `as`. */
export type Analyses = {
  readonly [K in AnalyzerName]?: Stored<ReturnType<(typeof analyzers)[K]>>
} & { readonly [name: string]: unknown }

/** Numbers, texts and lists and objects of them as plain JSON. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return storedMetric(value)
  if (value instanceof Float64Array) return storedColumn(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const object: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(value)) object[name] = plain(one)
  return object
}

/** A loop: Array.from goes through an iterator, and columns are most of what is kept. */
function storedColumn(column: Float64Array): StoredMetric[] {
  const list = new Array<StoredMetric>(column.length)
  for (let i = 0; i < column.length; i++) list[i] = storedMetric(column[i])
  return list
}
