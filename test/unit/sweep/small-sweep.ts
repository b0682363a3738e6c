import { Bars } from '../../../src/data/bars.ts'
import { crossOver, crossUnder } from '../../../src/signals/compare.ts'
import { percentCommission } from '../../../src/simulation/model/costs.ts'
import { defineStrategy } from '../../../src/simulation/model/strategy.ts'
import { range } from '../../../src/sweep/plan/search-space.ts'
import { defineSweep, type SweepOptions } from '../../../src/sweep/plan/sweep.ts'

/** A sweep small enough to look through, on made-up bars. */

export const day = 86_400_000
export const firstDay = Date.UTC(2020, 0, 1)

/** Daily bars, weekends too, of a price that swings and rises. */
export function swingingBars(count = 400): Bars {
  const close = Array.from({ length: count }, (_, t) => 100 + t / 20 + 10 * Math.sin(t / 7) + 3 * Math.sin(t / 2.3))
  const open = close.map((_, t) => (t === 0 ? 100 : close[t - 1] + Math.sin(t)))
  return Bars.from({
    symbol: 'SWING',
    timeframe: '1d',
    time: close.map((_, t) => firstDay + t * day),
    open,
    high: close.map((price, t) => Math.max(price, open[t]) + 1),
    low: close.map((price, t) => Math.min(price, open[t]) - 1),
    close,
  })
}

export const cross = defineStrategy({
  name: 'cross',
  parameters: { fast: 3, slow: 10 },
  signals({ bars, ta }, { fast, slow }) {
    const quick = ta.sma(bars.close, fast)
    const calm = ta.sma(bars.close, slow)
    return { enterLong: crossOver(quick, calm), exitLong: crossUnder(quick, calm) }
  },
})

export type CrossParameters = (typeof cross)['parameters']

/** fast 2 to 5, slow 4 to 12 in steps of 4, fast below slow: 10 parameter sets. */
export function smallSweep(options: Partial<SweepOptions<CrossParameters>> = {}) {
  return defineSweep({
    name: 'small',
    strategy: cross,
    parameters: { fast: range(2, 6), slow: range(4, 13, 4) },
    where: ({ fast, slow }) => fast < slow,
    data: swingingBars(),
    commission: percentCommission(0.001),
    ...options,
  })
}
