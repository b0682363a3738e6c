import { defineIndicator } from '../indicator.ts'
import { period } from '../options.ts'
import { exponentialStrength } from './relative-strength.ts'

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
    exponentialStrength(source, { lag: 1, period, alpha: 2 / (period + 1) }, out)
  },
})
