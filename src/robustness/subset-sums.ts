import type { ReturnsMatrix } from './returns-matrix.ts'

/**
 * Sums and sums of squares of every trial over any set of blocks of observations, so that the mean and deviation of a set cost
 * four additions.
 *
 * The blocks are halved, and for each half the sums over all its subsets are stored (256 for 8 blocks): a set of blocks is a subset of the
 * first half and one of the second. Nothing is ever subtracted, so no rounding error is carried from set to set.
 *
 * Returns are taken less the trial's mean: sums of squares of the returns themselves would lose the digits in which mean² and square
 * agree. A variance is then exact to about 1e-15 × (1 + (distance of the set's mean from the trial's, in deviations)²). The sums of a
 * block are compensated (Kahan), so that returns which are constant over a set leave nothing but 1e-15 of their squares behind, and
 * can be told from ones that move.
 */
export interface SubsetSums {
  /** Mean of every trial over all the blocks: what was subtracted. */
  readonly centre: Float64Array
  /** [subset × trials + trial], of the first half of the blocks (bit i of the subset is block i). */
  readonly firstSums: Float64Array
  readonly firstSquares: Float64Array
  /** The same of the second half (bit i is block `blocks / 2 + i`). */
  readonly secondSums: Float64Array
  readonly secondSquares: Float64Array
}

/** Takes 4 × 2^(blocks / 2) × 8 bytes a trial: 8 kB for 16 blocks. Observations past `blocks` × `length` are not read. */
export function subsetSums(matrix: ReturnsMatrix, trials: Uint32Array, blocks: number, length: number): SubsetSums {
  const half = blocks / 2
  const count = trials.length
  const table = () => new Float64Array(2 ** half * count)
  const sums = {
    centre: new Float64Array(count),
    firstSums: table(),
    firstSquares: table(),
    secondSums: table(),
    secondSquares: table(),
  }

  for (let k = 0; k < count; k++) {
    const row = matrix.row(trials[k])
    let total = 0
    for (let t = 0; t < blocks * length; t++) total += row[t]
    const centre = total / (blocks * length)
    sums.centre[k] = centre

    for (let block = 0; block < blocks; block++) {
      let sum = 0
      let square = 0
      let lostSum = 0
      let lostSquare = 0
      for (let t = block * length; t < (block + 1) * length; t++) {
        const distance = row[t] - centre
        const next = distance - lostSum
        const nextSum = sum + next
        lostSum = nextSum - sum - next
        sum = nextSum
        const nextOfSquare = distance * distance - lostSquare
        const nextSquare = square + nextOfSquare
        lostSquare = nextSquare - square - nextOfSquare
        square = nextSquare
      }
      const first = block < half
      const at = (1 << (first ? block : block - half)) * count + k
      ;(first ? sums.firstSums : sums.secondSums)[at] = sum
      ;(first ? sums.firstSquares : sums.secondSquares)[at] = square
    }
  }

  for (const filled of [sums.firstSums, sums.firstSquares, sums.secondSums, sums.secondSquares]) {
    for (let subset = 1; subset < 2 ** half; subset++) {
      const rest = subset & (subset - 1) // without its lowest block
      if (rest === 0) continue
      const lowest = subset ^ rest
      for (let k = 0; k < count; k++) filled[subset * count + k] = filled[rest * count + k] + filled[lowest * count + k]
    }
  }
  return sums
}
