import { Random } from '../../base/random.ts'
import type { Point } from './axes.ts'
import { bestFirst, type Learner, type Trial } from './learner.ts'
import type { Untried } from './untried.ts'

/** The share of the population that counts as its best. */
const bestShare = 0.2
/** Of the differences that move a member: drawn anew for each. */
const leastWeight = 0.4
const mostWeight = 0.9
/** Probability that a mixture takes a value instead of the member's own. */
const crossover = 0.9

/**
 * Differential evolution over places in lists of values.
 *
 * 1. The first generation is the population.
 * 2. For each member x a mixture is proposed: x + w (best - x) + w (a - b), where `best` is one of the best, a and b are others and w is drawn for
 *    each mixture; an axis keeps x's place now and then. Places are rounded up or down by chance, so that small differences
 *    do not vanish. On an axis without order a mixture takes the place of `best`, a or b.
 * 3. A mixture that is as good as its member or better takes its place.
 */
export class Evolution implements Learner {
  private readonly untried: Untried
  private readonly population: number
  private readonly random: Random
  private members: Trial[] = []
  private proposed: readonly number[] = []

  constructor(untried: Untried, { population, seed }: { readonly population: number; readonly seed: number }) {
    this.untried = untried
    this.population = population
    this.random = Random.from(seed, 2)
  }

  propose(count: number): number[] {
    const best = [...this.members].sort(bestFirst) // the sort is stable
    best.length = Math.ceil(best.length * bestShare)
    const numbers = Array.from({ length: Math.min(count, this.population) }, (_, i) =>
      best.length === 0 ? this.untried.take() : this.untried.takeNear(this.mixture(i, best), this.random),
    )
    this.proposed = numbers
    return numbers
  }

  learn(scores: ArrayLike<number>): void {
    const { axes } = this.untried
    this.proposed.forEach((number, i) => {
      if (i < this.members.length && scores[i] < this.members[i].score) return
      this.members[i] = { point: axes.pointOf(number), score: scores[i] }
    })
  }

  private mixture(member: number, best: readonly Trial[]): Point {
    const { random, members } = this
    const { sizes, ordered, varied } = this.untried.axes
    const { point } = members[member]
    const leader = best[random.integer(best.length)].point
    const first = this.otherThan(member, -1)
    const second = this.otherThan(member, first)
    const [a, b] = [members[first].point, members[second].point]
    const weight = leastWeight + (mostWeight - leastWeight) * random.next()
    const always = varied[random.integer(varied.length)]
    const mixed = [...point]
    for (const axis of varied) {
      if (axis !== always && random.next() >= crossover) continue
      if (ordered[axis]) {
        const place = point[axis] + weight * (leader[axis] - point[axis]) + weight * (a[axis] - b[axis])
        mixed[axis] = reflected(Math.floor(place + random.next()), sizes[axis])
      } else {
        mixed[axis] = [leader, a, b][random.integer(3)][axis]
      }
    }
    return mixed
  }

  /** A member other than these two. */
  private otherThan(one: number, two: number): number {
    for (;;) {
      const other = this.random.integer(this.members.length)
      if (other !== one && other !== two) return other
    }
  }
}

/** Back into the axis where it was left, as from a mirror. A place is never further out than the axis is long: `mostWeight` is below 1. */
function reflected(place: number, size: number): number {
  if (place < 0) return -place
  return place < size ? place : 2 * (size - 1) - place
}
