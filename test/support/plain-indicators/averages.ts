import type { averages } from '../../../src/indicators/averages/family.ts'
import { exactSum } from '../exact-sum.ts'
import { exponential, mean, type Plain, present, type Values, volumeWeighted, windowed } from './plain.ts'

export const plainAverages: Record<keyof typeof averages, Plain> = {
  sma: ({ period }, { source }) => [windowed(source, period, mean)],
  ema: ({ period }, { source }) => [exponential(source, period, 2 / (period + 1))],
  wma: ({ period }, { source }) => [rising(source, period)],
  smma: ({ period }, { source }) => [exponential(source, period, 1 / period)],
  dema: ({ period }, { source }) => {
    const [e1, e2] = layers(source, period, 2)
    return [e1.map((value, i) => value + (value - e2[i]))]
  },
  tema: ({ period }, { source }) => {
    const [e1, e2, e3] = layers(source, period, 3)
    return [e1.map((value, i) => 3 * value - 3 * e2[i] + e3[i])]
  },
  trima: ({ period }, { source }) => [weighted(source, period, (i) => Math.min(i + 1, period - i))],
  hma: ({ period }, { source }) => {
    const calm = rising(source, period)
    const quick = rising(source, period === 1 ? 1 : (period - (period % 2)) / 2)
    const leading = quick.map((value, i) => 2 * value - calm[i])
    return [rising(leading, Math.trunc(period ** 0.5))]
  },
  zlema: ({ period }, { source }) => {
    const lag = period % 2 === 1 ? (period - 1) / 2 : period / 2 - 1
    const leading = source.map((value, i) => (present(source[i - lag]) ? value + (value - source[i - lag]) : NaN))
    return [exponential(leading, period, 2 / (period + 1))]
  },
  kama: ({ period, fast, slow }, { source }) => {
    const found: number[] = []
    source.forEach((value, i) => {
      const window = source.slice(Math.max(0, i - period), i + 1)
      if (window.length <= period || !window.every(present)) {
        found.push(NaN)
        return
      }
      const previous = found[i - 1]
      const changes = window.slice(1).map((now, j) => Math.abs(now - window[j]))
      const path = exactSum(changes)
      const efficiency = path === 0 ? 1 : Math.abs(value - window[0]) / path
      const smoothing = (efficiency * 2) / (fast + 1) + ((1 - efficiency) * 2) / (slow + 1)
      const part = smoothing * smoothing
      found.push(present(previous) ? (1 - part) * previous + part * value : mean(window.slice(1)))
    })
    return [found]
  },
  t3: ({ period, volumeFactor: v }, { source }) => {
    const [, , e3, e4, e5, e6] = layers(source, period, 6)
    return [
      e3.map((value, i) => {
        const once = value - e4[i]
        const twice = once - (e4[i] - e5[i])
        const thrice = twice - (e4[i] - e5[i] - (e5[i] - e6[i]))
        return value + 3 * v * once + 3 * v * v * twice + v * v * v * thrice
      }),
    ]
  },
  alma: ({ period, offset, sigma }, { source }) => [
    weighted(source, period, (i) => Math.exp(-(((i - offset * (period - 1)) / (period / sigma)) ** 2 / 2))),
  ],
  vwma: ({ period }, { source, volume }) => [volumeWeighted(source, volume, period)],
  envelopes: ({ period, fraction }, { source }) => {
    const middle = windowed(source, period, mean)
    return [middle, middle.map((value) => value + fraction * value), middle.map((value) => value - fraction * value)]
  },
}

/** Weights 1, 2, 3 and so on. */
function rising(values: Values, period: number): Values {
  return weighted(values, period, (i) => i + 1)
}

function weighted(values: Values, period: number, weightOf: (i: number) => number): Values {
  return windowed(values, period, (window) => {
    const weights = window.map((_, i) => weightOf(i))
    return exactSum(window.map((value, i) => value * weights[i])) / exactSum(weights)
  })
}

/** The exponential average, that of it, and so on. */
function layers(values: Values, period: number, count: number): Values[] {
  const found: Values[] = []
  for (let i = 0; i < count; i++) found.push(exponential(found[i - 1] ?? values, period, 2 / (period + 1)))
  return found
}
