import { defineIndicator } from '../indicator.ts'
import { volumeIndex } from './volume-index.ts'

/** Negative volume index (Dysart and Fosback): what the price does on quiet bars. */
export const nvi = defineIndicator({
  name: 'nvi',
  title: 'Negative volume index (Dysart and Fosback)',
  formula:
    '1000 at bar 0. Where the volume has fallen against the previous bar: previous * close / previous close; ' +
    'elsewhere unchanged. It starts anew at 1000 after a missing value; a close that is not above 0 counts as ' +
    'one.',
  inputs: ['close', 'volume'],
  options: {},
  outputs: ['nvi'],

  warmup() {
    return [0]
  },

  compute(_, [close, volume], [out]) {
    volumeIndex(close, volume, 'lower', out)
  },
})
