import { ema } from '../averages/ema.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'

/** Absolute price oscillator: the line of the MACD by itself. */
export const apo = defineIndicator({
  name: 'apo',
  title: 'Absolute price oscillator',
  formula:
    'ema(fast) - ema(slow), in the unit of the source: the line of macd. Each average is seeded by itself, ' +
    "as in TA-Lib's APO with exponential averages (its usual ones are simple).",
  inputs: ['source'],
  options: {
    fast: period('period of the quick average', 12),
    slow: period('period of the calm average', 26),
  },
  outputs: ['apo'],

  warmup({ fast, slow }) {
    return [Math.max(fast, slow) - 1]
  },

  compute({ fast, slow }, [source], [out]) {
    const calm = new Float64Array(source.length)
    ema.compute({ period: fast }, [source], [out])
    ema.compute({ period: slow }, [source], [calm])
    for (let i = 0; i < source.length; i++) out[i] -= calm[i]
  },
})
