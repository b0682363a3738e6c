import { sma } from '../averages/sma.ts'
import { windowExtreme } from '../extreme.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Ulcer index (Martin): how deep and how long a column is below its last high. */
export const ulcerIndex = defineIndicator({
  name: 'ulcerIndex',
  title: 'Ulcer index (Martin)',
  formula:
    'sqrt(sma(period) of drawdown^2) with drawdown = 100 * (value - highest(period)) / highest(period): in ' +
    'percent. Every drawdown has its own window, so the first value takes 2 * period - 1 bars. A drawdown is ' +
    'missing where the highest is 0.',
  inputs: ['source'],
  options: { period: period('bars of the highest value, and of the mean of the squares', 14) },
  outputs: ['ulcerIndex'],

  warmup({ period }) {
    return [2 * period - 2]
  },

  compute({ period }, [source], [out]) {
    const squares = new Float64Array(source.length)
    windowExtreme(source, period, 'highest', squares)
    for (let i = 0; i < squares.length; i++) {
      const drawdown = 100 * ((source[i] - squares[i]) / squares[i])
      squares[i] = drawdown * drawdown
    }
    sma.compute({ period }, [squares], [out])
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i])
  },
})
