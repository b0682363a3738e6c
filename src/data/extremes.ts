import type { Column } from './column.ts'

/** Windows begin at every fourth bar: those of every bar would take as much memory for each width as a column. */
const blockBits = 2
export const blockBars = 1 << blockBits
/** The widest windows have 256 bars; wider stretches are looked up in several. */
const mostLevels = 7

/**
 * The lowest of one column and the highest of another, or the same, bar by bar and in windows of 4, 8, 16, … 256 bars, so that a stretch of
 * bars is passed over in few steps.
 *
 * `pairs` holds lowest and highest, one after the other: first those of every bar, then from `windows` on, for each level k, those of the
 * windows of 2^k blocks of 4 bars, by their first block: the pair of window b is at windows + 2 * (k * blocks + b).
 */
export class Extremes {
  readonly pairs: Float64Array
  readonly bars: number
  /** Whole blocks. */
  readonly blocks: number
  readonly windows: number
  readonly levels: number

  /**
   * Of the bars [from, to) of columns without missing values; here they are counted from 0.
   *
   * @param pairs where they are written: room for `pairsFor(to - from)` numbers
   */
  constructor(
    lows: Column,
    highs: Column,
    from: number,
    to: number,
    pairs: Float64Array = new Float64Array(pairsFor(to - from)),
  ) {
    const bars = to - from
    const blocks = bars >> blockBits
    const windows = 2 * bars
    this.bars = bars
    this.blocks = blocks
    this.windows = windows
    this.levels = levelsFor(blocks)
    this.pairs = pairs
    for (let i = 0; i < bars; i++) {
      pairs[2 * i] = lows[from + i]
      pairs[2 * i + 1] = highs[from + i]
    }
    for (let block = 0; block < blocks; block++) {
      let low = Infinity
      let high = -Infinity
      for (let at = 2 * blockBars * block; at < 2 * blockBars * (block + 1); at += 2) {
        low = Math.min(low, pairs[at])
        high = Math.max(high, pairs[at + 1])
      }
      pairs[windows + 2 * block] = low
      pairs[windows + 2 * block + 1] = high
    }
    for (let level = 1; level < this.levels; level++) {
      const narrow = windows + 2 * (level - 1) * blocks
      const wide = windows + 2 * level * blocks
      const half = 2 << (level - 1)
      for (let i = 0; i <= 2 * (blocks - (1 << level)); i += 2) {
        pairs[wide + i] = Math.min(pairs[narrow + i], pairs[narrow + i + half])
        pairs[wide + i + 1] = Math.max(pairs[narrow + i + 1], pairs[narrow + i + half + 1])
      }
    }
  }

  /** The first bar of [start, end) whose low is at or below `floor` or whose high is at or above `ceiling`; `end` when there is none. */
  firstBeyond(floor: number, ceiling: number, start: number, end: number): number {
    const { pairs, blocks, windows, levels } = this
    const firstWhole = Math.min(end, (start + blockBars - 1) & -blockBars)
    let bar = start
    for (; bar < firstWhole; bar++) if (!(pairs[2 * bar] > floor && pairs[2 * bar + 1] < ceiling)) return bar
    const lastBlock = end >> blockBits
    let block = bar >> blockBits
    for (let level = 0; block < lastBlock; ) {
      const next = block + (1 << level)
      const at = windows + 2 * (level * blocks + block)
      if (next <= lastBlock && pairs[at] > floor && pairs[at + 1] < ceiling) {
        block = next
        if (level + 1 < levels) level++
      } else if (level === 0) {
        break // it is one of these four
      } else {
        level--
      }
    }
    for (bar = Math.max(bar, block * blockBars); bar < end; bar++) {
      if (!(pairs[2 * bar] > floor && pairs[2 * bar + 1] < ceiling)) return bar
    }
    return end
  }
}

/** How many numbers `pairs` has for so many bars. */
export function pairsFor(bars: number): number {
  const blocks = bars >> blockBits
  return 2 * bars + 2 * blocks * levelsFor(blocks)
}

function levelsFor(blocks: number): number {
  return blocks === 0 ? 0 : Math.min(mostLevels, 32 - Math.clz32(blocks))
}
