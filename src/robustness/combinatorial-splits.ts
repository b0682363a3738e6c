import { check, checkCount } from './check.ts'
import type { IndexRange } from './index-range.ts'

/**
 * The index mathematics of combinatorial purged cross-validation (López de Prado, "Advances in Financial Machine Learning",
 * 2018, chapter 12): the observations are cut into folds, every set of k of N folds is once the test and the rest (purged, see
 * `trainRanges`) the training. Each fold is so tested several times, and putting one test of each fold after another makes a
 * path: a whole out-of-sample history, of which there are several.
 *
 * Everywhere `folds` is a whole number of at least 2 and `testFolds` one from 1 to folds - 1, else 'option-invalid'.
 */

/** How many splits: C(N, k). */
export function countSplits(folds: number, testFolds: number): number {
  checkFolds('countSplits', folds, testFolds)
  let count = 1
  for (let i = 1; i <= testFolds; i++) count = (count * (folds - testFolds + i)) / i // whole after every step
  return count
}

/** How many paths: k/N·C(N, k), the number of splits that test a fold, which is the same for every one. */
export function countPaths(folds: number, testFolds: number): number {
  return (countSplits(folds, testFolds) * testFolds) / folds
}

/**
 * The test folds of every split, each in rising order, the splits in lexicographic order. There are many: ask `countSplits`
 * first.
 */
export function combinatorialSplits(folds: number, testFolds: number): number[][] {
  checkFolds('combinatorialSplits', folds, testFolds)
  const splits: number[][] = []
  const chosen: number[] = []
  const choose = (from: number): void => {
    const missing = testFolds - chosen.length
    if (missing === 0) splits.push([...chosen])
    for (let fold = from; missing > 0 && fold <= folds - missing; fold++) {
      chosen.push(fold)
      choose(fold + 1)
      chosen.pop()
    }
  }
  choose(0)
  return splits
}

/** For each path and each fold the split whose test of the fold the path takes: path p takes the p-th split that tests it. */
export function splitsOfPaths(folds: number, testFolds: number): number[][] {
  const testedBy = Array.from({ length: folds }, (): number[] => [])
  combinatorialSplits(folds, testFolds).forEach((split, index) => {
    for (const fold of split) testedBy[fold].push(index)
  })
  return Array.from({ length: countPaths(folds, testFolds) }, (_, path) => testedBy.map((splits) => splits[path]))
}

/**
 * The observations of every fold, in order; their lengths differ by at most one. 'option-invalid' for fewer observations than
 * folds.
 */
export function foldRanges(observations: number, folds: number): IndexRange[] {
  checkCount('foldRanges: folds', folds, 2)
  checkCount('foldRanges: observations', observations, folds)
  const border = (fold: number) => Math.floor((fold * observations) / folds)
  return Array.from({ length: folds }, (_, fold) => [border(fold), border(fold + 1)] as const)
}

function checkFolds(caller: string, folds: number, testFolds: number): void {
  checkCount(`${caller}: folds`, folds, 2)
  const fits = Number.isSafeInteger(testFolds) && testFolds >= 1 && testFolds < folds
  check(fits, `${caller}: testFolds`, testFolds, `a whole number from 1 to ${folds - 1}`)
}
