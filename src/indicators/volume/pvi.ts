import { defineIndicator } from '../indicator.ts'
import { volumeIndex } from './volume-index.ts'

/** Positive volume index (Dysart and Fosback): what the price does on busy bars. */
export const pvi = defineIndicator({
  name: 'pvi',
  title: 'Positive volume index (Dysart and Fosback)',
  formula:
    '1000 at bar 0. Where the volume has risen against the previous bar: previous * close / previous close; ' +
    'elsewhere unchanged. It starts anew at 1000 after a missing value; a close that is not above 0 counts as ' +
    'one.',
  inputs: ['close', 'volume'],
  options: {},
  outputs: ['pvi'],

  warmup() {
    return [0]
  },

  compute(_, [close, volume], [out]) {
    volumeIndex(close, volume, 'higher', out)
  },
})
