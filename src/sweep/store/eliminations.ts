import type { BacktestRow } from './row.ts'
import type { RunHeader } from './store.ts'

/** Which parameter sets filters have eliminated, and after which date range: each after one at most, as said last. */
export class Eliminations {
  private readonly rangeOf = new Map<number, string>()
  private readonly header: RunHeader

  constructor(header: RunHeader) {
    this.header = header
  }

  /** Places in the list of parameter sets, by range. */
  get byRange(): ReadonlyMap<string, readonly number[]> {
    const byRange = new Map<string, number[]>()
    for (const [set, range] of this.rangeOf) {
      const sets = byRange.get(range)
      if (sets === undefined) byRange.set(range, [set])
      else sets.push(set)
    }
    return byRange
  }

  /** Says that `sets` were eliminated after `range`, instead of those that were before. False when that was known. */
  set(range: string, sets: readonly number[]): boolean {
    const before = this.byRange.get(range) ?? []
    if (before.length === sets.length && sets.every((set) => this.rangeOf.get(set) === range)) return false
    for (const set of before) this.rangeOf.delete(set)
    for (const set of sets) this.rangeOf.set(set, range)
    return true
  }

  /** The row, marked when its parameter set was eliminated; null when it is not part of the run. */
  mark(number: number, row: BacktestRow): BacktestRow | null {
    if (!this.isPartOfRun(number)) return null
    const filteredBy = this.rangeOf.get(number % this.header.parameterSets)
    if (filteredBy === undefined || row.status === 'failed') return row
    const { metrics, ...head } = row
    return { ...head, status: 'filtered', filteredBy, metrics }
  }

  /** False when the backtest's parameter set was eliminated before the backtest's date range. */
  isPartOfRun(number: number): boolean {
    const { parameterSets, ranges } = this.header
    const filteredBy = this.rangeOf.get(number % parameterSets)
    if (filteredBy === undefined) return true
    const after = ranges.findIndex(({ name }) => name === filteredBy) // -1: after all
    return after < 0 || Math.floor(number / parameterSets) <= after
  }
}
