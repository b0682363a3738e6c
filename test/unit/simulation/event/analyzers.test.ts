import { describe, expect, test } from 'vitest'
import { resample } from '../../../../src/data/resample.ts'
import { DAY } from '../../../../src/data/time.ts'
import { analyzers } from '../../../../src/simulation/event/analyzers/analyzers.ts'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { Strategy } from '../../../../src/simulation/event/strategy.ts'
import { fixedCommission } from '../../../../src/simulation/model/costs.ts'
import { barsOf, play, type Script } from '../../../support/scripted.ts'

/** Closes 100, 100, 110, 88, 99, 99 from Thursday, 1 January 1970. */
const rows = [100, 100, 110, 88, 99, 99].map((close, t, all) => {
  const open = all[Math.max(0, t - 1)]
  return [open, Math.max(open, close), Math.min(open, close), close]
})

const invested: Script = { 0: (s) => s.buy({ size: 10 }) }
const run = (script: Script, broker = {}) => play(rows, script, { initialAmount: 1000, ...broker }).finished

describe('account(run)', () => {
  const ended = (script: Script, broker = {}) => {
    const { finished, finalCash, finalValue } = play(rows, script, { initialAmount: 1000, ...broker })
    return { found: analyzers.account(finished), finalCash, finalValue }
  }

  test('holds what the broker holds in the end', () => {
    for (const broker of [{}, { contract: { multiplier: 5, margin: 40 } }]) {
      const { found, finalCash, finalValue } = ended({ 0: (s) => s.sell({ size: 2 }), 3: (s) => s.buy() }, broker)
      expect(found).toEqual({
        cash: finalCash,
        value: finalValue,
        positions: [{ feed: expect.any(String), units: -1 }],
      })
      expect(finalCash).not.toBe(finalValue)
    }
  })

  test('holds the initial amount without fills and without bars', () => {
    expect(ended({}).found).toMatchObject({ cash: 1000, value: 1000, positions: [{ units: 0 }] })
    const { finished } = runEventBacktest({ strategy: class extends Strategy {}, feeds: barsOf(rows), to: 0 })
    expect(analyzers.account(finished)).toMatchObject({ cash: 10_000, value: 10_000 })
  })
})

describe('returns(run, periodsPerYear)', () => {
  test('of a run as a whole, per bar and per year', () => {
    const { total, logarithmic, average, annual } = analyzers.returns(run(invested), 12)
    expect(total).toBeCloseTo(-0.01, 12)
    expect(logarithmic).toBeCloseTo(Math.log(0.99), 12)
    expect(average).toBeCloseTo(Math.log(0.99) / 6, 12)
    expect(annual).toBeCloseTo(0.99 * 0.99 - 1, 12)
  })

  test('is NaN for a run without bars', () => {
    const { finished } = runEventBacktest({ strategy: class extends Strategy {}, feeds: barsOf(rows), to: 0 })
    expect(analyzers.returns(finished, 12)).toEqual({ total: 0, logarithmic: NaN, average: NaN, annual: NaN })
    expect(analyzers.drawdown(finished).maxDrawdown).toBe(0)
    expect(analyzers.sharpe(finished, { periodsPerYear: 12 })).toBeNaN()
  })
})

describe('timeReturns(run, timeframe)', () => {
  test('gives a return for every period with a bar', () => {
    const found = analyzers.timeReturns(run(invested), '1w')
    expect(found.map(({ start }) => start / DAY)).toEqual([-3, 4])
    expect(found.map((period) => period.return)).toEqual([-0.12, 0.125].map((x) => expect.closeTo(x, 12)))
  })
})

test('drawdown(run) measures from the running peak, which starts at the initial amount', () => {
  const { maxDrawdown, maxMoney, maxLength, drawdown, money, length } = analyzers.drawdown(run(invested))
  expect([maxDrawdown, maxMoney, maxLength]).toEqual([expect.closeTo(0.2, 12), 220, 3])
  expect([drawdown, money, length]).toEqual([expect.closeTo(0.1, 12), 110, 3])
  const atOnce = analyzers.drawdown(run(invested, { commission: fixedCommission(0), initialAmount: 1000 }))
  expect(atOnce.maxDrawdown).toBeCloseTo(0.2, 12)
})

describe('sharpe(run, options)', () => {
  test('of the returns of periods', () => {
    const returns = [-0.12, 0.125]
    const middle = 0.0025
    const spread = Math.sqrt(returns.reduce((sum, value) => sum + (value - middle) * (value - middle), 0))
    const found = analyzers.sharpe(run(invested), { periodsPerYear: 4, timeframe: '1w' })
    expect(found).toBeCloseTo((middle / spread) * 2, 12)
    const plain = analyzers.sharpe(run(invested), { periodsPerYear: 4, timeframe: '1w', annualize: false })
    expect(plain).toBeCloseTo(middle / spread, 12)
  })

  test('is NaN when nothing varies', () => {
    expect(analyzers.sharpe(run({}), { periodsPerYear: 4 })).toBeNaN()
  })
})

