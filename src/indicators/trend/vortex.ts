import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { trueRange } from '../volatility/true-range.ts'

/** Vortex (Botes and Siepman). */
export const vortex = defineIndicator({
  name: 'vortex',
  title: 'Vortex (Botes and Siepman)',
  formula:
    'plusVi = sum of |high - previous low| / sum of the true range over `period` bars, minusVi = sum of |low - ' +
    'previous high| / the same: numbers around 1. Where the true ranges of the window are all 0 both are 1.',
  inputs: ['high', 'low', 'close'],
  options: { period: period('bars in the window', 14) },
  outputs: ['plusVi', 'minusVi'],

  warmup({ period }) {
    return [period, period]
  },

  compute({ period }, [high, low, close], [plusVi, minusVi]) {
    const step = new Float64Array(close.length)
    const range = new Float64Array(close.length)
    trueRange.compute({}, [high, low, close], [step])
    sma.compute({ period }, [step], [range])

    for (let i = 0; i < step.length; i++) step[i] = i === 0 ? NaN : Math.abs(high[i] - low[i - 1])
    sma.compute({ period }, [step], [plusVi])
    for (let i = 0; i < step.length; i++) step[i] = i === 0 ? NaN : Math.abs(low[i] - high[i - 1])
    sma.compute({ period }, [step], [minusVi])

    for (let i = 0; i < range.length; i++) {
      plusVi[i] = ratio(plusVi[i], range[i])
      minusVi[i] = ratio(minusVi[i], range[i])
    }
  },
})

function ratio(movement: number, range: number): number {
  return range === 0 && !Number.isNaN(movement) ? 1 : movement / range
}
