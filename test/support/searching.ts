import type { ParameterValue } from '../../src/index.ts'
import type { Parameters } from '../../src/simulation/model/strategy.ts'
import type { Search } from '../../src/sweep/plan/search.ts'
import { planOf } from '../../src/sweep/plan/search-plan.ts'

export interface Problem {
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>
  readonly where?: (parameters: Parameters) => boolean
}

/** The plan of a search over a grid, without a strategy. */
export function planned(search: Search, { parameters, where }: Problem) {
  const defaults = Object.fromEntries(Object.entries(parameters).map(([name, [first]]) => [name, first]))
  const all = { name: 'all', start: 0, end: 10, from: 0, to: 10 }
  return planOf(defaults, { parameters, where, search }, [all])
}

/** The parameter sets that a search tries, in order, when `score` says how good they are. */
export function tried(
  search: Search,
  problem: Problem,
  score: (parameters: Parameters) => number = () => 0,
): Parameters[] {
  const course = planned(search, problem).course()
  const all: Parameters[] = []
  for (let sets = course.next(); sets.length > 0; sets = course.next()) {
    const some = Array.from(sets, (set) => course.parameters(set))
    course.learn(some.map(score))
    all.push(...some)
  }
  return all
}
