import { BacksweepError } from '../../base/errors.ts'
import { isEventDriven, isPortfolioStrategy, type SweepStrategy } from '../plan/sweep-strategy.ts'

/** The strategy called `name` among what a module exports; workers must be able to find it there. */
export function findStrategy(exported: Readonly<Record<string, unknown>>, name: string): SweepStrategy {
  const found = Object.values(exported)
    .filter(isStrategy)
    .filter((strategy) => strategy.name === name)
  const [strategy] = found
  if (strategy !== undefined && found.every((other) => other === strategy)) return strategy
  throw new BacksweepError(
    'strategy-unloadable',
    found.length > 1
      ? `The module of strategy "${name}" exports ${found.length} strategies of that name: give each its own name.`
      : `The module of strategy "${name}" does not export it (it exports ${Object.keys(exported).join(', ') || 'nothing'}): write "export const …" before defineStrategy, or "export" before its class, at the top level of the file that module: import.meta.url names.`,
    { strategy: name },
  )
}

function isStrategy(value: unknown): value is SweepStrategy {
  if (isEventDriven(value) || isPortfolioStrategy(value)) return true
  return typeof (value as { signals?: unknown } | null)?.signals === 'function'
}
