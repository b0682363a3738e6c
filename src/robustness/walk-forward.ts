import { checkCount } from './check.ts'
import type { IndexRange } from './index-range.ts'

/** One step of a walk forward: parameters are chosen on `train`, and tried on `test`, which follows it at once. */
export interface WalkForwardWindow {
  readonly train: IndexRange
  readonly test: IndexRange
}

/** All in bars, whole numbers of at least 1. */
export interface WalkForwardOptions {
  /** Length of the training; of the first one when anchored. */
  readonly train: number
  readonly test: number
  /**
   * From one test's start to the next one's. As long as a test, the tests follow each other without gap or overlap: one
   * stitched history.
   */
  readonly step: number
}

/**
 * The windows of a walk forward over `bars` bars. Rolling: the training moves along with the test. Anchored: it always starts
 * at the first bar, and grows. Only whole windows: bars after the last whole test are in none, and too few bars for one window
 * give none. 'option-invalid' for options that are not whole numbers of at least 1. Pardo, "The Evaluation and Optimization of
 * Trading Strategies" (2008).
 */
export function walkForwardWindows(
  bars: number,
  kind: 'rolling' | 'anchored',
  { train, test, step }: WalkForwardOptions,
): WalkForwardWindow[] {
  checkCount('walkForwardWindows: bars', bars, 0)
  checkCount('walkForwardWindows: train', train, 1)
  checkCount('walkForwardWindows: test', test, 1)
  checkCount('walkForwardWindows: step', step, 1)
  const windows: WalkForwardWindow[] = []
  for (let from = 0; from + train + test <= bars; from += step) {
    const border = from + train
    windows.push({ train: [kind === 'rolling' ? from : 0, border], test: [border, border + test] })
  }
  return windows
}
