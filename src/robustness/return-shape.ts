import { constantWithin } from '../base/constant-within.ts'

/**
 * What the statistics of a Sharpe ratio need to know of a series of returns. All of one observation (a bar), nothing
 * annualised.
 */
export interface ReturnShape {
  readonly observations: number
  /** (mean - risk-free) / sample standard deviation (ddof 1). */
  readonly sharpe: number
  /** g1 = m3 / m2^1.5 with mk = mean((r - mean)^k). */
  readonly skewness: number
  /**
   * m4 / m2²: 3 for a normal distribution. Not the excess over 3, with which the formulas here would call every winner surer
   * than it is.
   */
  readonly kurtosis: number
  /** Sum of (r[t] - mean)(r[t-1] - mean) over sum of (r[t] - mean)²: always between -1 and 1. */
  readonly autocorrelation: number
}

export { constantWithin }

/**
 * Measures a series of returns (fractions, one per bar, bars without a position included). `riskFree` is the return of one bar
 * that a Sharpe ratio is measured against. Fewer than two returns, constant ones, and a NaN or infinite one have no shape: all
 * is NaN then but `observations`.
 */
export function returnShape(returns: ArrayLike<number>, riskFree = 0): ReturnShape {
  const observations = returns.length
  let sum = 0
  let least = Infinity
  let most = -Infinity
  for (let i = 0; i < observations; i++) {
    const value = returns[i]
    sum += value
    if (value < least) least = value
    if (value > most) most = value
  }
  const rough = sum / observations
  // a NaN makes the mean NaN, which fails this comparison, too
  const differs = most - least > constantWithin * (1 + Math.abs(rough))
  if (observations < 2 || !differs || !Number.isFinite(sum)) {
    return { observations, sharpe: NaN, skewness: NaN, kurtosis: NaN, autocorrelation: NaN }
  }

  // A double holds the mean no better than to its own last bit, which is much for returns that are large and lie close together.
  // So the rest is kept beside it; the distances from the rough mean are exact there.
  let left = 0
  for (let i = 0; i < observations; i++) left += returns[i] - rough
  const rest = left / observations

  let squares = 0
  let cubes = 0
  let fourths = 0
  let products = 0
  let before = 0
  for (let i = 0; i < observations; i++) {
    const distance = returns[i] - rough - rest
    const square = distance * distance
    squares += square
    cubes += square * distance
    fourths += square * square
    products += distance * before
    before = distance
  }
  const variance = squares / observations
  return {
    observations,
    sharpe: (rough - riskFree + rest) / Math.sqrt(squares / (observations - 1)),
    skewness: cubes / observations / (variance * Math.sqrt(variance)),
    kurtosis: fourths / observations / (variance * variance),
    autocorrelation: products / squares,
  }
}
