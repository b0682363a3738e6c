/**
 * The values of a moving window in order of size, for what asks how many of them are smaller.
 *
 * Entering and leaving move a part of the array, which for windows of some thousand values is quicker than keeping a tree.
 */
export class SortedWindow {
  private readonly values: Float64Array
  private count = 0

  /** `room` is the number of values that the window holds at most. */
  constructor(room: number) {
    this.values = new Float64Array(room)
  }

  clear(): void {
    this.count = 0
  }

  insert(value: number): void {
    const place = this.below(value)
    this.values.copyWithin(place + 1, place, this.count)
    this.values[place] = value
    this.count++
  }

  /** Takes out one value equal to `value`, which must be there. */
  remove(value: number): void {
    const place = this.below(value)
    this.values.copyWithin(place, place + 1, this.count)
    this.count--
  }

  /** How many of the values are smaller than `value`. */
  below(value: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.values[middle] < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
