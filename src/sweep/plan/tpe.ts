import { Random } from '../../base/random.ts'
import type { Point } from './axes.ts'
import { bestFirst, type Learner, type Trial } from './learner.ts'
import { Parzen } from './parzen.ts'
import type { Untried } from './untried.ts'

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
 * 1. The first generation comes from a Latin hypercube, and so do the next as long as nothing but failures is known.
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
    const isAnyGood = this.trials.some(({ score }) => score > -Infinity)
    this.proposed = isAnyGood ? this.promising(wanted) : Array.from({ length: wanted }, () => this.untried.take())
    return [...this.proposed]
  }

  learn(scores: ArrayLike<number>): void {
    const { axes } = this.untried
    this.proposed.forEach((number, i) => {
      this.trials.push({ point: axes.pointOf(number), score: scores[i] })
    })
    this.trials.sort(bestFirst) // the sort is stable
  }

  private promising(wanted: number): number[] {
    const { random, trials, untried } = this
    const { axes } = untried
    const valid = trials.filter(({ score }) => score > -Infinity).length
    const goodOnes = Math.min(Math.ceil(goodShare * trials.length), mostGood, valid)
    const points = trials.map(({ point }) => point)
    const good = new Parzen(axes, points.slice(0, goodOnes))
    const others = this.some(points.slice(goodOnes))
    const numbers: number[] = []
    for (let i = 0; i < wanted; i++) {
      const rest = others.length === 0 ? null : new Parzen(axes, others)
      let best: Point = []
      let bestRatio = -1
      for (let draw = 0; draw < draws; draw++) {
        const point = good.draw(random)
        const ratio = good.density(point) / (rest?.density(point) ?? 1)
        if (ratio > bestRatio) [best, bestRatio] = [point, ratio]
      }
      const number = untried.takeNear(best, random)
      numbers.push(number)
      others.push(axes.pointOf(number))
    }
    return numbers
  }

  private some(points: readonly Point[]): Point[] {
    const places = Uint32Array.from(points, (_, place) => place)
    if (points.length > mostOthers) this.random.shuffle(places)
    return Array.from(places.subarray(0, mostOthers), (place) => points[place])
  }
}
