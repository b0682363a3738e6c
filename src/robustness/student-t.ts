import { checkCount } from './check.ts'

/**
 * P[T > t] of Student's distribution, to about 2e-13 relative up to 5,000 degrees of freedom: I_x(ν/2, 1/2) / 2 with
 * x = ν / (ν + t²), where I is the regularised incomplete beta function by its continued fraction (NIST Handbook of Mathematical
 * Functions, 8.17.22). For a value below t take the tail of -t. NaN for NaN; `freedom`, ν, is a whole number of at least 1,
 * else 'option-invalid'.
 */
export function studentTail(t: number, freedom: number): number {
  checkCount('studentTail: freedom', freedom, 1)
  if (t < 0) return 1 - studentTail(-t, freedom)
  const square = t * t
  if (square === Infinity) return 0

  // Γ((ν+1)/2) / (Γ(ν/2) √π) · x^(ν/2) · (1-x)^(1/2), which both ways to the beta function begin with
  const front =
    rootRatio(freedom) *
    Math.exp((-freedom / 2) * Math.log1p(square / freedom)) *
    Math.sqrt(square / (freedom + square))
  // beyond about √3 the continued fraction of the tail converges quickly, below it that of the middle
  return square > (3 * freedom) / (freedom + 2)
    ? (front / freedom) * betaFraction(freedom / (freedom + square), freedom / 2, 0.5)
    : 0.5 - front * betaFraction(square / (freedom + square), 0.5, freedom / 2)
}

/**
 * The t beyond which lies the probability `tail`: the inverse of `studentTail`, to 1e-12 relative, or 1e-15 absolute near 0.
 * Infinity for 0, -Infinity for 1, NaN for NaN and outside of 0 to 1.
 */
export function studentTailQuantile(tail: number, freedom: number): number {
  checkCount('studentTailQuantile: freedom', freedom, 1)
  if (!(tail > 0 && tail < 1)) return tail === 0 ? Infinity : tail === 1 ? -Infinity : NaN
  if (tail > 0.5) return -studentTailQuantile(1 - tail, freedom)
  if (tail === 0.5) return 0

  // halving: the tail is steep here and flat there, and this is asked for once in a verdict
  let low = 0
  let high = 1
  while (studentTail(high, freedom) > tail) {
    low = high
    high *= 2
  }
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (studentTail(middle, freedom) > tail) low = middle
    else high = middle
  }
}

/** Γ((n+1)/2) / (Γ(n/2) √π): 1/π for 1, 1/2 for 2, and from n to n + 2 times (n+1)/n. */
function rootRatio(n: number): number {
  let ratio = n % 2 === 1 ? 1 / Math.PI : 1 / 2
  for (let k = n % 2 === 1 ? 1 : 2; k < n; k += 2) ratio *= (k + 1) / k
  return ratio
}

/** I_x(a, b) · B(a, b) / (x^a (1-x)^b), times a: the continued fraction 1 / (1 + d₁ / (1 + d₂ / …)), by the method of Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  let below = 0
  let above = 1
  let value = 1
  for (let k = 1; ; k++) {
    const m = k >> 1
    const d =
      k % 2 === 1
        ? (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
        : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    below = 1 / (1 + d * below)
    above = 1 + d / above
    const step = below * above
    value *= step
    if (!(Math.abs(step - 1) > 2 ** -53)) return 1 / value
  }
}
