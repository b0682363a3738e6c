import type { averages } from '../../../src/indicators/averages/family.ts'
import { exactSum } from '../exact-sum.ts'
import { exponential, mean, type Plain, windowed } from './plain.ts'

export const plainAverages: Record<keyof typeof averages, Plain> = {
  sma: ({ period }, { source }) => [windowed(source, period, mean)],
  ema: ({ period }, { source }) => [exponential(source, period, 2 / (period + 1))],
  wma: ({ period }, { source }) => [
    windowed(source, period, (window) => {
      const weights = window.map((_, i) => i + 1)
      return exactSum(window.map((value, i) => value * weights[i])) / exactSum(weights)
    }),
  ],
  smma: ({ period }, { source }) => [exponential(source, period, 1 / period)],
}
