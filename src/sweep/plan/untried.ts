import type { Random } from '../../base/random.ts'
import type { Axes, Point } from './axes.ts'
import { type Grid, keeps, type Where } from './search-space.ts'

/** Steps of a walk to a parameter set that has not been tried: from a crowded place it ends about seven steps away. */
const longestWalk = 50

/**
 * The parameter sets that a search has not tried yet and `where` keeps. There is always another one, up to the number of trials, because
 * as many were found before the run: the reserve, of which the first are what a search begins with.
 */
export class Untried {
  readonly axes: Axes
  private readonly grid: Grid
  private readonly where: Where | undefined
  private readonly reserve: ArrayLike<number>
  private readonly tried = new Set<number>()
  private next = 0

  constructor(grid: Grid, axes: Axes, where: Where | undefined, reserve: ArrayLike<number>) {
    this.grid = grid
    this.axes = axes
    this.where = where
    this.reserve = reserve
  }

  /** Grid number of the next of the reserve. */
  take(): number {
    while (this.tried.has(this.reserve[this.next])) this.next++
    const number = this.reserve[this.next]
    this.tried.add(number)
    return number
  }

  /** Grid number of `point` or, when it is not to be had, of one that a walk of single steps from there comes to. */
  takeNear(point: Point, random: Random): number {
    const { sizes, ordered, varied } = this.axes
    const at = [...point]
    for (let step = 0; step <= longestWalk; step++) {
      const number = this.axes.numberOf(at)
      if (!this.tried.has(number) && keeps(this.grid, this.where, number)) {
        this.tried.add(number)
        return number
      }
      const axis = varied[random.integer(varied.length)]
      const up = random.integer(2) === 1 ? at[axis] < sizes[axis] - 1 : at[axis] === 0
      at[axis] = ordered[axis] ? at[axis] + (up ? 1 : -1) : random.integer(sizes[axis])
    }
    return this.take()
  }
}
