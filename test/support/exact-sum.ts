/**
 * The sum of `values`, rounded once (Shewchuk's expansions): `partials` holds numbers that do not overlap
 * and whose sum is the true one. Finite values without overflow only.
 */
export function exactSum(values: readonly number[]): number {
  const partials: number[] = []
  for (let x of values) {
    let kept = 0
    for (const partial of partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial]
      const sum = large + small
      const error = small - (sum - large)
      if (error !== 0) partials[kept++] = error
      x = sum
    }
    partials.length = kept
    partials.push(x)
  }
  return roundedOnce(partials)
}

/** From the largest partial down until one leaves an error; that error decides the last bit. */
function roundedOnce(partials: readonly number[]): number {
  let i = partials.length - 1
  if (i < 0) return 0
  let sum = partials[i]
  while (i > 0) {
    const before = sum
    const partial = partials[--i]
    sum = before + partial
    const error = partial - (sum - before)
    if (error === 0) continue
    // exactly half a bit was rounded to even, but what follows says that it is more than half
    if (i > 0 && error < 0 === partials[i - 1] < 0 && partials[i - 1] !== 0) {
      const twice = error * 2
      const further = sum + twice
      if (further - sum === twice) sum = further
    }
    break
  }
  return sum
}
