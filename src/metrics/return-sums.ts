import { constantWithin } from '../base/constant-within.ts'

/**
 * The returns of one backtest, bar by bar: `written` of them in `values`, in order, and `zeros` more that are
 * exactly 0 because the account held no position. The buffer is reused and longer than `written` says.
 */
export interface ReturnSeries {
  values: Float64Array
  written: number
  zeros: number
}

/** How far the returns lie apart. */
export interface SpreadFacts {
  /** Sum of (r - mean)^2; exactly 0 when the returns are constant up to rounding. */
  readonly squares: number
  /** Largest return of one bar; -Infinity without bars. Only a walk finds it and the next: needs 'curve' too. */
  readonly best: number
  /** Smallest return of one bar; Infinity without bars. */
  readonly worst: number
}

/** Third and fourth powers of the distance from the mean. */
export interface ShapeFacts {
  readonly cubes: number
  readonly fourths: number
}

/** Gains and losses apart. */
export interface SideFacts {
  /** Sum of the positive returns. */
  readonly gains: number
  /** Sum of the negative returns, as a positive number. */
  readonly losses: number
  /** Sum of min(r - riskFree, 0)^2. */
  readonly squaredShortfalls: number
}

export { constantWithin }

export const noSpread: SpreadFacts = Object.freeze({ squares: NaN, best: NaN, worst: NaN })
export const noShape: ShapeFacts = Object.freeze({ cubes: NaN, fourths: NaN })
export const noSides: SideFacts = Object.freeze({ gains: NaN, losses: NaN, squaredShortfalls: NaN })

// In all sums even and odd returns are added up apart: kernels/assembly/equity.ts takes two at a time, and the bits are to be the same.

/** Second pass over the returns: the mean is known, so nothing large cancels. */
export function sumSpread({ values, written, zeros }: ReturnSeries, mean: number): SpreadFacts {
  let even = 0
  let odd = 0
  let best = -Infinity
  let worst = Infinity
  for (let i = 0; i < written; i++) {
    const value = values[i]
    const distance = value - mean
    if ((i & 1) === 0) even += distance * distance
    else odd += distance * distance
    if (value > best) best = value
    if (value < worst) worst = value
  }
  return spreadOf({ squares: even + odd, best, worst }, zeros, mean)
}

/** The spread of the returns that are written, and of `zeros` more. */
export function spreadOf({ squares, best, worst }: SpreadFacts, zeros: number, mean: number): SpreadFacts {
  const largest = zeros > 0 ? Math.max(best, 0) : best
  const smallest = zeros > 0 ? Math.min(worst, 0) : worst
  const constant = largest - smallest <= constantWithin * (1 + Math.abs(mean))
  return { squares: constant ? 0 : zeros * (mean * mean) + squares, best: largest, worst: smallest }
}

export function sumShape({ values, written, zeros }: ReturnSeries, mean: number): ShapeFacts {
  let evenCubes = 0
  let oddCubes = 0
  let evenFourths = 0
  let oddFourths = 0
  for (let i = 0; i < written; i++) {
    const distance = values[i] - mean
    const square = distance * distance
    if ((i & 1) === 0) {
      evenCubes += square * distance
      evenFourths += square * square
    } else {
      oddCubes += square * distance
      oddFourths += square * square
    }
  }
  return shapeOf({ cubes: evenCubes + oddCubes, fourths: evenFourths + oddFourths }, zeros, mean)
}

/** The shape of the returns that are written, and of `zeros` more. */
export function shapeOf({ cubes, fourths }: ShapeFacts, zeros: number, mean: number): ShapeFacts {
  const square = mean * mean
  return { cubes: cubes - zeros * (square * mean), fourths: fourths + zeros * (square * square) }
}

export function sumSides({ values, written, zeros }: ReturnSeries, riskFree: number): SideFacts {
  let evenGains = 0
  let oddGains = 0
  let evenLosses = 0
  let oddLosses = 0
  let evenShortfalls = 0
  let oddShortfalls = 0
  for (let i = 0; i < written; i++) {
    // (|x| + x) / 2 and (|x| - x) / 2 are the positive and the negative part, without rounding and without a
    // branch that the processor could guess wrong on every second bar.
    const value = values[i]
    const size = Math.abs(value)
    const excess = value - riskFree
    const shortfall = (Math.abs(excess) - excess) / 2
    if ((i & 1) === 0) {
      evenGains += (size + value) / 2
      evenLosses += (size - value) / 2
      evenShortfalls += shortfall * shortfall
    } else {
      oddGains += (size + value) / 2
      oddLosses += (size - value) / 2
      oddShortfalls += shortfall * shortfall
    }
  }
  const sums = {
    gains: evenGains + oddGains,
    losses: evenLosses + oddLosses,
    squaredShortfalls: evenShortfalls + oddShortfalls,
  }
  return sidesOf(sums, zeros, riskFree)
}

/** The sides of the returns that are written, and of `zeros` more. */
export function sidesOf(sums: SideFacts, zeros: number, riskFree: number): SideFacts {
  const shortfallOfZero = Math.max(riskFree, 0)
  return {
    gains: sums.gains,
    losses: sums.losses,
    squaredShortfalls: sums.squaredShortfalls + zeros * (shortfallOfZero * shortfallOfZero),
  }
}
