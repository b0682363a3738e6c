import { describe, expect, test } from 'vitest'
import { crossOver, crossUnder } from '../../../src/signals/compare.ts'
import { percentSlippage } from '../../../src/simulation/model/costs.ts'
import { fixedUnits } from '../../../src/simulation/model/sizing.ts'
import { defineStrategy } from '../../../src/simulation/model/strategy.ts'
import { defineSweep } from '../../../src/sweep/plan/sweep.ts'
import { runBacktest } from '../../../src/sweep/run/run-backtest.ts'
import { runSweep } from '../../../src/sweep/run/run-sweep.ts'
import { expectClose } from '../../support/close-to.ts'
import { day, firstDay, smallSweep, swingingBars } from './small-sweep.ts'

const data = swingingBars()
const dateRanges = [
  { name: 'later', start: '2020-07-01', end: '2020-12-01' },
  { name: 'earlier', start: '2020-02-01', end: '2020-06-01' },
]

/** Always in the market, long or short, and stopped out now and then. */
const swing = defineStrategy({
  name: 'swing',
  parameters: { period: 5, stopLoss: 0.01 },
  signals({ bars, ta }, { period, stopLoss }) {
    const mean = ta.sma(bars.close, period)
    return { enterLong: crossOver(bars.close, mean), enterShort: crossUnder(bars.close, mean), stopLoss }
  },
})
const swingSweep = defineSweep({
  name: 'swing',
  strategy: swing,
  parameters: { period: [5, 8] },
  data,
  dateRanges,
  initialAmount: 5000,
  commission: { fraction: 0.001, perUnit: 0, perOrder: 1 },
  slippage: percentSlippage(0.0005),
})

