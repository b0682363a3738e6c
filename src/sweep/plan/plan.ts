import { createHash } from 'node:crypto'
import { BacksweepError } from '../../base/errors.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { Axes } from './axes.ts'
import { Blocks } from './blocks.ts'
import { Course } from './course.ts'
import { Evolution } from './evolution.ts'
import type { Learner } from './learner.ts'
import { generationOf, isLearning, type Search } from './search.ts'
import { type Grid, type GridNumbers, keptNumbers, parametersAt, type SearchSpace, type Where } from './search-space.ts'
import { TreeParzen } from './tpe.ts'
import { Untried } from './untried.ts'

/** One parameter set on one date range. */
export interface PlannedBacktest {
  readonly parameters: Parameters
  readonly range: ResolvedDateRange
  /** Place of the date range among the plan's. */
  readonly place: number
}

/** What chooses the parameter sets of a plan, and from which. */
export interface PlannedSearch {
  readonly search: Search
  readonly where: Where | undefined
}

/**
 * The ordered list of a sweep's backtests: date ranges in order of start, within each the parameter sets in the order
 * of their list, or of their grid with the last parameter fastest, or in the order in which a search chose them. Kept as numbers, so
 * that a million backtests take 4 MB.
 *
 * Of a search that learns, only the number of sets is known before the run, and which it begins with; the other sets of the list stand
 * in until the `course` of a run has chosen, for samples.
 */
export class Plan {
  readonly space: SearchSpace
  readonly ranges: readonly ResolvedDateRange[]
  /** Null for all parameter sets. */
  readonly search: Search | null
  private readonly where: Where | undefined
  private readonly kept: GridNumbers

  /** @param where which parameter sets: a condition, their grid numbers in order, or all */
  constructor(
    space: SearchSpace,
    where: Where | GridNumbers | undefined,
    ranges: readonly ResolvedDateRange[],
    planned: PlannedSearch | null = null,
  ) {
    this.space = space
    this.ranges = Object.freeze([...ranges].sort((a, b) => a.start - b.start || a.end - b.end))
    this.search = planned?.search ?? null
    this.where = planned?.where
    this.kept = where === undefined || typeof where === 'function' ? keptNumbers(space, where) : where
    if (this.kept.length === 0) {
      throw new BacksweepError(
        'sweep-empty',
        `where() leaves none of the ${space.size} parameter sets: loosen it or widen the parameters.`,
        {
          size: space.size,
        },
      )
    }
  }

  /**
   * Identity of the list: the same when the same backtests come in the same order. Of a search that learns it is that of its beginning, so that
   * it is the same for more trials.
   */
  get fingerprint(): string {
    const { space } = this
    const ranges = this.ranges.map(({ name, start, end }) => [name, start, end])
    const sets = 'sets' in space ? ['listed', space.names, space.sets] : [space.names, space.values]
    const shape = JSON.stringify([...sets, ranges])
    const listed = isLearning(this.search) ? this.kept.subarray(0, generationOf(this.search)) : this.kept
    return createHash('sha256').update(shape).update(listed).digest('hex').slice(0, 32)
  }

  /** A run through the parameter sets, from the start. */
  course(): Course {
    const learner = this.learner()
    return new Course(this.space, learner === null ? this.kept : this.kept.slice(), learner)
  }

  /**
   * How a run by threads that remember so many columns goes through the parameter sets; null for the order of the plan, which is that of lists, and
   * of searches, so that what is done of one when it is stopped is a search of fewer trials.
   */
  blocks(columns: number): Blocks | null {
    return 'sets' in this.space || this.search !== null ? null : Blocks.of(this.space, columns)
  }

  /** Parameter sets on each date range. */
  get parameterSets(): number {
    return this.kept.length
  }

  /** All backtests. */
  get length(): number {
    return this.kept.length * this.ranges.length
  }

  /** The plan of these parameter sets, by place in the list of sets and in order, on these of the ranges. */
  part(sets: Uint32Array, ranges: readonly ResolvedDateRange[]): Plan {
    return new Plan(
      this.space,
      Float64Array.from(sets, (set) => this.kept[set]),
      ranges,
    )
  }

  /** The backtest with this number, from 0. */
  at(number: number): PlannedBacktest {
    const place = Math.floor(number / this.kept.length)
    return {
      range: this.ranges[place],
      place,
      parameters: parametersAt(this.space, this.kept[number % this.kept.length]),
    }
  }

  private learner(): Learner | null {
    const { search, space, where, kept } = this
    if (!isLearning(search)) return null
    const untried = new Untried(space as Grid, new Axes(space as Grid), where, kept)
    return search.kind === 'tpe' ? new TreeParzen(untried, search) : new Evolution(untried, search)
  }
}
