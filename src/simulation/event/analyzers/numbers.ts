/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** Standard deviation of a population, or of a sample (divided by n - 1); NaN with too few values, exactly 0 when all are the same. */
export function deviation(values: ArrayLike<number>, sample = false): number {
  const count = sample ? values.length - 1 : values.length
  if (count < 1) return NaN
  const middle = mean(values)
  let squares = 0
  let same = true
  for (let i = 0; i < values.length; i++) {
    const apart = values[i] - middle
    squares += apart * apart
    same &&= values[i] === values[0]
  }
  return same ? 0 : Math.sqrt(squares / count)
}

/** Return of every value over the one before; the first over `start`. */
export function changes(values: ArrayLike<number>, start: number): Float64Array {
  const found = new Float64Array(values.length)
  let before = start
  for (let i = 0; i < values.length; i++) {
    found[i] = values[i] / before - 1
    before = values[i]
  }
  return found
}
