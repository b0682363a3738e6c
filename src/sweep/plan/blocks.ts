import { Axes } from './axes.ts'
import type { Grid, GridNumbers } from './search-space.ts'

/**
 * The order in which a grid is run by threads that remember fewer columns than its indicators have. In the order of the plan, the last parameter
 * fastest, each backtest would ask for a column that was forgotten since: 100 × 100 sets of two averages, of which 40 are remembered,
 * compute 10,000 columns. In blocks they compute 400.
 *
 * 1. Each value of a parameter is taken to need one column. The first parameter (that varies) is gone through from end to end, and in each such
 *    pass the others stay within a part of their values: a block.
 * 2. The parts of a block fill what is remembered but for two columns, since those of the first parameter come one after the other, and what was not used for
 *    longest is forgotten first. With two parameters of n values and c columns that makes about n² / c + n columns.
 * 3. Within a block, and from block to block, sets come in the order of the plan.
 */
export class Blocks {
  private readonly axes: readonly CutAxis[]
  private readonly count: number
  /** Sets of the grid for each value of the first parameter. */
  private readonly rowSize: number

  private constructor(axes: readonly CutAxis[], rowSize: number) {
    this.axes = axes
    this.count = axes.reduce((product, { parts }) => product * parts, 1)
    this.rowSize = rowSize
  }

  /** For threads that remember so many columns; null when they remember all that the grid needs, so that any order will do. */
  static of(grid: Grid, columns: number): Blocks | null {
    const { sizes, varied } = new Axes(grid)
    const needed = varied.reduce((sum, axis) => sum + sizes[axis], 0)
    if (varied.length < 2 || needed <= columns) return null
    const [first, ...others] = varied
    const strides = stridesOf(sizes)
    let room = columns - 2
    let left = others.length
    const axes = new Map<number, CutAxis>()
    // what a short axis leaves of its share goes to the longer ones
    for (const axis of [...others].sort((a, b) => sizes[a] - sizes[b])) {
      const size = sizes[axis]
      const fitting = Math.max(1, Math.floor(room / left--))
      const width = Math.ceil(size / Math.ceil(size / fitting)) // parts of one width
      axes.set(axis, { stride: strides[axis], size, width, parts: Math.ceil(size / width) })
      room -= width
    }
    return new Blocks(
      others.map((axis) => axes.get(axis)!),
      strides[first],
    )
  }

  /** Places in `numbers`, which are those of parameter sets in the order of the plan, in the order in which they are to run. */
  order(numbers: GridNumbers): Uint32Array {
    // a counting sort: stable, and linear for the millions of sets that a grid may have
    const blocks = new Uint32Array(numbers.length)
    const ends = new Uint32Array(this.count)
    for (let i = 0; i < numbers.length; i++) {
      blocks[i] = this.blockOf(numbers[i])
      ends[blocks[i]]++
    }
    for (let block = 1; block < ends.length; block++) ends[block] += ends[block - 1]
    const order = new Uint32Array(numbers.length)
    for (let i = numbers.length - 1; i >= 0; i--) order[--ends[blocks[i]]] = i
    return order
  }

  /**
   * How many of `numbers`, in the order of running, make a chunk of about `wanted`: up to where the value of the first parameter changes, when that
   * is near. Its column is then computed by one thread, not by the next one as well.
   */
  chunk(numbers: GridNumbers, wanted: number): number {
    let best = 0
    for (let end = 1; end < numbers.length && end < 2 * wanted; end++) {
      const changes = this.rowOf(numbers[end]) !== this.rowOf(numbers[end - 1])
      if (changes && (best === 0 || Math.abs(end - wanted) < Math.abs(best - wanted))) best = end
    }
    return best === 0 ? Math.min(wanted, numbers.length) : best
  }

  private blockOf(number: number): number {
    let block = 0
    for (const { stride, size, width, parts } of this.axes) {
      block = block * parts + Math.floor((Math.floor(number / stride) % size) / width)
    }
    return block
  }

  private rowOf(number: number): number {
    return Math.floor(number / this.rowSize)
  }
}

/** An axis in parts of so many places, the last of which may have fewer. */
interface CutAxis {
  /** By how much the grid number rises from one place to the next. */
  readonly stride: number
  readonly size: number
  readonly width: number
  readonly parts: number
}

function stridesOf(sizes: readonly number[]): number[] {
  const strides = new Array<number>(sizes.length)
  let stride = 1
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= sizes[axis]
  }
  return strides
}
