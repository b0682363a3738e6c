import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import type { Parameters, VectorStrategy } from '../simulation/model/strategy.ts'
import { listedSets, parametersAt } from '../sweep/plan/search-space.ts'
import { strategyId } from '../sweep/plan/strategy-id.ts'

export interface TradingStrategyOptions<P extends object> {
  /** What `defineStrategy` returned. */
  readonly strategy: VectorStrategy<P>
  /** Those left out keep their default. */
  readonly parameters?: Partial<Readonly<P>>
  /** Default: made from the strategy's name and all parameters, such as `sma-cross(fast=5,slow=20)`. */
  readonly id?: string
}

const optionNames: readonly string[] = [
  'strategy',
  'parameters',
  'id',
] satisfies (keyof TradingStrategyOptions<object>)[]

/**
 * One parameter set of a vector strategy, with an id. A parameter that does not exist is the error 'name-unknown', a value
 * of another type than the default's 'option-invalid'.
 */
export class TradingStrategy<P extends object = Parameters> {
  readonly id: string
  readonly strategy: VectorStrategy<Parameters>
  /** All of them, the defaults filled in. */
  readonly parameters: Parameters

  constructor(options: TradingStrategyOptions<P>) {
    for (const name of Object.keys(options)) {
      if (!optionNames.includes(name)) throw unknownName('option', name, optionNames, 'of TradingStrategy')
    }
    const { strategy, parameters, id } = options
    if (typeof strategy?.signals !== 'function') {
      throw new BacksweepError(
        'option-invalid',
        'TradingStrategy: strategy is not a strategy: give what defineStrategy returned.',
        { option: 'strategy' },
      )
    }
    if (id !== undefined && (typeof id !== 'string' || id === '')) {
      throw new BacksweepError(
        'option-invalid',
        `TradingStrategy: id is ${JSON.stringify(id)}: give a text, or leave it out for one made from the parameters.`,
        { option: 'id' },
      )
    }
    this.strategy = strategy as unknown as VectorStrategy<Parameters>
    this.parameters = Object.freeze(parametersAt(listedSets(this.strategy.parameters, [{ ...parameters }]), 0))
    this.id = id ?? strategyId(this.strategy.name, this.parameters)
    Object.freeze(this)
  }
}

/** Strategies that are parameter sets of one vector strategy, in the order given. */
export interface StrategyGroup {
  readonly strategy: VectorStrategy<Parameters>
  readonly members: readonly TradingStrategy[]
}

/**
 * Sorts strategies by the vector strategy that they are parameter sets of. An id used twice, a parameter set given twice under
 * different ids and two vector strategies of one name are the error 'option-invalid', which names both.
 */
export function groupStrategies(strategies: readonly TradingStrategy[]): StrategyGroup[] {
  const byId = new Map<string, number>()
  const bySet = new Map<string, string>()
  const groups = new Map<string, { strategy: VectorStrategy<Parameters>; members: TradingStrategy[] }>()
  strategies.forEach((member, place) => {
    const { id, strategy, parameters } = member
    const before = byId.get(id)
    if (before !== undefined) {
      const [a, b] = [strategies[before], member].map((one) => strategyId(one.strategy.name, one.parameters))
      throw invalid(
        `Strategies ${before + 1}, ${a}, and ${place + 1}, ${b}, have the same id "${id}": give each its own, or one parameter set once.`,
        { id, first: before + 1, second: place + 1 },
      )
    }
    byId.set(id, place)

    const group = groups.get(strategy.name)
    if (group !== undefined && group.strategy !== strategy) {
      throw invalid(
        `Strategies "${group.members[0].id}" and "${id}" are parameter sets of two different strategies called "${strategy.name}": give each its own name.`,
        { name: strategy.name },
      )
    }
    if (group === undefined) groups.set(strategy.name, { strategy, members: [member] })
    else group.members.push(member)

    const set = strategyId(strategy.name, parameters)
    const twin = bySet.get(set)
    if (twin !== undefined) {
      throw invalid(`Strategies "${twin}" and "${id}" are the same parameter set, ${set}: give it once.`, {
        first: twin,
        second: id,
      })
    }
    bySet.set(set, id)
  })
  return [...groups.values()]
}

function invalid(message: string, details: Readonly<Record<string, string | number>>): BacksweepError {
  return new BacksweepError('option-invalid', message, details)
}
