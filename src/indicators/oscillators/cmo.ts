import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { gainsAndLosses } from './gains-and-losses.ts'

/** Chande momentum oscillator. */
export const cmo = defineIndicator({
  name: 'cmo',
  title: 'Chande momentum oscillator',
  formula:
    '100 * (up - down) / (up + down) with up and down the sums of the gains and of the losses of the last `period` changes ' +
    "(Chande's own; the same as 2 * rsiSma - 100). Without any change in the window it is 0. TA-Lib's smooths as Wilder " +
    'does and equals 2 * rsi - 100.',
  inputs: ['source'],
  options: { period: period('changes in the sums') },
  outputs: ['cmo'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    const { length } = source
    const gains = new Float64Array(length)
    const losses = new Float64Array(length)
    gainsAndLosses(source, 1, gains, losses)
    sma.compute({ period }, [gains], [out])
    const down = gains // no longer needed
    sma.compute({ period }, [losses], [down])
    for (let i = 0; i < length; i++) {
      const moves = out[i] + down[i]
      out[i] = moves === 0 ? 0 : 100 * ((out[i] - down[i]) / moves)
    }
  },
})
