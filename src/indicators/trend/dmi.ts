import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { trueRange } from '../volatility/true-range.ts'
import { directionalMovement } from './directional-movement.ts'

/** Directional movement index (Wilder): DI, DX, ADX and ADXR in one. */
export const dmi = defineIndicator({
  name: 'dmi',
  title: 'Directional movement index: +DI, -DI, DX, ADX, ADXR (Wilder)',
  formula:
    'plusDi = 100 * smma(period) of plusDm / smma(period) of trueRange, minusDi likewise (see ' +
    'directionalMovement); dx = 100 * |plusDi - minusDi| / (plusDi + minusDi); adx = smma(period) of dx; adxr = ' +
    '(adx + adx of `period` bars ago) / 2. plusDi and minusDi are 0 where the average true range is 0, and dx is ' +
    'where both movements are 0. As in the book and in backtrader; TA-Lib starts its sums with period - 1 bars, so ' +
    'that its values differ at first, and looks period - 1 bars back for adxr.',
  inputs: ['high', 'low', 'close'],
  options: { period: period("bars of Wilder's smoothing", 14) },
  outputs: ['plusDi', 'minusDi', 'dx', 'adx', 'adxr'],

  warmup({ period }) {
    return [period, period, period, 2 * period - 1, 3 * period - 1]
  },

  compute({ period }, [high, low, close], [plusDi, minusDi, dx, adx, adxr]) {
    const range = dx
    directionalMovement.compute({}, [high, low], [plusDi, minusDi])
    trueRange.compute({}, [high, low, close], [range])
    for (let i = 0; i < range.length; i++) {
      // a bar without one of the three has none, so that all start anew together
      if (Number.isNaN(plusDi[i]) || Number.isNaN(range[i])) plusDi[i] = minusDi[i] = range[i] = NaN
    }
    for (const column of [plusDi, minusDi, range]) exponentialMean(column, period, 1 / period, column)

    for (let i = 0; i < range.length; i++) {
      const plus = plusDi[i]
      const minus = minusDi[i]
      const way = range[i]
      plusDi[i] = way === 0 ? 0 : 100 * (plus / way)
      minusDi[i] = way === 0 ? 0 : 100 * (minus / way)
      dx[i] = plus + minus === 0 ? 0 : 100 * (Math.abs(plus - minus) / (plus + minus))
    }
    exponentialMean(dx, period, 1 / period, adx)
    for (let i = 0; i < adx.length; i++) adxr[i] = i < period ? NaN : (adx[i] + adx[i - period]) / 2
  },
})
