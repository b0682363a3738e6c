import type { Facts, Need } from './facts.ts'

/** A fraction is a share or a change (0.1, never 10 %); a ratio has no unit; money is in the account's currency. */
export type MetricUnit = 'fraction' | 'ratio' | 'money' | 'bars' | 'count'

/** One number about a backtest. */
export interface Metric {
  readonly name: string
  /** A few words for tables. */
  readonly title: string
  readonly family: string
  readonly unit: MetricUnit
  /** Which way round backtests are ranked by it. */
  readonly better: 'higher' | 'lower' | 'none'
  /** The formula, its convention and its source, in the letters that docs/metrics.md explains. */
  readonly formula: string
  /** The facts that cost time of their own and are read by `compute`. */
  readonly needs: readonly Need[]
  /** Null when the metric is undefined; it may be infinite, and is never NaN. */
  compute(facts: Facts): number | null
}

/** The metrics of one family, by name and in order. */
export function metricFamily<Name extends string>(
  family: string,
  members: Readonly<Record<Name, Omit<Metric, 'name' | 'family'>>>,
): Readonly<Record<Name, Metric>> {
  const named: Partial<Record<Name, Metric>> = {}
  for (const name of Object.keys(members) as Name[]) {
    const { needs, ...rest } = members[name]
    named[name] = Object.freeze({ name, family, ...rest, needs: Object.freeze([...needs]) })
  }
  return Object.freeze(named as Record<Name, Metric>)
}

/**
 * A quotient of two measured amounts. Without a denominator it is infinite, with the numerator's sign, and
 * undefined (null) when the numerator is missing too.
 */
export function ratio(numerator: number, denominator: number): number | null {
  if (denominator !== 0) return numerator / denominator
  return numerator === 0 ? null : numerator > 0 ? Infinity : -Infinity
}

/** Fewer than two returns, or constant ones: there is no spread to divide by. Needs 'spread'. */
export function isConstant({ equity, spread }: Facts): boolean {
  return equity.bars < 2 || spread.squares === 0
}

/** What formulas say about it. */
export const whenConstant = 'Null with fewer than two returns or constant ones'
