import type { volatility } from '../../../src/indicators/volatility/family.ts'
import { exactSum } from '../exact-sum.ts'
import {
  barsSinceHighest,
  barsSinceLowest,
  deviation,
  exponential,
  mean,
  middles,
  type Plain,
  present,
  trueRanges,
  windowed,
} from './plain.ts'

export const plainVolatility: Record<keyof typeof volatility, Plain> = {
  highest: ({ period }, { source }) => [windowed(source, period, (window) => Math.max(...window))],
  lowest: ({ period }, { source }) => [windowed(source, period, (window) => Math.min(...window))],
  highestIndex: ({ period }, { source }) => [windowed(source, period, barsSinceHighest)],
  lowestIndex: ({ period }, { source }) => [windowed(source, period, barsSinceLowest)],
  midpoint: ({ period }, { source }) => [middles(source, source, period)],
  midprice: ({ period }, { high, low }) => [middles(high, low, period)],
  percentRank: ({ period }, { source }) => [
    windowed(source, period, (window) => window.filter((value) => value < window[period - 1]).length / period),
  ],
  stdDev: ({ period }, { source }) => [windowed(source, period, deviation)],
  variance: ({ period }, { source }) => [windowed(source, period, (window) => deviation(window) ** 2)],
  zScore: ({ period }, { source }) => [windowed(source, period, score)],
  meanAbsoluteDeviation: ({ period }, { source }) => [
    windowed(source, period, (window) => mean(window.map((value) => Math.abs(fromMean(window, value))))),
  ],
  bollinger: ({ period, deviations }, { source }) => [
    windowed(source, period, mean),
    windowed(source, period, (window) => mean(window) + deviations * deviation(window)),
    windowed(source, period, (window) => mean(window) - deviations * deviation(window)),
  ],
  percentB: ({ period, deviations }, { source }) => [
    windowed(source, period, (window) => (score(window) + deviations) / (2 * deviations)),
  ],
  bandwidth: ({ period, deviations }, { source }) => [
    windowed(source, period, (window) =>
      mean(window) === 0 ? NaN : (2 * deviations * deviation(window)) / mean(window),
    ),
  ],
  trueRange: (_, columns) => [trueRanges(columns)],
  atr: ({ period }, columns) => [exponential(trueRanges(columns), period, 1 / period)],
  natr: ({ period }, columns) => [
    exponential(trueRanges(columns), period, 1 / period).map((range, i) => {
      const close = columns.close[i]
      return present(close) && close !== 0 ? (100 * range) / close : NaN
    }),
  ],
  keltner: ({ period, atrPeriod, multiplier }, columns) => {
    const middle = exponential(columns.close, period, 2 / (period + 1))
    const range = exponential(trueRanges(columns), atrPeriod, 1 / atrPeriod)
    return [
      middle,
      middle.map((value, i) => value + multiplier * range[i]),
      middle.map((value, i) => value - multiplier * range[i]),
    ]
  },
  donchian: ({ period }, { high, low }) => [
    middles(high, low, period),
    windowed(high, period, (window) => Math.max(...window)),
    windowed(low, period, (window) => Math.min(...window)),
  ],
  chandelierExit: ({ period, multiplier }, columns) => {
    const range = exponential(trueRanges(columns), period, 1 / period)
    const top = windowed(columns.high, period, (window) => Math.max(...window))
    const bottom = windowed(columns.low, period, (window) => Math.min(...window))
    return [
      top.map((value, i) => value - multiplier * range[i]),
      bottom.map((value, i) => value + multiplier * range[i]),
    ]
  },
  choppiness: ({ period }, columns) => {
    const ways = windowed(trueRanges(columns), period, exactSum)
    const top = windowed(columns.high, period, (window) => Math.max(...window))
    const bottom = windowed(columns.low, period, (window) => Math.min(...window))
    return [
      ways.map((way, i) => {
        if (period === 1 || !present(way) || !present(top[i]) || !present(bottom[i])) return NaN
        return top[i] === bottom[i] ? 50 : 100 * (Math.log10(way / (top[i] - bottom[i])) / Math.log10(period))
      }),
    ]
  },
  ulcerIndex: ({ period }, { source }) => {
    const drawdowns = windowed(source, period, (window) => {
      const top = Math.max(...window)
      return top === 0 ? NaN : (100 * (window[period - 1] - top)) / top
    })
    return [windowed(drawdowns, period, (window) => Math.sqrt(mean(window.map((value) => value * value))))]
  },
}

/** How many deviations the newest value of the window is above its mean. */
function score(window: readonly number[]): number {
  const spread = deviation(window)
  return spread === 0 ? 0 : fromMean(window, window[window.length - 1]) / spread
}

/** `value - mean`, from the differences to all values: a rounded mean is itself off by more than a very small distance. */
function fromMean(window: readonly number[], value: number): number {
  return mean(window.map((other) => value - other))
}
