import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { rsiSma } from './rsi-sma.ts'

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
    rsiSma.compute({ period }, [source], [out])
    for (let i = 0; i < out.length; i++) out[i] = 2 * out[i] - 100
  },
})
