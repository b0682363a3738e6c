import { exponentialMean } from '../exponential.ts'
import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { gainsAndLosses, relativeStrength } from './gains-and-losses.ts'

/** The RSI with exponential averages: quicker than Wilder's, whose alpha is about half as large. */
export const rsiEma = defineIndicator({
  name: 'rsiEma',
  title: 'Relative strength index with exponential averages',
  formula:
    "As rsi, but up and down are ema(period), with alpha = 2 / (period + 1), of the gains and losses (backtrader's RSI_EMA). " +
    'Without any change it is 50.',
  inputs: ['source'],
  options: { period: period('bars of the exponential average', 14) },
  outputs: ['rsiEma'],

  warmup({ period }) {
    return [period]
  },

  compute({ period }, [source], [out]) {
    const up = out
    const down = new Float64Array(source.length)
    gainsAndLosses(source, 1, up, down)
    exponentialMean(up, period, 2 / (period + 1), up)
    exponentialMean(down, period, 2 / (period + 1), down)
    relativeStrength(up, down, out)
  },
})
