import { BacksweepError } from '../base/errors.ts'
import { halfSplits } from './block-splits.ts'
import { Dominance, type StochasticDominance } from './dominance.ts'
import { type Line, lineThrough } from './line.ts'
import { type ReturnsMatrix, returnRounding, varies } from './returns-matrix.ts'
import { subsetSums } from './subset-sums.ts'

/**
 * Probability of backtest overfitting (PBO) by combinatorially symmetric cross-validation (CSCV): how often the trial that is best on one
 * half of the data is no better than the median trial on the other half. Bailey, Borwein, López de Prado and Zhu (2017), "The
 * probability of backtest overfitting", Journal of Computational Finance 20(4), SSRN 2326253.
 *
 * 1. The observations are cut into S blocks of equal length; the last T mod S observations are not used.
 * 2. Each of the C(S, S/2) choices of half of the blocks is in sample once, the rest of the blocks is out of sample.
 * 3. n* is the trial with the highest Sharpe ratio in sample (mean / standard deviation with n - 1, per observation, over 0; the first of equals).
 * 4. Its rank r among the N compared trials out of sample (1 is the worst, equals share the mean of their ranks) gives
 *    ω = r / (N + 1) and the logit λ = ln(ω / (1 - ω)).
 * 5. PBO is the share of λ <= 0.
 *
 * On pure noise PBO tends to one half, not to 1, and a low PBO is not a profit: look at the loss and the degradation, too.
 *
 * Which trials are compared is said at `ReturnsMatrix`. A compared trial whose returns are constant over one half (it did not trade
 * there) cannot be the winner of that half; out of sample its Sharpe ratio counts as 0. As constant counts a standard deviation below
 * a millionth of the distance between that half's mean and the mean of all, or below the rounding of returns.
 */
export interface Overfitting {
  /** All trials, failed and idle ones included. */
  readonly trials: number
  /** Of them, those that are ranked: N. */
  readonly compared: number
  /** Observations used, and those dropped at the end. */
  readonly observations: number
  readonly dropped: number
  /** Share of the logits that are <= 0; NaN without a logit. */
  readonly probability: number
  /** Share of splits whose winner has a negative Sharpe ratio out of sample. */
  readonly probabilityOfLoss: number
  /** Regression of the winners' Sharpe ratio out of sample on that in sample: the slope says how much of a better fit stays. */
  readonly degradation: Line
  /** Whether choosing the winner in sample is better than choosing any trial. */
  readonly dominance: StochasticDominance
  /** One per split, in the order of `halfSplits`; NaN where no trial has a Sharpe ratio in sample. */
  readonly logits: Float64Array
  /** The trial that wins in sample; -1 where none has a Sharpe ratio. */
  readonly winners: Int32Array
  /** Sharpe ratio of the winner in sample, and out of sample. */
  readonly inSample: Float64Array
  readonly outOfSample: Float64Array
}

const mostBlocks = 20

/** Of squares: (a millionth)². */
const constantBelow = 1e-12
const squaredRounding = returnRounding * returnRounding

/**
 * @param options `blocks`: S, even, from 2 to 20; default 16, the value of the paper.
 *
 * With fewer than two trials to compare, or fewer than two observations in half of the blocks, there are no splits: the lists are empty
 * and all numbers NaN. Splits share most of their data, so the logits are no independent sample.
 * Time grows with splits × trials, memory is 8 kB a trial for 16 blocks.
 */
