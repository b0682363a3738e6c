import { BacksweepError } from '../base/errors.ts'
import { combinatorialSplits, foldRanges } from '../robustness/combinatorial-splits.ts'
import type { IndexRange } from '../robustness/index-range.ts'
import { trainRanges } from '../robustness/purge.ts'
import type { CrossValidation } from './method.ts'

/** One division of the bars into training and test; indices count from the first bar that is divided. */
export interface Split {
  readonly train: readonly IndexRange[]
  /** The test folds, in order. */
  readonly test: readonly IndexRange[]
}

/** The splits of a cross-validation over so many bars. 'option-invalid' when one of them has fewer than two bars to train on. */
export function splitsOf({ kind, folds, testFolds, purge, embargo }: CrossValidation, bars: number): Split[] {
  const ranges = foldRanges(bars, folds)
  return combinatorialSplits(folds, testFolds).map((chosen) => {
    const test = chosen.map((fold) => ranges[fold])
    const train = trainRanges(bars, test, { purge, embargo })
    if (train.reduce((sum, [from, to]) => sum + to - from, 0) >= 2) return { train, test }
    throw new BacksweepError(
      'option-invalid',
      `${kind} leaves nothing to train on when fold ${chosen.map((fold) => fold + 1).join(' and ')} of ${bars} bars is the test: purge and embargo less.`,
      { option: 'purge' },
    )
  })
}
