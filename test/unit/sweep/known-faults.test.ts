import {
  Bars,
  defineStrategy,
  defineSweep,
  fixedUnits,
  fractionOfEquity,
  percentCommission,
  runBacktest,
  runSweep,
} from 'backsweep'
import { describe, expect, test } from 'vitest'

/** Faults that users of other tools have met, each with numbers worked out by hand, in both engines. */

const HOUR = 3_600_000

function bars(closes: readonly number[], timeframe = '1h', step = HOUR, symbol = 'X'): Bars {
  const time = closes.map((_, t) => Date.UTC(2020, 0, 6) + t * step)
  return Bars.from({ symbol, timeframe, time, open: closes, high: closes, low: closes, close: closes })
}

const drawn = (text: string) => [...text].map((c) => c !== '.')

const signalsOn = ({ length }: Bars, given: Record<string, boolean[]>) =>
  Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values.slice(0, length)]))

function strategyOf(signals: Record<string, string>, rules?: () => object) {
  const given = Object.fromEntries(Object.entries(signals).map(([name, text]) => [name, drawn(text)]))
  return defineStrategy({
    name: 'drawn',
    parameters: {},
    signals: ({ bars }) => signalsOn(bars, given),
    ...(rules && { rules }),
  })
}

describe.each(['vector', 'event'] as const)('in the %s engine', (engine) => {
  const play = (strategy: object, options: object) =>
    runBacktest(defineSweep({ name: 'fault', strategy, parameters: {}, engine, ...options } as never))

  test('entry fees reach the equity on the bar of the entry', async () => {
    const { equity } = await play(strategyOf({ enterLong: 'x...' }), {
      data: bars([100, 100, 100, 100]),
      initialAmount: 1000,
      sizing: fixedUnits(5),
      commission: percentCommission(0.01),
    })
    expect(Array.from(equity)).toEqual([1000, 995, 995, 995])
  })

  test('scaling out does not inflate the equity, on the entry bar or later', async () => {
    const strategy = strategyOf({ enterLong: 'x....', exitLong: '.xx..' }, () => ({ exitParts: [0.5, 1] }))
    const { equity, fills } = await play(strategy, {
      data: bars([100, 100, 100, 100, 100]),
      initialAmount: 1000,
      sizing: fixedUnits(4),
    })
    expect(fills.map(({ units }) => units)).toEqual([4, -2, -2])
    expect(Array.from(equity)).toEqual([1000, 1000, 1000, 1000, 1000])
  })

  test("an open short's profit has the right sign", async () => {
    const { equity, trades } = await play(strategyOf({ enterShort: 'x...' }), {
      data: bars([100, 100, 90, 120]),
      initialAmount: 1000,
      sizing: fixedUnits(1),
    })
    expect(Array.from(equity)).toEqual([1000, 1000, 1010, 980])
    expect(trades.map(({ pnl, status }) => [pnl, status])).toEqual([[-20, 'open']])
  })

  test('cash never goes below zero by sizing, however many symbols ask for it', async () => {
    const data = ['A', 'B', 'C'].map((symbol) => bars([100, 100, 100, 100], '1h', HOUR, symbol))
    const { fills, refusedOrders } = await play(strategyOf({ enterLong: 'x...' }), {
      data,
      initialAmount: 1000,
      sizing: fractionOfEquity(0.6),
      commission: percentCommission(0.01),
    })
    const cash = fills.reduce((left, { units, price, fee }) => left - (units * price + fee), 1000)
    expect(cash).toBeGreaterThanOrEqual(0)
    expect(cash).toBeLessThan(1e-9)
    expect([fills.length, refusedOrders]).toEqual([2, [1]])
  })

  test("a daily value is not known at the day's first 2-hour bar, but at the close of its last", async () => {
    const closes = Array.from({ length: 36 }, (_, t) => (t < 12 ? 100 : t < 24 ? 200 : 300))
    const seen: number[][] = []
    const strategy = defineStrategy({
      name: 'daily',
      parameters: {},
      signals({ bars, higher }) {
        const day = higher('1d')
        const daily = day.align(day.bars.close)
        seen.push(Array.from(daily))
        return { enterLong: Array.from(bars.close, (_, t) => daily[t] === 200) }
      },
    })
    const { fills } = await play(strategy, { data: bars(closes, '2h', 2 * HOUR), sizing: fixedUnits(1) })
    expect(seen[0].slice(0, 11).every(Number.isNaN)).toBe(true)
    expect(seen[0].slice(11, 23)).toEqual(new Array(12).fill(100))
    expect(seen[0][23]).toBe(200) // the bar from 22:00 to 24:00
    expect(fills.map(({ bar }) => bar)).toEqual([24])
  })
})

test("the summary's worst drawdown is the worst of all date ranges", async () => {
  const data = bars([100, 100, 50, 100, 100, 100, 90, 100])
  const hour = (t: number) => new Date(data.time[0] + t * HOUR)
  const dateRanges = [
    { name: 'deep', start: hour(0), end: hour(4) },
    { name: 'shallow', start: hour(4), end: hour(8) },
  ]
  const worst: number[] = []
  const sweep = defineSweep({
    name: 'ranges',
    strategy: strategyOf({ enterLong: 'x...x...' }),
    parameters: {},
    data,
    dateRanges,
  })
  await runSweep(sweep, {
    finalFilter: (rows) => {
      worst.push(...rows.map((row) => row.summary.worstDrawdown))
      return rows
    },
  })
  expect(worst).toEqual([0.5])
})
