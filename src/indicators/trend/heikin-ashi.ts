import { defineIndicator } from '../indicator.ts'

/** Heikin-Ashi bars: the price smoothed into bars. */
export const heikinAshi = defineIndicator({
  name: 'heikinAshi',
  title: 'Heikin-Ashi bars',
  formula:
    'close = (open + high + low + close) / 4; open = (previous Heikin-Ashi open + previous Heikin-Ashi close) / 2, ' +
    'at the start (open + close) / 2 of the bar; high and low = the highest and lowest of the high (low) and the ' +
    'new open and close. After a bar with a missing price it starts anew. They are prices of no trade: decide by ' +
    'them, but fill at the real ones.',
  inputs: ['open', 'high', 'low', 'close'],
  options: {},
  outputs: ['open', 'high', 'low', 'close'],

  warmup() {
    return [0, 0, 0, 0]
  },

  compute(_, [open, high, low, close], [newOpen, newHigh, newLow, newClose]) {
    let started = false
    for (let i = 0; i < close.length; i++) {
      const last = (open[i] + high[i] + low[i] + close[i]) / 4
      if (!Number.isFinite(last)) {
        started = false
        newOpen[i] = newHigh[i] = newLow[i] = newClose[i] = NaN
        continue
      }
      const first = started ? (newOpen[i - 1] + newClose[i - 1]) / 2 : (open[i] + close[i]) / 2
      started = true
      newOpen[i] = first
      newHigh[i] = Math.max(high[i], first, last)
      newLow[i] = Math.min(low[i], first, last)
      newClose[i] = last
    }
  },
})
