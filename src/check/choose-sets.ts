import type { Random } from '../base/random.ts'
import type { Parameters } from '../simulation/model/strategy.ts'
import type { Plan } from '../sweep/plan/plan.ts'
import { keptNumbers, searchSpace } from '../sweep/plan/search-space.ts'
import { spread } from '../sweep/run/sample.ts'

/** Of a larger sweep so many parameter sets, spread evenly, are looked at for extremes, besides the first and the last. */
const mostSearched = 100_000

interface SetOptions {
  readonly where: ((parameters: never) => unknown) | undefined
  readonly count: number
  readonly random: Random
}

/**
 * Parameter sets to stand for all of a sweep: the strategy's defaults (unless `where` refuses them), sets with the least and the greatest
 * value of every parameter (with the first and the last of those that are no numbers), and others at random up to `count` in all.
 */
export function chooseSets(plan: Plan, defaults: Parameters, { where, count, random }: SetOptions): Parameters[] {
  const total = plan.parameterSets
  const at = (place: number) => plan.at(place).parameters
  const keys = new Set<string>()
  const chosen: Parameters[] = []
  const choose = (parameters: Parameters) => {
    const key = JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (keys.has(key)) return
    keys.add(key)
    chosen.push(parameters)
  }
  if (keptNumbers(searchSpace(defaults, {}), where).length > 0) choose(defaults)
  for (const place of extremes(plan)) choose(at(place))
  if (total <= 2 * count) {
    const places = Array.from({ length: total }, (_, place) => place)
    random.shuffle(places)
    for (const place of places) if (chosen.length < count) choose(at(place))
  } else {
    while (chosen.length < count) choose(at(random.integer(total)))
  }
  return chosen
}

/** Few places that have the extremes of all parameters between them. */
function extremes(plan: Plan): number[] {
  const total = plan.parameterSets
  const searched = [0, total - 1, ...spread(total, Math.min(total, mostSearched))]
  const { names } = plan.space
  const values = searched.map((place) => plan.at(place).parameters)
  const chosen = [0, 1] // of the places searched: often these two have them all
  for (const name of names) {
    for (const sign of [1, -1]) {
      const rank = (i: number) => (typeof values[i][name] === 'number' ? sign * (values[i][name] as number) : 0)
      let best = 0
      for (let i = 1; i < values.length; i++) if (rank(i) < rank(best)) best = i
      if (!chosen.some((i) => rank(i) === rank(best))) chosen.push(best)
    }
  }
  return chosen.map((i) => searched[i])
}
