import { BacksweepError } from '../../base/errors.ts'
import type { ResolvedDateRange } from '../../data/date-range.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { drawn } from './draw.ts'
import { Plan } from './plan.ts'
import { generationOf, type Search } from './search.ts'
import { type GivenParameters, type Grid, type SearchSpace, spaceOf, type Where } from './search-space.ts'

/** What a sweep says of its parameter sets. */
export interface WantedSets {
  readonly parameters: GivenParameters
  readonly where: Where | undefined
  readonly search: Search | null
}

/** Grid numbers are exact up to there. */
const largestSearched = Number.MAX_SAFE_INTEGER

/** The plan of all parameter sets that a sweep asks for, or of those of its search. */
export function planOf(defaults: Parameters, wanted: WantedSets, ranges: readonly ResolvedDateRange[]): Plan {
  const { where, search } = wanted
  const space = wantedSpace(defaults, wanted)
  if (search === null) return new Plan(space, where, ranges)
  // of random search each point is a hypercube of its own, in which nothing is left but chance
  const design = search.kind === 'random' ? 1 : generationOf(search)
  const sets = drawn(space as Grid, where, { ...search, design })
  return new Plan(space, sets, ranges, { search, where })
}

/** Checks the parameters of a sweep; with a search they are a grid, which may be too large to be listed. */
export function wantedSpace(
  defaults: Parameters,
  { parameters, search }: Pick<WantedSets, 'parameters' | 'search'>,
): SearchSpace {
  if (search === null) return spaceOf(defaults, parameters)
  if (Array.isArray(parameters)) {
    throw new BacksweepError(
      'option-invalid',
      'defineSweep: search is given with a list of whole parameter sets, of which none can be left out: give values for each parameter, or leave search out.',
      { option: 'search' },
    )
  }
  return spaceOf(defaults, parameters, largestSearched)
}
