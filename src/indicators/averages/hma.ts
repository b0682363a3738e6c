import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { wma } from './wma.ts'

/** Hull moving average. */
export const hma = defineIndicator({
  name: 'hma',
  title: 'Hull moving average',
  formula:
    'wma(root) of 2 * wma(half) - wma(period) with half = period / 2 and root = sqrt(period), both rounded down and ' +
    'at least 1 (some programs round to the nearest).',
  inputs: ['source'],
  options: { period: period('bars of the long average') },
  outputs: ['hma'],

  warmup({ period }) {
    return [period + rootOf(period) - 2]
  },

  compute({ period }, [source], [out]) {
    const leading = new Float64Array(source.length)
    wma.compute({ period: Math.max(1, Math.floor(period / 2)) }, [source], [leading])
    wma.compute({ period }, [source], [out])
    for (let i = 0; i < source.length; i++) leading[i] += leading[i] - out[i]
    wma.compute({ period: rootOf(period) }, [leading], [out])
  },
})

function rootOf(period: number): number {
  return Math.floor(Math.sqrt(period))
}
