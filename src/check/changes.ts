import type { Parameters } from '../simulation/model/strategy.ts'
import type { CheckChange, CheckFinding, CheckKind } from './check-result.ts'
import type { Observation } from './observe.ts'
import type { Series } from './series.ts'

const mostListed = 1000

/** Changes of one series. */
interface Found {
  readonly byBar: Map<number, CheckChange>
  first: number
}

/** Changes of everything that a strategy said or had computed, by the name of the series and by bar. */
export class Changes {
  private readonly found = new Map<string, Found>()

  /** Adds a change, if it is the first that is found of that bar. */
  add(name: string, change: CheckChange): void {
    const { bar } = change
    let found = this.found.get(name)
    if (found === undefined) {
      found = { byBar: new Map(), first: bar }
      this.found.set(name, found)
    }
    if (found.byBar.has(bar)) return
    found.byBar.set(bar, change)
    found.first = Math.min(found.first, bar)
  }

  /** These, and of series that have none those of `others`. */
  or(others: Changes): Changes {
    const joined = new Changes()
    for (const [name, found] of [...others.found, ...this.found]) joined.found.set(name, found)
    return joined
  }

  /** The latest of the first changed bars of every series; -1 when nothing has changed. */
  get lastBegin(): number {
    return Math.max(-1, ...[...this.found.values()].map(({ first }) => first))
  }

  /** One finding for every signal that changed, by the first bar and by name; or for the first indicator when no signal did. */
  findings(kind: CheckKind, parameters: Parameters, { indicators }: Observation): CheckFinding[] {
    const indicator = indicators.find(({ name }) => this.found.has(name))?.name ?? null
    const signals = new Set(this.found.keys())
    for (const { name } of indicators) signals.delete(name)
    if (signals.has('orders')) signals.delete('fills') // which follow from them
    const finding = (name: string, signal: string | null): CheckFinding => {
      const { byBar } = this.found.get(name) as Found
      const changes = [...byBar.values()].sort((a, b) => a.bar - b.bar)
      return { kind, parameters, signal, indicator, count: changes.length, changes: changes.slice(0, mostListed) }
    }
    if (signals.size > 0) {
      const first = (name: string) => (this.found.get(name) as Found).first
      const sorted = [...signals].sort((a, b) => first(a) - first(b) || (a < b ? -1 : 1))
      return sorted.map((name) => finding(name, name))
    }
    return indicator === null ? [] : [finding(indicator, null)]
  }
}

/**
 * What two runs said, side by side: every signal of the one or the other, and the indicators that both asked for. Another call is
 * another indicator, not a change of it.
 */
export function pairs(a: Observation, b: Observation): Pair[] {
  const names = new Set([...a.signals, ...b.signals].map(({ name }) => name))
  const found = (series: readonly Series[], wanted: string) => series.find(({ name }) => name === wanted)
  const signals = [...names].map((name) => ({ name, a: found(a.signals, name), b: found(b.signals, name) }))
  const indicators = a.indicators.map((series) => ({
    name: series.name,
    a: series,
    b: found(b.indicators, series.name),
  }))
  return [...signals, ...indicators.filter((pair) => pair.b !== undefined)]
}

interface Pair {
  readonly name: string
  readonly a: Series | undefined
  readonly b: Series | undefined
}
