import { check, checkCount } from './check.ts'
import type { IndexRange } from './index-range.ts'

/** What is kept out of training around a test, in observations. Both are whole numbers of at least 0, else 'option-invalid'. */
export interface PurgeOptions {
  /** On both sides of a test: as many as a position or an indicator reaches across a border. */
  readonly purge: number
  /** After a test and its purge: as many as what happened in the test goes on to be felt. */
  readonly embargo: number
}

/**
 * What is left of `observations` to train on when `tests` are kept for testing: everything that is not in a test, not less than
 * `purge` before or after one and not in the `embargo` that follows. Ranges in order, without empty ones; none when nothing is
 * left. López de Prado, "Advances in Financial Machine Learning" (2018), chapter 7.
 *
 * `tests` are in order and do not overlap or leave the observations, else 'option-invalid': training on a test must not go
 * unseen.
 */
export function trainRanges(observations: number, tests: readonly IndexRange[], options: PurgeOptions): IndexRange[] {
  checkCount('trainRanges: observations', observations, 0)
  checkCount('trainRanges: purge', options.purge, 0)
  checkCount('trainRanges: embargo', options.embargo, 0)
  const ranges: IndexRange[] = []
  let free = 0
  let tested = 0
  for (const [from, to] of tests) {
    check(
      from >= tested && from < to,
      'trainRanges: the start of a test',
      from,
      `tests in order from ${tested} on, none empty`,
    )
    check(to <= observations, 'trainRanges: the end of a test', to, `tests within the ${observations} observations`)
    tested = to
    if (from - options.purge > free) ranges.push([free, from - options.purge])
    free = to + options.purge + options.embargo
  }
  if (observations > free) ranges.push([free, observations])
  return ranges
}
