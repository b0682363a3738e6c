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

/** Second pass over the returns: the mean is known, so nothing large cancels. */
export function sumSpread({ values, written, zeros }: ReturnSeries, mean: number): SpreadFacts {
  let squares = zeros * (mean * mean)
  let best = zeros > 0 ? 0 : -Infinity
  let worst = zeros > 0 ? 0 : Infinity
  for (let i = 0; i < written; i++) {
    const value = values[i]
    const distance = value - mean
    squares += distance * distance
    if (value > best) best = value
    if (value < worst) worst = value
  }
  const constant = best - worst <= constantWithin * (1 + Math.abs(mean))
  return { squares: constant ? 0 : squares, best, worst }
}

export function sumShape({ values, written, zeros }: ReturnSeries, mean: number): ShapeFacts {
  const meanSquare = mean * mean
  let cubes = -zeros * (meanSquare * mean)
  let fourths = zeros * (meanSquare * meanSquare)
  for (let i = 0; i < written; i++) {
    const distance = values[i] - mean
    const square = distance * distance
    cubes += square * distance
    fourths += square * square
  }
  return { cubes, fourths }
}

export function sumSides({ values, written, zeros }: ReturnSeries, riskFree: number): SideFacts {
  // |x| + x and |x| - x are twice the positive and the negative part, without rounding and without a
  // branch that the processor could guess wrong on every second bar.
  const shortfallOfZero = Math.max(riskFree, 0)
  let gains = 0
  let losses = 0
  let shortfalls = 0
  for (let i = 0; i < written; i++) {
    const value = values[i]
    const size = Math.abs(value)
    gains += size + value
    losses += size - value
    const excess = value - riskFree
    const shortfall = Math.abs(excess) - excess
    shortfalls += shortfall * shortfall
  }
  return {
    gains: gains / 2,
    losses: losses / 2,
    squaredShortfalls: shortfalls / 4 + zeros * (shortfallOfZero * shortfallOfZero),
  }
}
