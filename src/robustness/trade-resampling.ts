import type { Random } from '../base/random.ts'
import { checkCount } from './check.ts'

/** How an account could have fared. Both lists in rising order, one value per sample, for `quantile`. */
export interface ResampledTrades {
  /** Value of the account after the last trade, in units of that before the first: 1 is neither gain nor loss. */
  readonly finalValues: Float64Array
  /** Largest fall from a peak to a later trade's end, as a positive fraction of the peak. Falls inside a trade are not seen. */
  readonly maxDrawdowns: Float64Array
}

/**
 * Monte Carlo on trades: the account multiplies by 1 + r for each trade return r, in many drawn orders.
 *
 * - 'shuffled' draws without replacement: the same trades in another order. The final value is always the same (but for
 *   rounding); the drawdowns say how much of the one that was seen is luck of the order.
 * - 'drawn' draws with replacement, as many as there are: other trades of the same kind. Both vary.
 *
 * Either takes the trades for independent of each other. `returns` are fractions of the whole account, costs included, not of
 * the position. An account that loses all stays at 0. No trades leave the account as it is; a NaN or infinite return makes
 * everything NaN. `samples` is a whole number of at least 1, else 'option-invalid'.
 */
export function resampleTrades(
  returns: ArrayLike<number>,
  how: 'shuffled' | 'drawn',
  samples: number,
  random: Random,
): ResampledTrades {
  checkCount('resampleTrades: samples', samples, 1)
  const finalValues = new Float64Array(samples)
  const maxDrawdowns = new Float64Array(samples)
  const trades = Float64Array.from(returns)
  if (!trades.every(Number.isFinite))
    return { finalValues: finalValues.fill(NaN), maxDrawdowns: maxDrawdowns.fill(NaN) }

  const order = Float64Array.from(trades)
  for (let sample = 0; sample < samples; sample++) {
    if (how === 'shuffled') random.shuffle(order)
    else for (let i = 0; i < order.length; i++) order[i] = trades[random.integer(trades.length)]

    let value = 1
    let peak = 1
    let deepest = 1 // lowest value as a share of the peak before it
    for (const trade of order) {
      value = Math.max(0, value * (1 + trade))
      if (value > peak) peak = value
      else if (value < deepest * peak) deepest = value / peak
    }
    finalValues[sample] = value
    maxDrawdowns[sample] = 1 - deepest
  }
  return { finalValues: finalValues.sort(), maxDrawdowns: maxDrawdowns.sort() }
}
