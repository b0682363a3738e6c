import type { PriceColumns } from '../../../src/indicators/indicator.ts'
import { exactSum } from '../exact-sum.ts'

/**
 * What the slow twins of the indicators are written with. They come straight from the formulas and share nothing with the
 * kernels: windows are cut out and added up exactly, exponential averages are written out as weighted sums of the past.
 */
export type Values = readonly number[]

/** The columns an indicator may read, as plain arrays. */
export type PlainColumns = Readonly<Record<keyof Omit<PriceColumns, 'length'> | 'source', Values>>

/** One slow twin: the outputs in the order of the indicator's own. */
export type Plain = (options: Readonly<Record<string, number>>, columns: PlainColumns) => Values[]

export function present(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}

/** `f` of the last `period` values wherever there are so many and none is missing. */
export function windowed(values: Values, period: number, f: (window: Values) => number): Values {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - period + 1), i + 1)
    return window.length === period && window.every(present) ? f(window) : NaN
  })
}

/** Written out: seed * (1 - alpha)^n + alpha * (newest + (1 - alpha) * one before + …), back to the last missing value. */
export function exponential(values: Values, period: number, alpha: number): Values {
  return values.map((_, i) => {
    let start = i + 1
    while (start > 0 && present(values[start - 1])) start--
    const afterSeed = start + period
    if (i < afterSeed - 1) return NaN
    const terms: number[] = []
    let weight = 1
    for (let j = i; j >= afterSeed; j--) {
      terms.push(weight * alpha * values[j])
      weight *= 1 - alpha
    }
    return exactSum([...terms, weight * mean(values.slice(start, afterSeed))])
  })
}

export function mean(values: Values): number {
  return exactSum(values) / values.length
}

/** From the differences of all pairs: a rounded mean is itself off by more than a very small deviation. */
export function deviation(values: Values): number {
  const squares = values.flatMap((one) => values.map((other) => (one - other) * (one - other)))
  return Math.sqrt(exactSum(squares) / 2) / values.length
}

export function trueRanges({ high, low, close }: PlainColumns): Values {
  return high.map((_, i) => {
    const previous = close[i - 1]
    if (!present(high[i]) || !present(low[i]) || !present(previous)) return NaN
    return Math.max(high[i] - low[i], Math.abs(high[i] - previous), Math.abs(low[i] - previous))
  })
}

/** How many bars before the last the highest value is; of equal ones the newest counts. */
export function barsSinceHighest(window: Values): number {
  return window.length - 1 - window.lastIndexOf(Math.max(...window))
}

export function barsSinceLowest(window: Values): number {
  return window.length - 1 - window.lastIndexOf(Math.min(...window))
}

/** The middle between the highest of `tops` and the lowest of `bottoms` in every window. */
export function middles(tops: Values, bottoms: Values, period: number): Values {
  const bottom = windowed(bottoms, period, (window) => Math.min(...window))
  return windowed(tops, period, (window) => Math.max(...window)).map((top, i) => mean([top, bottom[i]]))
}

/** `f` of the numbers of the last `period` bars wherever there are so many and none of the columns misses a value there. */
export function overBars(columns: readonly Values[], period: number, f: (bars: Values) => number): Values {
  const bars = columns[0].map((_, i) => (columns.every((column) => present(column[i])) ? i : NaN))
  return windowed(bars, period, f)
}

export function volumeWeighted(values: Values, volume: Values, period: number): Values {
  return overBars([values, volume], period, (bars) => {
    const weights = bars.map((i) => volume[i])
    const weight = exactSum(weights)
    if (weight === 0) return mean(bars.map((i) => values[i]))
    return exactSum(bars.map((i) => values[i] * volume[i])) / weight
  })
}
