/**
 * Returns of every bar from the equity at its close (money); the first is counted from `initialAmount`. Nothing is left to lose after a
 * ruin, so a bar that follows an equity of zero or less has the return 0, as in the metrics.
 */
export function barReturns(equity: ArrayLike<number>, initialAmount: number): Float64Array {
  const returns = new Float64Array(equity.length)
  let before = initialAmount
  for (let t = 0; t < equity.length; t++) {
    returns[t] = before > 0 ? equity[t] / before - 1 : 0
    before = equity[t]
  }
  return returns
}

/** What `initialAmount` grows to with these returns, at the close of every bar; after a ruin it stays as it is. */
export function grown(returns: ArrayLike<number>, initialAmount: number): Float64Array {
  const equity = new Float64Array(returns.length)
  let value = initialAmount
  for (let t = 0; t < returns.length; t++) {
    if (value > 0) value *= 1 + returns[t]
    equity[t] = value
  }
  return equity
}

/** The parts one after another. */
export function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
