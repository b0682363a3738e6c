import { defineIndicator } from '../indicator.ts'
import { fraction } from '../options.ts'

/** The lines of the filter: so many values it takes for a change to reach the last of them. */
const lines = 4

/**
 * Laguerre RSI (Ehlers).
 *
 * The lines of the filter are kept as their distances to the current value. They are what the formula says, but
 * they die away to nothing where the value stands still; the lines themselves would stand at the value with errors
 * in their last digits, and the index would be made of those.
 */
export const laguerreRsi = defineIndicator({
  name: 'laguerreRsi',
  title: 'Laguerre RSI',
  formula:
    'up / (up + down) with up the sum of max(l0 - l1, 0), max(l1 - l2, 0), max(l2 - l3, 0) and down that of the same with the signs ' +
    'turned; l0 = (1 - gamma) * value + gamma * previous l0, and every further line from the one before it, ' +
    'l1 = -gamma * l0 + previous l0 + gamma * previous l1 (John Ehlers): 0 to 1. All four lines start at the first value ' +
    '(backtrader reads the median price and starts them at 0); the first output is on the fourth bar. Without any change it is 0.5.',
  inputs: ['source'],
  options: { gamma: fraction('how much a line keeps of its past: the higher, the smoother and later', 0.5) },
  outputs: ['laguerreRsi'],

  warmup() {
    return [lines - 1]
  },

  compute({ gamma }, [source], [out]) {
    // the distances l0 - value, … of this bar
    let [d0, d1, d2, d3] = [0, 0, 0, 0]
    let seen = 0
    let previous = NaN
    for (let i = 0; i < source.length; i++) {
      const value = source[i]
      if (!Number.isFinite(value)) {
        seen = 0
        out[i] = NaN
        continue
      }
      // on its first bar every line is at the value
      const change = seen === 0 ? 0 : value - previous
      if (seen === 0) d0 = d1 = d2 = d3 = 0
      previous = value
      seen++

      // the previous lines, measured from the current value
      const [b0, b1, b2, b3] = [d0 - change, d1 - change, d2 - change, d3 - change]
      d0 = gamma * b0
      d1 = -gamma * d0 + b0 + gamma * b1
      d2 = -gamma * d1 + b1 + gamma * b2
      d3 = -gamma * d2 + b2 + gamma * b3

      const up = Math.max(d0 - d1, 0) + Math.max(d1 - d2, 0) + Math.max(d2 - d3, 0)
      const down = Math.max(d1 - d0, 0) + Math.max(d2 - d1, 0) + Math.max(d3 - d2, 0)
      const moves = up + down
      out[i] = seen < lines ? NaN : moves === 0 ? 0.5 : up / moves
    }
  },
})
