import type { Parameters } from '../../simulation/model/strategy.ts'

/** Name of a strategy with its parameters, the same whatever their order: `sma-cross(fast=10,slow=30)`. */
export function strategyId(strategy: string, parameters: Parameters): string {
  const names = Object.keys(parameters).sort()
  return `${strategy}(${names.map((name) => `${name}=${typeof parameters[name] === 'string' ? JSON.stringify(parameters[name]) : parameters[name]}`).join(',')})`
}
