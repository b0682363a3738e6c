import type { IndexRange } from '../robustness/index-range.ts'
import { type Moments, merged, momentsOf, noMoments, sharpeOf } from './moments.ts'

/** Ranks returns of a training; NaN for those that cannot be ranked. */
export type Score = (moments: Moments) => number

/** Metrics that can be computed from any selection of bar returns, and so can choose parameters in a cross-validation. */
export function scoreBy(rankBy: string, riskFree: number): Score | null {
  if (rankBy === 'sharpe') return (moments) => sharpeOf(moments, riskFree)
  if (rankBy === 'totalReturn' || rankBy === 'cagr') return ({ growth }) => growth // both rise with it on the same bars
  return null
}

/**
 * Finds for every split the parameter set that is best on its training. Sets are shown one after the other, in any order, and none is
 * kept: memory is that of one set. Of equal ones the first in the plan is the best.
 *
 * The bars are cut wherever a training begins or ends; each piece is measured once for all splits, and a split puts together the pieces
 * of its training. Bars of a test are in none of them, so they cannot change the choice.
 */
export class BestInTraining {
  private readonly pieces: readonly IndexRange[]
  private readonly piecesOf: readonly (readonly number[])[]
  private readonly score: Score
  private readonly best: { number: number; score: number }[]

  constructor(trainings: readonly (readonly IndexRange[])[], score: Score) {
    const borders = [...new Set(trainings.flat(2))].sort((a, b) => a - b)
    this.pieces = borders.slice(1).map((to, i) => [borders[i], to])
    this.piecesOf = trainings.map((training) =>
      this.pieces.flatMap(([from, to], piece) =>
        training.some((part) => part[0] <= from && to <= part[1]) ? piece : [],
      ),
    )
    this.score = score
    this.best = trainings.map(() => ({ number: -1, score: NaN }))
  }

  /** @param number place of the set in the plan */
  add(number: number, returns: Float64Array): void {
    const measured = this.pieces.map(([from, to]) => momentsOf(returns, from, to))
    this.piecesOf.forEach((pieces, split) => {
      const score = this.score(pieces.reduce((sum, piece) => merged(sum, measured[piece]), noMoments))
      const best = this.best[split]
      if (Number.isNaN(score)) return
      if (best.number < 0 || score > best.score || (score === best.score && number < best.number)) {
        this.best[split] = { number, score }
      }
    })
  }

  /** For every split the number of its best set; null when none can be ranked. */
  get chosen(): readonly (number | null)[] {
    return this.best.map(({ number }) => (number < 0 ? null : number))
  }
}
