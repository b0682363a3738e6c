/**
 * The standard normal distribution, to about 1e-15 relative, also far out in the tails, where a probability is the p-value of a
 * good Sharpe ratio and 1 - Φ(x) would be all rounding. Two series that need no table of coefficients: around the middle the
 * power series of Φ(x) - 1/2, whose terms are all positive (Marsaglia, Journal of Statistical Software 11(4), 2004), and beyond
 * it Laplace's continued fraction of Φ(-x) / φ(x). Below 2e-308 a double has fewer digits, and so have the probabilities.
 */

/** φ(x), the density. NaN for NaN. */
export function normalDensity(x: number): number {
  if (Math.abs(x) > 39) return 0
  // x * x is off by up to 2^-53 of itself, and exp makes of it an error of x * x * 2^-54 of the result: with an x rounded to 1/16
  // the square is exact, and what is left over is small.
  const near = Math.round(x * 16) / 16
  return (Math.exp((-near * near) / 2) * Math.exp((-(x - near) * (x + near)) / 2)) / rootTwoPi
}

/** Φ(x): the probability of a value below x. NaN for NaN. For the probability of one above x, take Φ(-x), not 1 - Φ(x). */
export function normalCdf(x: number): number {
  if (x < -tailsFrom) return normalDensity(x) * millsRatio(-x)
  if (x > tailsFrom) return 1 - normalDensity(x) * millsRatio(x)
  return 0.5 + aroundMiddle(x)
}

/**
 * Φ⁻¹(p): the value below which lies the probability p. -Infinity for 0, Infinity for 1, NaN for NaN and outside of 0 to 1. For
 * the upper tail take -Φ⁻¹(1 - p) with the small 1 - p as it is known: 1 - 1e-12 has lost four of its digits.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN
  if (p < 0.1) return tailQuantile(p)
  if (p > 0.9) return -tailQuantile(1 - p)

  // Newton's method; Φ bends towards the axis on both sides of 0, so from inside no step goes too far
  const share = p - 0.5
  let x = share * rootTwoPi
  for (let i = 0; i < newtonSteps; i++) x += (share - aroundMiddle(x)) / normalDensity(x)
  return x
}

const rootTwoPi = Math.sqrt(2 * Math.PI)

/** Beyond this the continued fraction is taken: 1/2 - (Φ(x) - 1/2) would lose digits there. */
const tailsFrom = 1.25

/** Each doubles the correct digits, the first of them being there after two: one or two more than are needed. */
const newtonSteps = 7

/** Φ(x) - 1/2 = φ(x) (x + x³/3 + x⁵/(3·5) + …). */
function aroundMiddle(x: number): number {
  const square = x * x
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 2 ** -54; odd += 2) {
    term *= square / odd
    sum += term
  }
  return normalDensity(x) * sum
}

/** Φ(-x) / φ(x) = 1 / (x + 1 / (x + 2 / (x + 3 / …))) for x >= 1.25, from the inside out. */
function millsRatio(x: number): number {
  const depth = Math.ceil(350 / (x * x)) + 8 // its error falls as exp(-2 x √depth), here to 1e-16
  let tail = (x + Math.sqrt(x * x + 4 * depth)) / 2 // what tail = x + depth / tail would come to
  for (let k = depth; k > 0; k--) tail = x + k / tail
  return 1 / tail
}

/** Newton's method on ln Φ, which is concave: from the left, where Φ(x) < p, no step goes too far. */
function tailQuantile(p: number): number {
  const wanted = Math.log(p)
  let x = -Math.sqrt(-2 * wanted)
  for (let i = 0; i < newtonSteps; i++) {
    const ratio = millsRatio(-x)
    x -= (Math.log(ratio / rootTwoPi) - (x * x) / 2 - wanted) * ratio
  }
  return x
}
