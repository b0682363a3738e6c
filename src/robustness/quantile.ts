import { check } from './check.ts'

/**
 * The value below which lies the share `q` of values in rising order: linear between the two nearest ranks, rank = q·(n - 1).
 * Type 7 of Hyndman and Fan (1996), as in the metrics. NaN without values. `q` is from 0 to 1, else 'option-invalid'.
 */
export function quantile(rising: ArrayLike<number>, q: number): number {
  check(q >= 0 && q <= 1, 'quantile: q', q, 'a number from 0 to 1')
  if (rising.length === 0) return NaN
  const rank = q * (rising.length - 1)
  const below = rising[Math.floor(rank)]
  const above = rising[Math.ceil(rank)]
  return below === above ? below : below + (above - below) * (rank - Math.floor(rank))
}
