import type { volatility } from '../../../src/indicators/volatility/family.ts'
import { deviation, exponential, mean, type Plain, trueRanges, windowed } from './plain.ts'

export const plainVolatility: Record<keyof typeof volatility, Plain> = {
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
}
