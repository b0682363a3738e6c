import { BacksweepError } from '../../base/errors.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { keptNumbers, parametersAt, type SearchSpace } from './search-space.ts'

/** One parameter set on one date range. */
export interface PlannedBacktest {
  readonly parameters: Parameters
  readonly range: ResolvedDateRange
}

/**
 * The ordered list of a sweep's backtests: date ranges in order of start, within each the parameter sets in grid order
 * with the last parameter fastest. Kept as numbers, so that a million backtests take 4 MB.
 */
export class Plan {
  readonly space: SearchSpace
  readonly ranges: readonly ResolvedDateRange[]
  private readonly kept: Uint32Array

  constructor(
    space: SearchSpace,
    where: ((parameters: never) => unknown) | undefined,
    ranges: readonly ResolvedDateRange[],
  ) {
    this.space = space
    this.ranges = Object.freeze([...ranges].sort((a, b) => a.start - b.start || a.end - b.end))
    this.kept = keptNumbers(space, where)
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

  /** Parameter sets on each date range. */
  get parameterSets(): number {
    return this.kept.length
  }

  /** All backtests. */
  get length(): number {
    return this.kept.length * this.ranges.length
  }

  /** Grid numbers of the parameter sets at the places [from, to) of one date range. */
  numbers(from: number, to: number): Uint32Array {
    return this.kept.slice(from, to)
  }

  /** The backtest with this number, from 0. */
  at(number: number): PlannedBacktest {
    const range = this.ranges[Math.floor(number / this.kept.length)]
    return { range, parameters: parametersAt(this.space, this.kept[number % this.kept.length]) }
  }
}
