import type { Column } from './column.ts'

/** Windows get no wider than 2 to this: wider stretches are looked up in several, because every level takes two numbers a bar. */
const widestLevel = 8

/**
 * The lowest of one column and the highest of another, or the same, in all windows of 1, 2, 4, … 256 bars. Those of any
 * stretch are found in two windows that cover it, however they overlap.
 */
export class Extremes {
  /** Lowest and highest of the window of 2^k bars from bar i on are at 2 * (k * bars + i), one after the other. */
  readonly pairs: Float64Array
  readonly bars: number
  readonly levels: number

  /** Of the bars [from, to) of columns without missing values; here they are counted from 0. */
  constructor(lows: Column, highs: Column, from: number, to: number) {
    const bars = to - from
    this.bars = bars
    this.levels = 1 + Math.min(widestLevel, 31 - Math.clz32(Math.max(1, bars)))
    const pairs = new Float64Array(2 * bars * this.levels)
    this.pairs = pairs
    for (let i = 0; i < bars; i++) {
      pairs[2 * i] = lows[from + i]
      pairs[2 * i + 1] = highs[from + i]
    }
    for (let level = 1; level < this.levels; level++) {
      const narrow = 2 * (level - 1) * bars
      const wide = 2 * level * bars
      const half = 2 << (level - 1)
      for (let i = 0; i <= 2 * (bars - (1 << level)); i += 2) {
        pairs[wide + i] = Math.min(pairs[narrow + i], pairs[narrow + i + half])
        pairs[wide + i + 1] = Math.max(pairs[narrow + i + 1], pairs[narrow + i + half + 1])
      }
    }
  }

  /** The level of the widest windows that are no longer than a stretch of so many bars, at least one. */
  levelFor(bars: number): number {
    const level = 31 - Math.clz32(bars)
    return level < this.levels ? level : this.levels - 1
  }

  /** The first bar of [start, end) whose low is at or below `floor` or whose high is at or above `ceiling`; `end` when there is none. */
  firstBeyond(floor: number, ceiling: number, start: number, end: number): number {
    const { pairs, bars } = this
    let level = 0
    for (let bar = start; bar < end; ) {
      const next = bar + (1 << level)
      const at = 2 * (level * bars + bar)
      if (next <= end && pairs[at] > floor && pairs[at + 1] < ceiling) {
        bar = next
        if (level + 1 < this.levels) level++
      } else if (level === 0) {
        return bar
      } else {
        level--
      }
    }
    return end
  }
}
