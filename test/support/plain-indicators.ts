import type { PriceColumns } from '../../src/indicators/indicator.ts'
import type { IndicatorName } from '../../src/indicators/registry.ts'
import { exactSum } from './exact-sum.ts'

/**
 * Slow twins of all indicators, straight from their formulas and sharing nothing with the kernels: windows are cut
 * out and added up exactly, exponential averages are written out as weighted sums of the past.
 */
type Values = readonly number[]
type Plain = (options: Readonly<Record<string, number>>, columns: PlainColumns) => Values[]

/** The columns an indicator may read, as plain arrays. */
export type PlainColumns = Readonly<Record<keyof Omit<PriceColumns, 'length'> | 'source', Values>>

export const plainIndicators: Readonly<Record<IndicatorName, Plain>> = {
  sma: ({ period }, { source }) => [windowed(source, period, mean)],
  ema: ({ period }, { source }) => [exponential(source, period, 2 / (period + 1))],
  wma: ({ period }, { source }) => [
    windowed(source, period, (window) => {
      const weights = window.map((_, i) => i + 1)
      return exactSum(window.map((value, i) => value * weights[i])) / exactSum(weights)
    }),
  ],
  smma: ({ period }, { source }) => [exponential(source, period, 1 / period)],
  highest: ({ period }, { source }) => [windowed(source, period, (window) => Math.max(...window))],
  lowest: ({ period }, { source }) => [windowed(source, period, (window) => Math.min(...window))],
  stdDev: ({ period }, { source }) => [windowed(source, period, deviation)],
  bollinger: ({ period, deviations }, { source }) => [
    windowed(source, period, mean),
    windowed(source, period, (window) => mean(window) + deviations * deviation(window)),
    windowed(source, period, (window) => mean(window) - deviations * deviation(window)),
  ],
  trueRange: (_, columns) => [trueRanges(columns)],
  atr: ({ period }, columns) => [exponential(trueRanges(columns), period, 1 / period)],
  roc: ({ period }, { source }) => [
    source.map((value, i) => {
      const old = source[i - period]
      return present(value) && present(old) && old !== 0 ? (value - old) / old : NaN
    }),
  ],
  rsi: ({ period }, { source }) => {
    const changes = source.map((value, i) => (present(value) && present(source[i - 1]) ? value - source[i - 1] : NaN))
    const gains = changes.map((change) => (change < 0 ? 0 : change))
    const losses = changes.map((change) => (change > 0 ? 0 : -change))
    const up = exponential(gains, period, 1 / period)
    const down = exponential(losses, period, 1 / period)
    return [up.map((gain, i) => (gain === 0 && down[i] === 0 ? 50 : 100 - 100 / (1 + gain / down[i])))]
  },
  macd: ({ fast, slow, signal }, { source }) => {
    const quick = exponential(source, fast, 2 / (fast + 1))
    const calm = exponential(source, slow, 2 / (slow + 1))
    const line = quick.map((value, i) => value - calm[i])
    const average = exponential(line, signal, 2 / (signal + 1))
    return [line, average, line.map((value, i) => value - average[i])]
  },
  stochastic: ({ period, kSmooth, dSmooth }, { high, low, close }) => {
    const top = windowed(high, period, (window) => Math.max(...window))
    const bottom = windowed(low, period, (window) => Math.min(...window))
    const fastK = close.map((value, i) => {
      if (!present(value) || !present(top[i]) || !present(bottom[i])) return NaN
      return top[i] === bottom[i] ? 50 : (100 * (value - bottom[i])) / (top[i] - bottom[i])
    })
    const k = windowed(fastK, kSmooth, mean)
    return [fastK, k, windowed(k, dSmooth, mean)]
  },
}

function present(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}

/** `f` of the last `period` values wherever there are so many and none is missing. */
function windowed(values: Values, period: number, f: (window: Values) => number): Values {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - period + 1), i + 1)
    return window.length === period && window.every(present) ? f(window) : NaN
  })
}

/** Written out: seed * (1 - alpha)^n + alpha * (newest + (1 - alpha) * one before + …), back to the last missing value. */
function exponential(values: Values, period: number, alpha: number): Values {
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

function mean(values: Values): number {
  return exactSum(values) / values.length
}

/** From the differences of all pairs: a rounded mean is itself off by more than a very small deviation. */
function deviation(values: Values): number {
  const squares = values.flatMap((one) => values.map((other) => (one - other) * (one - other)))
  return Math.sqrt(exactSum(squares) / 2) / values.length
}

function trueRanges({ high, low, close }: PlainColumns): Values {
  return high.map((_, i) => {
    const previous = close[i - 1]
    if (!present(high[i]) || !present(low[i]) || !present(previous)) return NaN
    return Math.max(high[i] - low[i], Math.abs(high[i] - previous), Math.abs(low[i] - previous))
  })
}
