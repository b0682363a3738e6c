import { defineIndicator } from '../indicator.ts'
import { factor } from '../options.ts'
import { dominantCycle } from './hilbert.ts'

/** Bars before the cycle is measured, and before it is trusted: TA-Lib's. */
const lead = 12
const warmup = 32

/** MESA adaptive moving average (Ehlers) and the average that follows it. */
export const mama = defineIndicator({
  name: 'mama',
  title: 'MESA adaptive moving average (Ehlers)',
  formula:
    'mama = previous + alpha * (value - previous) and fama = previous + alpha / 2 * (mama - previous), alpha = ' +
    'fastLimit / max(1, previous phase - phase), from slowLimit to 1. The phase, in degrees, is that of the ' +
    'dominant cycle, measured with a Hilbert transform as in TA-Lib. Both averages start at the value of bar 12, ' +
    'where the measurement begins. TA-Lib starts them at 0, which shows in the first bars of mama and the first ' +
    'hundred of fama; later the two agree.',
  inputs: ['source'],
  options: {
    fastLimit: factor('the greatest alpha, up to 1', 0.5),
    slowLimit: factor('the least alpha, up to 1', 0.05),
  },
  outputs: ['mama', 'fama'],

  warmup() {
    return [warmup, warmup]
  },

  compute({ fastLimit, slowLimit }, [source], [mama, fama]) {
    const phase = new Float64Array(source.length)
    dominantCycle(source, lead, phase, mama) // the period is not used
    let seen = 0
    let previousPhase = 0
    let quick = 0
    let calm = 0
    for (let i = 0; i < source.length; i++) {
      seen = Number.isFinite(source[i]) ? seen + 1 : 0
      mama[i] = NaN
      fama[i] = NaN
      if (seen <= lead) continue
      if (seen === lead + 1) {
        previousPhase = 0
        quick = calm = source[i]
      }
      const turned = Math.max(1, previousPhase - phase[i])
      const alpha = Math.min(1, Math.max(slowLimit, fastLimit / turned))
      previousPhase = phase[i]
      quick += alpha * (source[i] - quick)
      calm += (alpha / 2) * (quick - calm)
      if (seen <= warmup) continue
      mama[i] = quick
      fama[i] = calm
    }
  },
})
