import type { Point } from './axes.ts'

/** A parameter set and the score that a search was told of it. */
export interface Trial {
  readonly point: Point
  readonly score: number
}

/** Orders trials, the best first; a plain difference of two -Infinity would be NaN. */
export function bestFirst(a: Trial, b: Trial): number {
  return a.score === b.score ? 0 : a.score > b.score ? -1 : 1
}

/**
 * A search that learns from results. What it proposes is a function of its seed and of the scores it was told, so that a resumed run tells
 * it those of the store again instead of trusting a saved state.
 */
export interface Learner {
  /** Grid numbers of the next generation, `count` at most; no number comes twice. */
  propose(count: number): number[]
  /** Scores of the last generation, in its order: higher is better, -Infinity is worst; never NaN. */
  learn(scores: ArrayLike<number>): void
}
