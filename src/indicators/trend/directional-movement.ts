import { defineIndicator } from '../indicator.ts'

/** Directional movement of single bars (Wilder): how far a bar went beyond the one before it. */
export const directionalMovement = defineIndicator({
  name: 'directionalMovement',
  title: 'Directional movement of a bar (Wilder)',
  formula:
    'up = high - previous high, down = previous low - low; plusDm = up where up > down and up > 0, else 0; minusDm ' +
    '= down where down > up and down > 0, else 0. Not smoothed: period times smma(period) of it is the smoothed ' +
    "sum (that of TA-Lib's PLUS_DM and MINUS_DM starts a bar earlier, with period - 1 bars, and so differs at " +
    'first).',
  inputs: ['high', 'low'],
  options: {},
  outputs: ['plusDm', 'minusDm'],

  warmup() {
    return [1, 1]
  },

  compute(_, [high, low], [plusDm, minusDm]) {
    let previousHigh = NaN
    let previousLow = NaN
    for (let i = 0; i < high.length; i++) {
      const up = high[i] - previousHigh
      const down = previousLow - low[i]
      const known = Number.isFinite(up) && Number.isFinite(down)
      plusDm[i] = known ? (up > down && up > 0 ? up : 0) : NaN
      minusDm[i] = known ? (down > up && down > 0 ? down : 0) : NaN
      previousHigh = high[i]
      previousLow = low[i]
    }
  },
})
