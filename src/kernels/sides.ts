import { ColumnMemory, memoryOf } from './column-memory.ts'

/**
 * On which side of another one a column is, a bit for every bar: bar t is bit `t % 32` of word `t / 32`. Bits past the last bar are 0. On a bar on
 * which both are equal, or one is NaN, neither is set.
 */
export interface Sides {
  readonly greater: Int32Array
  readonly less: Int32Array
}

/**
 * Where `left` is greater and where it is less than `right`, of its length or the same on every bar. Valid until the next call.
 *
 * @param isConstant whether nobody will write into the columns any more, so that the answer may be remembered
 */
export function sidesOf(left: Float64Array, right: Float64Array | number, isConstant = false): Sides {
  const memory = memoryOf(left) ?? (typeof right === 'number' ? null : memoryOf(right)) ?? memoryFor(left.length)
  return memory.sidesOf(left, right, isConstant) ?? plainSides(left, right)
}

/** For columns that strategies make themselves, which are copied to be compared. */
let spare: ColumnMemory | null = null

function memoryFor(length: number): ColumnMemory {
  if (spare === null || spare.longest < length)
    spare = new ColumnMemory(length, 3 * length * Float64Array.BYTES_PER_ELEMENT)
  return spare
}

let room: Sides = { greater: new Int32Array(0), less: new Int32Array(0) }

/** The same without SIMD. */
export function plainSides(left: Float64Array, right: Float64Array | number): Sides {
  const { length } = left
  const other = typeof right === 'number' ? new Float64Array(length).fill(right) : right
  const words = (length + 31) >>> 5
  if (room.greater.length !== words) room = { greater: new Int32Array(words), less: new Int32Array(words) }
  const { greater, less } = room
  for (let w = 0; w < words; w++) {
    const start = w << 5
    let above = 0
    let below = 0
    // from the last bar down, so that bits enter at the bottom without a variable shift
    for (let t = Math.min(start + 32, length) - 1; t >= start; t--) {
      const a = left[t]
      const b = other[t]
      above = (above << 1) | Number(a > b)
      below = (below << 1) | Number(a < b)
    }
    greater[w] = above
    less[w] = below
  }
  return room
}
