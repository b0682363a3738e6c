import { quantile } from '../robustness/quantile.ts'
import type { OutOfSample } from './out-of-sample.ts'

/** How the paths of a combinatorial validation differ. They share bars and parameters: they are no independent trials. */
export interface PathDistribution {
  readonly paths: number
  /** Annual. */
  readonly sharpe: Spread
  readonly totalReturn: Spread
  readonly maxDrawdown: Spread
  /** Share of the paths with a totalReturn below 0. */
  readonly losing: number
}

/** Of the values that are defined; all null when none is. */
export interface Spread {
  readonly defined: number
  readonly least: number | null
  /** Type 7 quantiles. */
  readonly low5: number | null
  readonly median: number | null
  readonly high95: number | null
  readonly most: number | null
  readonly mean: number | null
}

export function distributionOf(paths: readonly OutOfSample[]): PathDistribution {
  return {
    paths: paths.length,
    sharpe: spreadOf(paths.map(({ sharpe }) => sharpe)),
    totalReturn: spreadOf(paths.map(({ totalReturn }) => totalReturn)),
    maxDrawdown: spreadOf(paths.map(({ maxDrawdown }) => maxDrawdown)),
    losing: paths.filter(({ totalReturn }) => totalReturn !== null && totalReturn < 0).length / paths.length,
  }
}

function spreadOf(values: readonly (number | null)[]): Spread {
  const rising = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (rising.length === 0) {
    return { defined: 0, least: null, low5: null, median: null, high95: null, most: null, mean: null }
  }
  return {
    defined: rising.length,
    least: rising[0],
    low5: quantile(rising, 0.05),
    median: quantile(rising, 0.5),
    high95: quantile(rising, 0.95),
    most: rising[rising.length - 1],
    mean: rising.reduce((sum, value) => sum + value, 0) / rising.length,
  }
}
