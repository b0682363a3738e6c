import { BacksweepError } from '../../base/errors.ts'
import type { Column } from '../../data/column.ts'
import { nextBucketStart } from '../../data/resample.ts'
import type { PortfolioContext } from '../model/strategy.ts'

export interface BestOfOptions {
  /** How many symbols are held. */
  readonly hold: number
  /** How often they are chosen: on the first bar of every stretch of a timeframe ('1w', '1M'), or every so many bars from the first; default every bar. */
  readonly every?: string | number
  /** Scores of at most this are not held; default none is too low. */
  readonly above?: number
  /** Share of the equity that is held in all; default 1. The chosen have equal parts of it, also when they are fewer than `hold`: the rest stays cash. */
  readonly invested?: number
  /** Of equal weight (default), or by the inverse of these columns, such as volatilities. */
  readonly inverse?: readonly Column[]
}

/**
 * Weights that hold the symbols with the highest scores: rank the universe, hold the best (rule F50).
 *
 * @param scores a column for each symbol over the bars of the portfolio; a symbol whose score is NaN is not held. Of equal scores the
 *   symbol listed first comes first.
 * @returns weights for each symbol: on bars on which they are chosen a share of the equity or 0, NaN on the others
 */
export function bestOf({ time }: PortfolioContext, scores: readonly Column[], options: BestOfOptions): Float64Array[] {
  const { hold, every = 1, above = -Infinity, invested = 1, inverse } = options
  if (!Number.isInteger(hold) || hold < 1) throw wrong('hold', hold, 'give a whole number of symbols of at least 1')
  if (!(invested > 0)) throw wrong('invested', invested, 'give a share of the equity above 0')
  const chooses = choosing(time, every)
  const weights = scores.map(() => new Float64Array(time.length).fill(NaN))
  const ranked: number[] = []
  for (let t = 0; t < time.length; t++) {
    if (!chooses(t)) continue
    ranked.length = 0
    for (let k = 0; k < scores.length; k++) {
      weights[k][t] = 0
      if (scores[k][t] > above) ranked.push(k)
    }
    ranked.sort((a, b) => scores[b][t] - scores[a][t] || a - b)
    ranked.length = Math.min(ranked.length, hold)
    if (inverse === undefined) {
      for (const k of ranked) weights[k][t] = invested / hold
      continue
    }
    let sum = 0
    for (const k of ranked) if (inverse[k][t] > 0) sum += 1 / inverse[k][t]
    for (const k of ranked)
      if (inverse[k][t] > 0) weights[k][t] = ((invested / inverse[k][t] / sum) * ranked.length) / hold
  }
  return weights
}

/** Whether symbols are chosen on a bar. */
function choosing(time: Column, every: string | number): (t: number) => boolean {
  if (typeof every === 'number') {
    if (!Number.isInteger(every) || every < 1)
      throw wrong('every', every, 'give a whole number of bars, or a timeframe')
    return (t) => t % every === 0
  }
  const first = new Uint8Array(time.length)
  let end = time.length > 0 ? nextBucketStart(time[0], every) : 0
  for (let t = 1; t < time.length; t++) {
    if (time[t] < end) continue
    first[t] = 1
    end = nextBucketStart(time[t], every)
  }
  return (t) => first[t] === 1
}

function wrong(option: string, value: number, advice: string): BacksweepError {
  return new BacksweepError('option-invalid', `bestOf: ${option} is ${value}: ${advice}.`, { option })
}
