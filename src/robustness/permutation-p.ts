/**
 * p-value of a permutation test: (1 + how many permutations did at least as well) / (1 + how many there were). The real order
 * is one of those that could have been drawn, so p is never 0; at best it is 1 / (1 + n), and 99 permutations are the fewest
 * that can say 1 %. Phipson and Smyth, "Permutation P-values Should Never Be Zero" (2010).
 *
 * For a sweep both are of the **best of the whole sweep**: real on the real bars, and on each permutation the best of the sweep
 * run again on it. A NaN among `permuted` is a permutation about which nothing is known, and counts as at least as good. NaN
 * for a NaN `real`; 1 without permutations.
 */
export function permutationP(real: number, permuted: ArrayLike<number>): number {
  if (Number.isNaN(real)) return NaN
  let asGood = 1
  for (let i = 0; i < permuted.length; i++) if (!(permuted[i] < real)) asGood++
  return asGood / (1 + permuted.length)
}