describe('vwr(run, options)', () => {
  test('of a steady growth is the annual return', () => {
    const steady = [100, 110, 121, 133.1].map((close) => [close, close, close, close])
    const { finished } = play(steady, { 0: (s) => s.buy({ size: 10 }) }, { initialAmount: 1100 })
    const found = analyzers.vwr(finished, { periodsPerYear: 4 })
    const { annual, average } = analyzers.returns(finished, 4)
    const apart = [...finished.equity].map((value, i) => value / (1100 * Math.exp(average * (i + 1))) - 1)
    const middle = apart.reduce((sum, value) => sum + value, 0) / 4
    const spread = Math.sqrt(apart.reduce((sum, value) => sum + (value - middle) * (value - middle), 0) / 3)
    expect(found).toBeCloseTo(annual * (1 - (spread / 2) ** 0.2), 10)
    expect(found).toBeLessThan(annual)
  })

  test('of no variation at all is the annual return itself', () => {
    expect(analyzers.vwr(run({}), { periodsPerYear: 4 })).toBe(0)
  })
})

test('calmar(run, periodsPerYear) is annual return over maximum drawdown', () => {
  expect(analyzers.calmar(run(invested), 12)).toBeCloseTo((0.99 * 0.99 - 1) / 0.2, 12)
})

test('sqn(run) needs two different profits', () => {
  const script = { 0: (s: Strategy) => s.buy({ size: 1 }), 1: (s: Strategy) => s.close() }
  expect(analyzers.sqn(run(script))).toBeNaN()
  const twice = { ...script, 2: (s: Strategy) => s.buy({ size: 1 }), 3: (s: Strategy) => s.close() }
  expect(analyzers.sqn(run(twice))).toBeCloseTo((Math.SQRT2 * -11) / 11, 12)
})

test('tradeAnalyzer(run) counts round trips', () => {
  const script: Script = {
    0: (s) => s.buy({ size: 1 }),
    1: (s) => s.close(),
    2: (s) => s.sell({ size: 1 }),
    3: (s) => s.buy({ size: 2 }),
  }
  const found = analyzers.tradeAnalyzer(run(script))
  expect(found).toMatchObject({ total: 3, open: 1, closed: 2, long: 1, short: 1, grossPnl: 22, netPnl: 22 })
  expect(found.won).toEqual({ count: 2, total: 22, average: 11, extreme: 22 })
  expect(found.lost).toEqual({ count: 0, total: 0, average: NaN, extreme: NaN })
  expect([found.longestWinningStreak, found.longestLosingStreak]).toEqual([2, 0])
  expect(found.bars).toEqual({ total: 2, average: 1, longest: 1, shortest: 1 })
})

test('transactions(run) lists fills in order of time, interest left out', () => {
  const script: Script = { 0: (s) => s.sell({ size: 2 }), 2: (s) => s.close() }
  const found = analyzers.transactions(run(script, { borrowRate: 0.05 }))
  expect(found).toEqual([
    { feed: 'TEST', time: DAY, units: -2, price: 100, fee: 0, value: 200 },
    { feed: 'TEST', time: 3 * DAY, units: 2, price: 110, fee: 0, value: -220 },
  ])
})

test('periodStats(run, timeframe) says how the periods spread', () => {
  const found = analyzers.periodStats(run(invested), '1w')
  expect(found).toMatchObject({ positive: 1, negative: 1, unchanged: 0 })
  expect([found.average, found.deviation, found.best, found.worst]).toEqual(
    [0.0025, 0.1225, 0.125, -0.12].map((x) => expect.closeTo(x, 12)),
  )
})

describe('with several feeds', () => {
  class Both extends Strategy {
    override next(): void {
      if (this.data.bar === 1 && this.datas.length === 2) this.buy({ size: 4 })
      if (this.data.bar === 1) this.sell({ size: 2, feed: 'other' })
    }
  }
  const bars = barsOf(rows)
  const other = barsOf(rows.map((row) => row.map((price) => price * 2)))
  const { finished, finalValue } = runEventBacktest({
    strategy: Both,
    feeds: [bars, { name: 'other', bars: other }],
    broker: { initialAmount: 1000 },
  })

  test('the equity is that of all', () => {
    // 4 bought at 100 and 2 sold at 200: worth the same, opposite ways
    expect([...finished.equity]).toEqual([1000, 1000, 1000, 1000, 1000, 1000])
    expect(finalValue).toBe(1000)
  })

  test('positions(run) and grossLeverage(run) tell them apart', () => {
    expect(analyzers.positions(finished).map(({ feed, values }) => [feed, ...values])).toEqual([
      ['TEST', 0, 0, 440, 352, 396, 396],
      ['other', -0, -0, -440, -352, -396, -396].map((x) => (x === 0 ? 0 : x)),
    ])
    expect([...analyzers.grossLeverage(finished)]).toEqual([0, 0, 0.88, 0.704, 0.792, 0.792])
  })

  test('a longer timeframe counts when its bar has closed', () => {
    class Weekly extends Strategy {
      override next(): void {
        if (this.data.bar === 4 && this.data.isNew) this.buy({ size: 1, feed: 'weeks' })
      }
    }
    const long = barsOf(Array.from({ length: 30 }, (_, t) => [100 + t, 100 + t, 100 + t, 100 + t]))
    const weekly = runEventBacktest({ strategy: Weekly, feeds: [long, { name: 'weeks', bars: resample(long, '1w') }] })
    // ordered in the week of day 4, filled at the open of the week of day 11, seen at the end of that week, day 17
    const { equity } = weekly.finished
    expect([equity[16], equity[17], equity[23], equity[24]]).toEqual([10_000, 10_006, 10_006, 10_013])
    expect(equity.at(-1)).toBe(weekly.finalValue)
  })
})