describe('runBacktest', () => {
  test('has the metrics that the sweep has for these parameters and this date range', async () => {
    for await (const row of (await runSweep(swingSweep)).backtests()) {
      const { parameters, range, metrics } = await runBacktest(swingSweep, row.parameters, { range: row.range })
      expect({ parameters, range, metrics }).toEqual({
        parameters: row.parameters,
        range: row.range,
        metrics: row.metrics,
      })
    }
  })

  test('gives fills, trades and equity that tell the same story as its metrics', async () => {
    const { metrics, fills, trades, equity, time } = await runBacktest(swingSweep, {}, { range: 'later' })
    const from = data.indexAt(Date.UTC(2020, 6, 1))
    expect(fills.length).toBeGreaterThan(10)
    expect(fills.some(({ reason }) => reason === 'stop-loss')).toBe(true)
    expect([time.length, time[0], time.at(-1)]).toEqual([153, Date.UTC(2020, 6, 1), Date.UTC(2020, 10, 30)])
    expect(equity.length).toBe(153)

    let cash = 5000
    let units = 0
    let next = 0
    for (let bar = 0; bar < equity.length; bar++) {
      for (; fills[next]?.bar === bar; next++) {
        expect(fills[next].time).toBe(time[bar])
        cash -= fills[next].units * fills[next].price + fills[next].fee
        units += fills[next].units
      }
      expectClose(equity[bar], cash + units * data.close[from + bar], `equity of bar ${bar}`)
    }
    expect(next).toBe(fills.length)

    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const closed = trades.filter(({ status }) => status === 'closed')
    expect(metrics.trades).toBe(trades.length)
    expect(metrics.finalValue).toBe(equity.at(-1))
    expectClose(metrics.feesPaid as number, sum(fills.map(({ fee }) => fee)), 'fees')
    expectClose(5000 + sum(trades.map(({ pnl }) => pnl)), equity.at(-1)!, 'profit of all trades')
    expectClose(metrics.winRate as number, closed.filter(({ pnl }) => pnl > 0).length / closed.length, 'win rate')
    expectClose(metrics.averageTradeReturn as number, sum(closed.map((trade) => trade.return)) / closed.length, 'mean')
    for (const trade of trades) {
      const side = trade.side === 'long' ? 1 : -1
      const gross = (trade.exitPrice - trade.entryPrice) * trade.units * side
      expectClose(trade.pnl, gross - trade.entryFee - trade.exitFee, 'pnl')
      expect(trade.entryTime).toBe(time[trade.entryBar])
      expect(trade.exitTime).toBe(trade.exitBar === null ? null : time[trade.exitBar])
    }
  })

  test('has the last trade open, valued at the last close', async () => {
    const { trades, metrics } = await runBacktest(swingSweep, {}, { range: 'later' })
    const last = trades.at(-1)!
    expect(last).toMatchObject({ status: 'open', exitBar: null, exitTime: null, exitFee: 0 })
    expect(last.exitPrice).toBe(data.close[data.indexAt(Date.UTC(2020, 11, 1)) - 1])
    expect(metrics.trades).toBe(trades.length)
  })

  test('counts bars from the start of the date range, also of refused orders', async () => {
    const strategy = defineStrategy({
      name: 'once',
      parameters: {},
      signals: ({ bars }) => ({ enterLong: Array.from(bars.time, (time) => time === firstDay + 200 * day) }),
    })
    const range = { start: firstDay + 190 * day, end: firstDay + 210 * day }
    const sweep = { name: 'once', strategy, parameters: {}, data, dateRanges: [range] }
    expect((await runBacktest(defineSweep(sweep))).fills).toMatchObject([{ bar: 11, reason: 'entry' }])

    const poor = defineSweep({ ...sweep, sizing: fixedUnits(1), unitStep: 1, initialAmount: 1 })
    expect(await runBacktest(poor)).toMatchObject({ fills: [], refusedOrders: [11], metrics: { refusedOrders: 1 } })
  })

  test('takes the defaults for parameters left out, and any value, whatever the sweep tries', async () => {
    expect((await runBacktest(swingSweep, { period: 21 })).parameters).toEqual({ stopLoss: 0.01, period: 21 })
    const sweep = smallSweep({ where: () => false, data })
    expect((await runBacktest(sweep, { fast: 30, slow: 3 })).parameters).toEqual({ fast: 30, slow: 3 })
    expect((await runBacktest(sweep)).parameters).toEqual({ fast: 3, slow: 10 })
  })

  test('without a named range takes the earliest', async () => {
    expect((await runBacktest(swingSweep)).range).toBe('earlier')
    expect((await runBacktest(smallSweep({ data }))).range).toBe('all')
  })

  test.each<[string, object, object, string, string]>([
    [
      'a parameter that does not exist',
      { perod: 3 },
      {},
      'name-unknown',
      'Unknown parameter "perod". Did you mean "period"?',
    ],
    [
      'a list of values',
      { period: [3, 4] },
      {},
      'option-invalid',
      'runBacktest takes one value for each parameter, "period" has 2.',
    ],
    [
      'a value of another type',
      { period: '3' },
      {},
      'option-invalid',
      'Parameter "period" has the value "3": it must be a finite number, like its default 5.',
    ],
    [
      'a date range that does not exist',
      {},
      { range: 'latr' },
      'name-unknown',
      'Unknown date range "latr". Did you mean "later"?',
    ],
  ])('refuses %s', async (_, parameters, options, code, message) => {
    await expect(runBacktest(swingSweep, parameters, options)).rejects.toMatchObject({ code, message })
  })

  test('throws what the strategy throws, with its reason', async () => {
    const strategy = defineStrategy({
      name: 'thrower',
      parameters: {},
      signals() {
        throw new RangeError('no luck')
      },
    })
    const sweep = defineSweep({ name: 'thrower', strategy, parameters: {}, data })
    await expect(runBacktest(sweep)).rejects.toMatchObject({
      code: 'strategy-failed',
      message: 'signals() threw: no luck',
      cause: expect.any(RangeError),
    })
  })
})
