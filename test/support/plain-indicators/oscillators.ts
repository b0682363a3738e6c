import type { oscillators } from '../../../src/indicators/oscillators/family.ts'
import { exponential, mean, type Plain, present, windowed } from './plain.ts'

export const plainOscillators: Record<keyof typeof oscillators, Plain> = {
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
