/** A least-squares line y = intercept + slope x. */
export interface Line {
  readonly slope: number
  readonly intercept: number
  /** Share of the variance of y that the line explains. */
  readonly r2: number
}

/** All NaN where the x are all equal or fewer than two; `r2` is NaN where the y are all equal. */
export function lineThrough(x: readonly number[], y: readonly number[]): Line {
  const meanX = mean(x)
  const meanY = mean(y)
  let xx = 0
  let xy = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - meanX) ** 2
    xy += (x[i] - meanX) * (y[i] - meanY)
    yy += (y[i] - meanY) ** 2
  }
  const slope = xx > 0 ? xy / xx : NaN
  return { slope, intercept: meanY - slope * meanX, r2: yy > 0 ? (slope * xy) / yy : NaN }
}

function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
