import type { regression } from '../../../src/indicators/regression/family.ts'
import { exactSum } from '../exact-sum.ts'
import { mean, type Plain, type Values, windowed } from './plain.ts'

export const plainRegression: Record<keyof typeof regression, Plain> = {
  linReg: ({ period }, { source }) => {
    const at = (place: number) =>
      windowed(source, period, (window) => mean(window) + slopeOf(window) * (place - (period - 1) / 2))
    return [
      at(period - 1),
      windowed(source, period, slopeOf),
      at(0),
      windowed(source, period, (window) => (Math.atan2(slopeOf(window), 1) / Math.PI) * 180),
      at(period),
    ]
  },
}

/** From the differences of all pairs, as the deviation is: the products of places and prices would be rounded to much less. */
function slopeOf(window: Values): number {
  const rises: number[] = []
  let squares = 0
  for (let i = 0; i < window.length; i++) {
    for (let j = 0; j < i; j++) {
      rises.push((i - j) * (window[i] - window[j]))
      squares += (i - j) * (i - j)
    }
  }
  return squares === 0 ? 0 : exactSum(rises) / squares
}
