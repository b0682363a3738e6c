import { normalQuantile } from '../../src/robustness/normal.ts'

/**
 * 95 % interval of a probability after `hits` of `count` cases: Wilson (1927), "Probable inference, the law of succession, and statistical
 * inference", Journal of the American Statistical Association 22. Fractions; [NaN, NaN] without a case.
 */
export function binomialInterval(hits: number, count: number): [low: number, high: number] {
  const z = normalQuantile(0.975)
  const rate = hits / count
  const middle = rate + (z * z) / (2 * count)
  const reach = z * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count))
  const whole = 1 + (z * z) / count
  // at 0 and 1 the difference is 0 but for rounding
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)]
}
