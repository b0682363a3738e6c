import type { Parameters } from '../simulation/model/strategy.ts'
import type { PathDistribution } from './distribution.ts'
import type { WalkForwardRules } from './efficiency.ts'
import type { ValidationMethod } from './method.ts'
import type { OutOfSample } from './out-of-sample.ts'

/** What a sweep is worth on bars that its parameters were not chosen on. */
export interface Validation {
  readonly sweep: string
  readonly method: ValidationMethod
  /** By what parameters were chosen. */
  readonly rankBy: string
  /** Parameter sets that were tried in every fold. */
  readonly parameterSets: number
  /** Of their backtests so many failed; they were not chosen. */
  readonly failed: number
  /** Where the runs are. */
  readonly store: string
  /** Out-of-sample histories: one, of a combinatorial validation several of the same bars. */
  readonly paths: readonly OutOfSample[]
  /** Over the paths, when there are several. */
  readonly distribution: PathDistribution | null
  /** In order; of a combinatorial validation its splits. */
  readonly folds: readonly Fold[]
  /** Of a walk forward; the paths come first. */
  readonly rules: WalkForwardRules | null
  /** What was odd or decided on the way, in words. */
  readonly notices: readonly string[]
}

/** One choice of parameters and what came of it. */
export interface Fold {
  readonly train: readonly FoldSpan[]
  readonly test: readonly FoldSpan[]
  /** The best on the training; null when none had a value to be ranked by, and the money stayed idle. */
  readonly parameters: Parameters | null
  /** Of these parameters on the training; null with them. */
  readonly inSample: FoldNumbers | null
  readonly outOfSample: FoldNumbers
}

/** Stretch of bars; times are ISO dates or times, half-open. */
export interface FoldSpan {
  readonly start: string
  readonly end: string
  readonly bars: number
}

/** Null where undefined. */
export interface FoldNumbers {
  readonly totalReturn: number | null
  /** Annual. */
  readonly sharpe: number | null
  /** A positive fraction. */
  readonly maxDrawdown: number | null
  /** Entered on these bars. */
  readonly trades: number
}
