import { BacksweepError } from '../base/errors.ts'
import { countSplits } from '../robustness/combinatorial-splits.ts'
import { parseSpan, type Span } from './span.ts'

/** How parameters are chosen on one part of the data and tried on another. */
export type ValidationMethod = WalkForward | CrossValidation

export interface WalkForward {
  readonly kind: 'walk-forward'
  readonly train: Span
  readonly test: Span
  readonly step: Span
  readonly anchored: boolean
}

/** k-fold is the combinatorial one with one test fold in each split. */
export interface CrossValidation {
  readonly kind: 'k-fold' | 'combinatorial'
  readonly folds: number
  readonly testFolds: number
  readonly purge: number
  readonly embargo: number
}

export interface WalkForwardInput {
  /** How long parameters are chosen on; the first time when anchored. Bars, or text such as 2y (see `Span`). */
  readonly train: Span
  /** How long what was chosen is tried after that. */
  readonly test: Span
  /** From one test to the next; default `test`. Not less, or bars would be in two tests. */
  readonly step?: Span
  /** Training always begins with the first bar, and grows; default false: it moves along. */
  readonly anchored?: boolean
}

export interface KFoldInput {
  /** Parts of equal length that the bars are cut into, at least 2; each is the test once. */
  readonly folds: number
  /** Bars kept out of training on both sides of a test, as many as a position reaches across; default 0. */
  readonly purge?: number
  /** Bars kept out of training after a test and its purge; default 0. */
  readonly embargo?: number
}

export interface CombinatorialInput extends KFoldInput {
  /** Folds that are the test together: every set of so many is once. */
  readonly testFolds: number
}

const mostSplits = 20_000

/**
 * Parameters are chosen on a stretch of bars and tried on the next, again and again. 'option-invalid' for spans that are none and for
 * bars mixed with calendar lengths.
 */
export function walkForward(input: WalkForwardInput): WalkForward {
  const { train, test, step = test, anchored = false } = input
  const spans = { train, test, step }
  const parsed = Object.entries(spans).map(([name, span]) => parseSpan(span, `walkForward: ${name}`))
  if (parsed.some((span) => 'bars' in span !== 'bars' in parsed[0])) {
    throw invalid('walkForward', 'mixes bars with calendar lengths', 'give all in one')
  }
  return Object.freeze({ kind: 'walk-forward', ...spans, anchored })
}

/** Cuts the bars into folds; each is the test once, and parameters are chosen on all the others. */
export function kFold({ folds, purge = 0, embargo = 0 }: KFoldInput): CrossValidation {
  return crossValidation('k-fold', { folds, testFolds: 1, purge, embargo })
}

/**
 * Combinatorial purged cross-validation: every set of `testFolds` folds is the test once, which gives many whole out-of-sample
 * histories. López de Prado, "Advances in Financial Machine Learning" (2018), chapter 12.
 */
export function combinatorial({ folds, testFolds, purge = 0, embargo = 0 }: CombinatorialInput): CrossValidation {
  return crossValidation('combinatorial', { folds, testFolds, purge, embargo })
}

function crossValidation(kind: CrossValidation['kind'], numbers: Omit<CrossValidation, 'kind'>): CrossValidation {
  for (const name of ['purge', 'embargo'] as const) {
    const value = numbers[name]
    if (!Number.isSafeInteger(value) || value < 0)
      throw invalid(`${kind}: ${name}`, `is ${value}`, 'give a number of bars')
  }
  const splits = countSplits(numbers.folds, numbers.testFolds) // refuses folds that cannot be
  if (splits > mostSplits) {
    throw invalid(kind, `has ${splits} splits`, `give folds and testFolds that make at most ${mostSplits}`)
  }
  return Object.freeze({ kind, ...numbers })
}

function invalid(what: string, found: string, advice: string): BacksweepError {
  return new BacksweepError('option-invalid', `${what} ${found}: ${advice}.`, { option: what })
}
