import type { Parameters } from '../../simulation/model/strategy.ts'

/** Name of a strategy with its parameters, the same whatever their order: `sma-cross(fast=10,slow=30)`. */
export function strategyId(strategy: string, parameters: Parameters): string {
  return strategyIdOf(strategy, Object.keys(parameters).sort(), parameters)
}

/** The same where the names are sorted already, as they are for all parameter sets of a sweep. */
export function strategyIdOf(strategy: string, names: readonly string[], parameters: Parameters): string {
  return `${strategy}(${names.map((name) => `${name}=${typeof parameters[name] === 'string' ? JSON.stringify(parameters[name]) : parameters[name]}`).join(',')})`
}