export function backtestOverfitting(matrix: ReturnsMatrix, { blocks = 16 }: { blocks?: number } = {}): Overfitting {
  if (!Number.isInteger(blocks) || blocks % 2 !== 0 || blocks < 2 || blocks > mostBlocks) {
    throw new BacksweepError(
      'option-invalid',
      `blocks is ${blocks}: give an even number from 2 to ${mostBlocks}, half of which can be in sample.`,
      { option: 'blocks', value: blocks },
    )
  }
  const length = Math.floor(matrix.observations / blocks)
  // what only moves behind the last block does not take part
  const trials = matrix.comparable().filter((trial) => varies(matrix.row(trial).subarray(0, length * blocks)))
  const possible = trials.length >= 2 && length * (blocks / 2) >= 2
  const splits = possible ? halfSplits(blocks) : new Uint32Array(0)
  const found = {
    logits: new Float64Array(splits.length),
    winners: new Int32Array(splits.length),
    inSample: new Float64Array(splits.length),
    outOfSample: new Float64Array(splits.length),
  }
  const dominance = new Dominance()
  if (possible) rankWinners(matrix, trials, { blocks, length, splits }, found, dominance)

  const won = [...found.winners.keys()].filter((split) => found.winners[split] >= 0)
  const share = (fits: (split: number) => boolean) => (won.length === 0 ? NaN : won.filter(fits).length / won.length)
  return {
    trials: matrix.trials,
    compared: trials.length,
    observations: length * blocks,
    dropped: matrix.observations - length * blocks,
    probability: share((split) => found.logits[split] <= 0),
    probabilityOfLoss: share((split) => found.outOfSample[split] < 0),
    degradation: lineThrough(
      won.map((split) => found.inSample[split]),
      won.map((split) => found.outOfSample[split]),
    ),
    dominance: dominance.verdict(),
    ...found,
  }
}

type Found = Pick<Overfitting, 'logits' | 'winners' | 'inSample' | 'outOfSample'>

/** Goes through the splits in pairs: what is in sample of the one is out of sample of its complement. */
function rankWinners(
  matrix: ReturnsMatrix,
  trials: Uint32Array,
  { blocks, length, splits }: { blocks: number; length: number; splits: Uint32Array },
  found: Found,
  dominance: Dominance,
): void {
  const sums = subsetSums(matrix, trials, blocks, length)
  const half = blocks / 2
  const lower = 2 ** half - 1
  const observations = half * length
  const rounding = observations * squaredRounding
  const one = new Float64Array(trials.length)
  const other = new Float64Array(trials.length)

  for (let split = 0; split < splits.length / 2; split++) {
    const mask = splits[split]
    const bestOfOne = sharpes(mask, one)
    const bestOfOther = sharpes(~mask, other)
    rank(split, bestOfOne, one, other)
    rank(splits.length - 1 - split, bestOfOther, other, one)
  }

  /** Writes the Sharpe ratios over the blocks of `mask` (0 for constant returns); returns which is the highest, or -1. */
  function sharpes(mask: number, out: Float64Array): number {
    const { centre, firstSums, firstSquares, secondSums, secondSquares } = sums
    const first = (mask & lower) * out.length
    const second = ((mask >>> half) & lower) * out.length
    let best = -1
    let highest = -Infinity
    for (let k = 0; k < out.length; k++) {
      const sum = firstSums[first + k] + secondSums[second + k]
      const square = firstSquares[first + k] + secondSquares[second + k]
      const spread = square - (sum * sum) / observations
      if (spread > constantBelow * square + rounding) {
        const sharpe = (centre[k] + sum / observations) / Math.sqrt(spread / (observations - 1))
        out[k] = sharpe
        if (sharpe > highest) {
          highest = sharpe
          best = k
        }
      } else out[k] = 0
    }
    return best
  }

  function rank(split: number, winner: number, inSample: Float64Array, outOfSample: Float64Array): void {
    dominance.addAll(outOfSample)
    if (winner < 0) {
      found.winners[split] = -1
      found.logits[split] = found.inSample[split] = found.outOfSample[split] = NaN
      return
    }
    const value = outOfSample[winner]
    let below = 0
    let equal = 0
    for (let k = 0; k < outOfSample.length; k++) {
      if (outOfSample[k] < value) below++
      else if (outOfSample[k] === value) equal++
    }
    const rank = below + (equal + 1) / 2
    found.winners[split] = trials[winner]
    found.inSample[split] = inSample[winner]
    found.outOfSample[split] = value
    found.logits[split] = Math.log(rank / (trials.length + 1 - rank)) // ω / (1 - ω), without rounding ω
    dominance.addWinner(value)
  }
}
