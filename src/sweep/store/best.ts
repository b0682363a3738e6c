interface Entry<T> {
  readonly item: T
  readonly value: number
  readonly place: number
}

/**
 * The best of many by one number, in order; memory is bound by `size`, not by how many are added. Of those that tie the one with the
 * earlier place is better; NaN is worse than any number.
 */
export class Best<T> {
  private entries: Entry<T>[] = []
  /** Once there are enough: value, turned so that more is better, and place of the worst of them, which others must beat. */
  private barValue = Number.NaN
  private barPlace = Infinity
  private readonly sign: 1 | -1
  private readonly size: number

  constructor(isLowerBetter: boolean, size: number) {
    this.sign = isLowerBetter ? -1 : 1
    this.size = size
    if (size === 0) [this.barValue, this.barPlace] = [Infinity, -1] // which nothing beats
  }

  add(item: T, value: number, place: number): void {
    if (!this.admits(value, place)) return
    this.entries.push({ item, value: value * this.sign, place })
    if (this.entries.length > 2 * this.size + 100) this.prune()
  }

  /** Whether one with this value and place could be among the best of those added so far and itself. */
  admits(value: number, place: number): boolean {
    return compare(value * this.sign, place, this.barValue, this.barPlace) < 0
  }

  top(count: number): readonly T[] {
    this.prune()
    return this.entries.slice(0, count).map(({ item }) => item)
  }

  private prune(): void {
    this.entries.sort((a, b) => compare(a.value, a.place, b.value, b.place))
    if (this.entries.length < this.size || this.size === 0) return
    this.entries.length = this.size
    const { value, place } = this.entries[this.size - 1]
    this.barValue = value
    this.barPlace = place
  }
}

/** Larger ones first, NaN after -Infinity; of equal ones the earlier. Numbers and no objects: it is asked of every backtest. */
function compare(a: number, aPlace: number, b: number, bPlace: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return aPlace - bPlace
  return a > b || Number.isNaN(b) ? -1 : 1
}
