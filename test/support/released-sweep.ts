import { above, Bars, below, defineStrategy, defineSweep, percentCommission } from '../../src/index.ts'

/** The sweep of the runs in test/golden/stores: two date ranges, a parameter of each type, a backtest that fails, short trades. */

const day = 86_400_000
const swing = defineStrategy({
  name: 'swing',
  module: import.meta.url,
  parameters: { window: 5, kind: 'sma', short: false },
  signals({ bars, ta }, { window, kind, short }) {
    if (kind === 'broken') throw new Error('it is meant to fail: "quoted", ü')
    const average = kind === 'sma' ? ta.sma(bars.close, window) : ta.ema(bars.close, window)
    const [rises, falls] = [above(bars.close, average), below(bars.close, average)]
    return short ? { enterLong: rises, enterShort: falls } : { enterLong: rises, exitLong: falls }
  },
})

const close = Array.from({ length: 120 }, (_, t) => 100 + t / 8 + (6 * Math.round(10 * Math.sin(t / 5))) / 10)
const open = close.map((_, t) => (t === 0 ? 100 : close[t - 1]))

export const releasedSweep = defineSweep({
  name: 'released',
  strategy: swing,
  parameters: { window: [3, 8], kind: ['sma', 'ema', 'broken'], short: [false, true] },
  data: Bars.from({
    symbol: 'MADE-UP',
    timeframe: '1d',
    time: close.map((_, t) => Date.UTC(2024, 0, 1) + t * day),
    open,
    high: close.map((price, t) => Math.max(price, open[t]) + 0.5),
    low: close.map((price, t) => Math.min(price, open[t]) - 0.5),
    close,
  }),
  dateRanges: [
    { name: 'winter', start: '2024-01-01', end: '2024-03-01' },
    { name: 'spring', start: '2024-03-01', end: '2024-04-30' },
  ],
  commission: percentCommission(0.001),
})
