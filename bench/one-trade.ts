import { defineStrategy, Signal } from 'backsweep'

/** Buys once and sells once: a backtest that costs next to nothing, so that a sweep of it shows what all the rest costs. */
export const oneTrade = defineStrategy({
  name: 'one-trade',
  module: import.meta.url,
  parameters: { enter: 0, exit: 1, variant: 0 },
  signals({ bars }, { enter, exit }) {
    return { enterLong: at(enter, bars.length), exitLong: at(exit, bars.length) }
  },
})

function at(bar: number, length: number): Signal {
  const signal = new Signal(length)
  signal.words[bar >> 5] |= 1 << (bar & 31)
  return signal
}
