import { sma } from '../averages/sma.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { gainsAndLosses, relativeStrength } from './relative-strength.ts'

/** Cutler's RSI: with simple averages, so that it depends on the bars of its window only. */
export const rsiSma = defineIndicator({
  name: 'rsiSma',
  title: 'Relative strength index with simple averages (Cutler)',
  formula:
    "As rsi, but up and down are sma(period) of the gains and losses (backtrader's RSI_SMA), so that a value does not depend " +
    'on where the series starts. Without any change in the window it is 50.',
  inputs: ['source'],
  options: { period: period('bars of the simple average', 14) },
  outputs: ['rsiSma'],

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
    relativeStrength(out, down, out)
  },
})
