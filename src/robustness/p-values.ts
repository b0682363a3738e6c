import { check } from './check.ts'

/**
 * p-values of many tests, each made larger for the number of tests, so that it can be compared with one level for all. Each
 * function gives new values in the order of the old ones. A NaN is a test without a result: it stays NaN and counts as a test
 * all the same, as if its p were 1, because leaving out what failed would make the others look better. No tests give no values;
 * a p outside of 0 to 1 is 'option-invalid'.
 */
export type AdjustPValues = (pValues: ArrayLike<number>) => Float64Array

/** min(1, M·p): the probability of even one false find stays below the level. Bonferroni (1936). */
export const bonferroni: AdjustPValues = (pValues) =>
  adjusted(pValues, (ranked) => ranked.map((p) => Math.min(1, ranked.length * p)))

/** The largest of (M - k + 1)·p(k) up to each rank, at most 1: the same promise, never above Bonferroni's. Holm (1979). */
export const holm: AdjustPValues = (pValues) =>
  adjusted(pValues, (ranked) => {
    let largest = 0
    return ranked.map((p, i) => {
      largest = Math.max(largest, Math.min(1, (ranked.length - i) * p))
      return largest
    })
  })

/**
 * The smallest of M/k·p(k) from each rank on: the expected share of false finds stays below the level, for independent tests.
 * Benjamini and Hochberg (1995).
 */
export const benjaminiHochberg: AdjustPValues = (pValues) =>
  adjusted(pValues, (ranked) => fromTheLast(ranked, 1, ranked.length - 1))

/**
 * The same times c(M) = 1 + 1/2 + … + 1/M, which holds for tests that depend on each other in any way. Benjamini and Yekutieli
 * (2001), as in R's p.adjust.
 */
export const benjaminiYekutieli: AdjustPValues = (pValues) =>
  adjusted(pValues, (ranked) => fromTheLast(ranked, harmonic(ranked.length), ranked.length - 1))

/** The same as in Harvey and Liu, "Backtesting" (2015), who leave the largest p as it is, so that no value can be above it. */
export const benjaminiYekutieliHarveyLiu: AdjustPValues = (pValues) =>
  adjusted(pValues, (ranked) => fromTheLast(ranked, harmonic(ranked.length), ranked.length - 2))

/**
 * min(1, …) of factor·M/k·p(k), from the rank `first` (from 0) down; ranks above it keep their p, and none is above the next
 * one.
 */
function fromTheLast(ranked: Float64Array, factor: number, first: number): Float64Array {
  const result = ranked.slice()
  let smallest = first + 1 < ranked.length ? ranked[first + 1] : 1
  for (let i = first; i >= 0; i--) {
    smallest = Math.min(smallest, ((factor * ranked.length) / (i + 1)) * ranked[i])
    result[i] = smallest
  }
  return result
}

function harmonic(count: number): number {
  let sum = 0
  for (let k = count; k > 0; k--) sum += 1 / k // the small ones first, which loses the least
  return sum
}

/** Hands the p-values over in rising order and puts the answers back. */
function adjusted(pValues: ArrayLike<number>, adjust: (ranked: Float64Array) => Float64Array): Float64Array {
  const values = Float64Array.from(pValues)
  for (const p of values)
    check(!(p < 0 || p > 1), 'A p-value', p, 'numbers from 0 to 1, or NaN for a test without a result')

  const counted = values.map((p) => (Number.isNaN(p) ? 1 : p))
  const order = Uint32Array.from(counted, (_, i) => i).sort((a, b) => counted[a] - counted[b])
  const ranked = adjust(Float64Array.from(order, (place) => counted[place]))
  const result = new Float64Array(values.length)
  order.forEach((place, rank) => {
    result[place] = Number.isNaN(values[place]) ? NaN : ranked[rank]
  })
  return result
}
