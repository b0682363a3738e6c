import { Random } from '../../base/random.ts'
import type { Point } from './axes.ts'
import type { Learner } from './learner.ts'
import { Parzen } from './parzen.ts'
import type { Untried } from './untried.ts'

interface Trial {
  readonly point: Point
  readonly score: number
}

/** The best tenth of the trials counts as good, but no more than so many. */
const goodShare = 0.1
const mostGood = 25
/** Of the others, which are many and tell little each, so many are looked at. */
const mostOthers = 500
/** Points drawn for each that is proposed. */
const draws = 24

/**
 * The tree-structured Parzen estimator over a grid.
 *
 * 1. The first generation comes from a Latin hypercube.
 * 2. For each proposal points are drawn where the good trials are dense; the one with the largest ratio of the density of good ones to
 *    that of the others is taken.
 * 3. What is proposed and not known yet counts among the others, so that a generation does not crowd at one place.
 */
export class TreeParzen implements Learner {
  private readonly untried: Untried
  private readonly generation: number
  private readonly random: Random
  /** Best first; of equal ones the older. */
  private readonly trials: Trial[] = []
  private proposed: readonly number[] = []

  constructor(untried: Untried, { generation, seed }: { readonly generation: number; readonly seed: number }) {
    this.untried = untried
    this.generation = generation
    this.random = Random.from(seed, 2)
  }

  propose(count: number): number[] {
    const wanted = Math.min(count, this.generation)
    this.proposed =
      this.trials.length === 0 ? Array.from({ length: wanted }, () => this.untried.take()) : this.promising(wanted)
    return [...this.proposed]
  }

  learn(scores: ArrayLike<number>): void {
    const { axes } = this.untried
    this.proposed.forEach((number, i) => {
      this.trials.push({ point: axes.pointOf(number), score: scores[i] })
    })
    this.trials.sort((a, b) => (a.score === b.score ? 0 : a.score > b.score ? -1 : 1)) // the sort is stable
  }

  private promising(wanted: number): number[] {
    const { random, trials, untried } = this
    const { axes } = untried
    const valid = trials.findLastIndex(({ score }) => score > -Infinity) + 1
    const isGood = Math.min(Math.ceil(goodShare * trials.length), mostGood, valid)
    const points = trials.map(({ point }) => point)
    const good = new Parzen(axes, points.slice(0, isGood))
    const others = this.some(points.slice(isGood))
    const numbers: number[] = []
    for (let i = 0; i < wanted; i++) {
      const rest = new Parzen(axes, others)
      let best: Point = []
      let bestRatio = -1
      for (let draw = 0; draw < draws; draw++) {
        const point = good.draw(random)
        const ratio = good.density(point) / rest.density(point)
        if (ratio > bestRatio) [best, bestRatio] = [point, ratio]
      }
      const number = untried.takeNear(best, random)
      numbers.push(number)
      others.push(axes.pointOf(number))
    }
    return numbers
  }

  private some(points: Point[]): Point[] {
    const chosen = [...points]
    for (let i = 0; i < Math.min(mostOthers, chosen.length); i++) {
      const j = i + this.random.integer(chosen.length - i)
      ;[chosen[i], chosen[j]] = [chosen[j], chosen[i]]
    }
    return chosen.slice(0, mostOthers)
  }
}
