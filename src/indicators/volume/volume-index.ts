import type { Column } from '../../data/column.ts'

const start = 1000

/**
 * The value that 1000 grows to with the changes of the close on bars whose volume is lower, or higher, than
 * the bar's before. A missing value, or a close that is not above 0 and so has no fraction, starts it anew.
 */
export function volumeIndex(close: Column, volume: Column, side: 'lower' | 'higher', out: Float64Array): void {
  const sign = side === 'higher' ? 1 : -1
  let index = NaN
  for (let i = 0; i < close.length; i++) {
    const known = Number.isFinite(close[i]) && close[i] > 0 && Number.isFinite(volume[i])
    if (!known) index = NaN
    else if (Number.isNaN(index)) index = start
    else if (sign * (volume[i] - volume[i - 1]) > 0) index *= close[i] / close[i - 1]
    out[i] = index
  }
}
