import { BacksweepError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'

/**
 * Bootstrap resamples of a series of `observations`, in the form in which their means are cheap.
 *
 * The sum of a resample depends on nothing but how often it holds each observation. With c[t] for that and P for the running sums of the
 * series (P[0] = 0), sum c[t] x[t] = sum over p of (c[p - 1] - c[p]) P[p]: only the places where the count changes are needed. A resample
 * made of blocks with a mean length of L has at most 2 T / L of them.
 */
export interface Resamples {
  readonly observations: number
  readonly count: number
  /** Mean length of the blocks of the stationary bootstrap, in observations. */
  readonly meanBlockLength: number
  /** Resample b has the places `starts[b]` up to, not including, `starts[b + 1]` of the lists below. */
  readonly starts: Uint32Array
  /** p: a place in the running sums, from 1 to `observations`. */
  readonly places: Uint32Array
  /** c[p - 1] - c[p]. */
  readonly weights: Float64Array
}

/**
 * Resamples of the stationary bootstrap: Politis and Romano (1994), "The stationary bootstrap", Journal of the American Statistical
 * Association 89(428). The same seed gives the same resamples.
 *
 * `observations` and `count` from 1; `meanBlockLength` from 1 (every observation drawn alone).
 */
export function stationaryResamples(
  { observations, count, meanBlockLength }: { observations: number; count: number; meanBlockLength: number },
  random: Pick<Random, 'integer' | 'next'>,
): Resamples {
  const indices = new Uint32Array(observations)
  return collect({ observations, count, meanBlockLength }, () => {
    drawStationary(indices, meanBlockLength, random)
    return indices
  })
}

/**
 * Resamples given as lists of indices, each as long as the series; `meanBlockLength` is that with which they were drawn.
 */
export function givenResamples(lists: readonly ArrayLike<number>[], meanBlockLength: number): Resamples {
  const observations = lists.length === 0 ? 0 : lists[0].length
  return collect({ observations, count: lists.length, meanBlockLength }, (b) => lists[b])
}

/**
 * Fills `out` with the indices of one resample: each is the one after the one before (0 after the last), or with probability
 * 1 / `meanBlockLength` a new one drawn from all.
 */
export function drawStationary(
  out: Uint32Array,
  meanBlockLength: number,
  random: Pick<Random, 'integer' | 'next'>,
): void {
  const fresh = 1 / meanBlockLength
  for (let i = 0; i < out.length; i++) {
    const following = i > 0 && random.next() >= fresh
    out[i] = following ? (out[i - 1] + 1) % out.length : random.integer(out.length)
  }
}

function collect(
  { observations, count, meanBlockLength }: { observations: number; count: number; meanBlockLength: number },
  indicesOf: (b: number) => ArrayLike<number>,
): Resamples {
  check('observations', observations, Number.isSafeInteger(observations) && observations >= 1, 'a whole number from 1')
  check('count', count, Number.isSafeInteger(count) && count >= 1, 'a whole number from 1')
  check('meanBlockLength', meanBlockLength, meanBlockLength >= 1 && meanBlockLength < Infinity, 'a number from 1')
  const starts = new Uint32Array(count + 1)
  const places: number[] = []
  const weights: number[] = []
  const often = new Int32Array(observations + 1) // the last stays 0: nothing lies behind the series
  for (let b = 0; b < count; b++) {
    const indices = indicesOf(b)
    check(`length of resample ${b}`, indices.length, indices.length === observations, `${observations} indices`)
    often.fill(0)
    for (let i = 0; i < observations; i++) {
      const index = indices[i]
      check('index', index, Number.isInteger(index) && index >= 0 && index < observations, `0 to ${observations - 1}`)
      often[index]++
    }
    for (let p = 1; p <= observations; p++) {
      const weight = often[p - 1] - often[p]
      if (weight === 0) continue
      places.push(p)
      weights.push(weight)
    }
    starts[b + 1] = places.length
  }
  return {
    observations,
    count,
    meanBlockLength,
    starts,
    places: Uint32Array.from(places),
    weights: Float64Array.from(weights),
  }
}

function check(option: string, value: number, fits: boolean, wanted: string): void {
  if (fits) return
  throw new BacksweepError('option-invalid', `${option} is ${value}: give ${wanted}.`, { option, value })
}
