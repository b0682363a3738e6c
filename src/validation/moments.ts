import { constantWithin } from '../robustness/return-shape.ts'

/** What a Sharpe ratio and a growth need to know of some returns; those of several stretches can be put together (`merged`). */
export interface Moments {
  readonly count: number
  readonly mean: number
  /** Sum of the squared distances from the mean. */
  readonly squares: number
  readonly least: number
  readonly most: number
  /** Sum of ln(1 + return); -Infinity after a return of -1 or less. */
  readonly growth: number
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0, least: Infinity, most: -Infinity, growth: 0 }

/** Of returns[from <= t < to], in two passes: sums of squares lose everything where returns are close together. */
export function momentsOf(returns: Float64Array, from: number, to: number): Moments {
  let sum = 0
  let least = Infinity
  let most = -Infinity
  let growth = 0
  for (let t = from; t < to; t++) {
    const value = returns[t]
    sum += value
    if (value < least) least = value
    if (value > most) most = value
    growth += value > -1 ? Math.log1p(value) : -Infinity
  }
  const count = to - from
  const mean = count === 0 ? 0 : sum / count
  let squares = 0
  for (let t = from; t < to; t++) {
    const distance = returns[t] - mean
    squares += distance * distance
  }
  return { count, mean, squares, least, most, growth }
}

/** Both together. Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance" (1983). */
export function merged(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const apart = b.mean - a.mean
  return {
    count,
    mean: a.mean + (apart * b.count) / count,
    squares: a.squares + b.squares + (apart * apart * a.count * b.count) / count,
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
    growth: a.growth + b.growth,
  }
}

/** Sharpe ratio of one bar, (mean - risk-free) / sample deviation; NaN for fewer than two returns and for constant ones, as in the metrics. */
export function sharpeOf({ count, mean, squares, least, most }: Moments, riskFree: number): number {
  if (count < 2 || !(most - least > constantWithin * (1 + Math.abs(mean)))) return NaN
  return (mean - riskFree) / Math.sqrt(squares / (count - 1))
}
