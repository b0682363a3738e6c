import { describe, expect, test } from 'vitest'
import { Bars } from '../../../../src/data/bars.ts'
import { resample } from '../../../../src/data/resample.ts'
import { DAY } from '../../../../src/data/time.ts'
import { brokerRules } from '../../../../src/simulation/event/broker-rules.ts'
import { EventEngine } from '../../../../src/simulation/event/engine.ts'
import type { FeedInput } from '../../../../src/simulation/event/feed.ts'
import type { Line, SignalLine } from '../../../../src/simulation/event/line.ts'
import type { RoundTrip } from '../../../../src/simulation/event/round-trip.ts'
import { runEventBacktest } from '../../../../src/simulation/event/run-event-backtest.ts'
import { Strategy } from '../../../../src/simulation/event/strategy.ts'
import type { Timer } from '../../../../src/simulation/event/timer.ts'
import { fractionOfEquity } from '../../../../src/simulation/model/sizing.ts'
import { barsOf } from '../../../support/scripted.ts'
import { sp500 } from '../../../support/sp500.ts'

const rising = barsOf(Array.from({ length: 12 }, (_, t) => [10 + t, 11 + t, 9 + t, 10 + t]))

describe('F38 lines', () => {
  test('at(0) is the bar that has closed, at(-1) the one before, NaN before the first', () => {
    const seen: number[][] = []
    class Reading extends Strategy {
      override next() {
        const { close } = this.data
        if (this.data.bar < 2) seen.push([close.at(0), close.at(-1), close.at(-2)])
      }
    }
    runEventBacktest({ strategy: Reading, feeds: rising })
    expect(seen).toEqual([
      [10, NaN, NaN],
      [11, 10, NaN],
    ])
  })

  test('no line shows the future: a positive argument is an error, and there is no other way', () => {
    class Curious extends Strategy {
      mean!: Line
      cross!: SignalLine
      override init() {
        this.mean = this.ta.sma(this.data.close, 2)
        this.cross = this.above(this.data.close, this.mean)
      }
      override next() {
        for (const line of [this.data.open, this.mean, this.cross]) {
          expect(() => line.at(1)).toThrow(expect.objectContaining({ code: 'look-ahead' }))
          expect(JSON.stringify(line)).toBe('{}')
        }
        expect(this.mean.at(0)).toBe(this.data.close.at(0) - 0.5)
        expect([this.cross.at(0), this.cross.at(-20)]).toEqual([true, false])
      }
    }
    runEventBacktest({ strategy: Curious, feeds: rising })
    expect.assertions(11 * 8)
  })

  test('next begins when all indicators have values, preNext before', () => {
    const calls: string[] = []
    class Waiting extends Strategy {
      override init() {
        this.ta.sma(this.data.close, 3)
        this.ta.sma(this.data.close, 5)
      }
      override preNext() {
        calls.push(`pre ${this.data.bar}`)
      }
      override next() {
        calls.push(`next ${this.data.bar}`)
      }
    }
    runEventBacktest({ strategy: Waiting, feeds: rising, to: 6 })
    expect(calls).toEqual(['pre 0', 'pre 1', 'pre 2', 'pre 3', 'next 4', 'next 5'])
  })

  test('bars before the range warm indicators up', () => {
    const bars: number[] = []
    class Waiting extends Strategy {
      override init() {
        this.ta.sma(this.data.close, 5)
      }
      override next() {
        bars.push(this.data.bar)
      }
    }
    runEventBacktest({ strategy: Waiting, feeds: rising, from: 6, to: 8 })
    expect(bars).toEqual([6, 7])
  })

  test('indicators with several outputs give lines by name, indicators over bars need no source', () => {
    class Several extends Strategy {
      macd!: { macd: Line }
      atr!: Line
      override init() {
        this.macd = this.ta.macd(this.data.close, { fast: 2, slow: 3, signal: 2 })
        this.atr = this.ta.atr(3)
      }
    }
    const { strategy } = runEventBacktest({ strategy: Several, feeds: rising })
    expect(strategy.macd.macd.at(0)).toBeCloseTo(0.5, 6)
    expect(strategy.atr.at(0)).toBeCloseTo(2, 12)
  })

  test('an indicator that does not exist, or a source of another kind, is an error', () => {
    class Misspelled extends Strategy {
      override init() {
        ;(this.ta as unknown as { smaa(): void }).smaa()
      }
    }
    class Wrong extends Strategy {
      override init() {
        this.ta.sma(5 as unknown as Line, 3)
      }
    }
    expect(() => runEventBacktest({ strategy: Misspelled, feeds: rising })).toThrow(/"smaa" of ta. Did you mean "sma"/)
    expect(() => runEventBacktest({ strategy: Wrong, feeds: rising })).toThrow(/ta.sma got number for its source/)
  })
})

describe('calls of a strategy', () => {
  test('come in order: init, orders, trades, timers, next, stop', () => {
    const calls: string[] = []
    class Calls extends Strategy {
      override init() {
        calls.push('init')
        this.addTimer('1w')
      }
      override onOrder() {
        calls.push(`${this.data.bar} order`)
      }
      override onTrade(trade: RoundTrip) {
        calls.push(`${this.data.bar} trade ${trade.status}`)
      }
      override onTimer(timer: Timer) {
        calls.push(`${this.data.bar} timer ${timer.name}`)
      }
      override next() {
        calls.push(`${this.data.bar} next`)
        if (this.data.bar === 3) this.buy({ size: 1 })
        if (this.data.bar === 4) this.close()
      }
      override stop() {
        calls.push('stop')
      }
    }
    runEventBacktest({ strategy: Calls, feeds: rising, from: 3, to: 6, broker: { checkSubmit: false } })
    expect(calls).toEqual([
      'init',
      '3 next',
      ...['4 order', '4 order', '4 trade open', '4 timer 1w', '4 next'],
      ...['5 order', '5 order', '5 trade closed', '5 next'],
      'stop',
    ])
  })

  test('a trade is told with what it was at that moment', () => {
    const trades: RoundTrip[] = []
    class Trader extends Strategy {
      override onTrade(trade: RoundTrip) {
        trades.push(trade)
      }
      override next() {
        const { bar } = this.data
        if (bar === 0) this.buy({ size: 2 })
        if (bar === 1) this.buy({ size: 2 })
        if (bar === 2) this.sell({ size: 5 })
      }
    }
    runEventBacktest({ strategy: Trader, feeds: rising })
    expect(
      trades.map(({ status, side, units, averagePrice, pnl }) => [status, side, units, averagePrice, pnl]),
    ).toEqual([
      ['open', 'long', 2, 11, 0],
      ['closed', 'long', 4, 11.5, 6],
      ['open', 'short', 1, 13, 0],
    ])
  })

  test('a strategy without next is not called bar by bar and can be read in the end', () => {
    let reads = 0
    class Idle extends Strategy {
      mean!: Line
      override init() {
        this.mean = this.ta.sma(this.data.close, 3)
      }
      override get position() {
        reads++
        return super.position
      }
    }
    const { strategy, orders } = runEventBacktest({ strategy: Idle, feeds: rising })
    expect([strategy.mean.at(0), strategy.data.bar, orders.length, reads]).toEqual([20, 11, 0, 0])
  })

  test('F36 nextOpen sees the open of the bar that begins and nothing more of it', () => {
    const seen: number[][] = []
    class Early extends Strategy {
      override nextOpen() {
        const { bar, opening, open, close } = this.data
        seen.push([bar, opening, open.at(0), close.at(0)])
        if (bar === 1) this.buy({ size: 1 })
      }
    }
    const { ledger, orders } = runEventBacktest({
      strategy: Early,
      feeds: rising,
      to: 4,
      broker: { cheatOnOpen: true },
    })
    expect(seen).toEqual([
      [0, 11, 10, 10],
      [1, 12, 11, 11],
      [2, 13, 12, 12],
    ])
    expect([ledger.fillBar[0], ledger.fillPrice[0], orders[0].createdBar]).toEqual([2, 12, 2])
  })

  test('an engine that failed runs the next backtest as if nothing had happened', () => {
    class Failing extends Strategy<typeof Failing.parameters> {
      static override parameters = { fails: true }
      count = 0
      override onOrder() {
        this.count++
        if (this.parameters.fails) throw new Error('no')
      }
      override next() {
        if (this.data.bar === 2) this.buy({ size: 1 })
      }
    }
    const engine = new EventEngine([rising])
    const range = { from: 0, to: 5 }
    expect(() => engine.run(Failing, { fails: true }, brokerRules(), range)).toThrow(
      /Failing threw in the calls of bar 3: no/,
    )
    expect(engine.run(Failing, { fails: false }, brokerRules(), range).count).toBe(3)
  })

  test('an async hook is an error: it would go on after its bar', () => {
    class Slow extends Strategy {
      override async next() {}
    }
    expect(() => runEventBacktest({ strategy: Slow, feeds: rising })).toThrow(
      'Slow.next is async: make it a plain function.',
    )
  })

  test('an order in init is an error: no bar has closed yet', () => {
    class Hasty extends Strategy {
      override init() {
        this.buy({ size: 1 })
      }
    }
    expect(() => runEventBacktest({ strategy: Hasty, feeds: rising })).toThrow(/TEST on bar -1: no bar of this feed/)
  })
})

describe('runEventBacktest(options)', () => {
  class Parameters extends Strategy<typeof Parameters.parameters> {
    static override parameters = { period: 3, name: 'a' }
  }

  test('completes parameters by the defaults and refuses unknown ones', () => {
    const { strategy } = runEventBacktest({ strategy: Parameters, parameters: { period: 5 }, feeds: rising })
    expect(strategy.parameters).toEqual({ period: 5, name: 'a' })
    const parameters = { perod: 5 } as object
    expect(() => runEventBacktest({ strategy: Parameters, parameters, feeds: rising })).toThrow(/"perod" of Parameters/)
  })

  test('refuses a range outside of the bars, and no feeds', () => {
    expect(() => runEventBacktest({ strategy: Parameters, feeds: rising, to: 13 })).toThrow(/to is 13 for 12 bars/)
    expect(() => runEventBacktest({ strategy: Parameters, feeds: [] })).toThrow(/feeds is empty/)
  })

  test('runs on no bars', () => {
    const { finalValue } = runEventBacktest({ strategy: Parameters, feeds: rising, from: 4, to: 4 })
    expect(finalValue).toBe(10_000)
  })
})

describe('F38 several feeds', () => {
  function seenBy(feeds: readonly FeedInput[], to?: number) {
    const seen: (number | boolean)[][] = []
    class Watching extends Strategy {
      override preNext() {
        this.next()
      }
      override next() {
        seen.push(this.datas.flatMap(({ bar, isNew }) => [bar, isNew]))
      }
    }
    runEventBacktest({ strategy: Watching, feeds, to })
    return seen
  }

  const other = (days: readonly number[], symbol = 'OTHER') =>
    Bars.from({
      symbol,
      timeframe: '1d',
      time: days.map((day) => day * DAY),
      open: days.map((day) => 50 + day),
      high: days.map((day) => 50 + day),
      low: days.map((day) => 50 + day),
      close: days.map((day) => 50 + day),
    })

  test('stand on the bars that have closed; none is invented where one of them has no bar', () => {
    expect(seenBy([other([1, 2, 4], 'A'), other([2, 3, 4], 'B')])).toEqual([
      [0, true, -1, false],
      [1, true, 0, true],
      [1, false, 1, true],
      [2, true, 2, true],
    ])
  })

  test('a longer timeframe is seen when its bar has closed', () => {
    const days = other([4, 5, 6, 7, 8, 11, 12]) // Monday to Friday, Monday, Tuesday
    const seen = seenBy([days, resample(days, '1w')])
    expect(seen.map(([day, , week]) => [day, week])).toEqual([
      ...[0, 1, 2, 3, 4].map((day) => [day, -1]),
      [4, 0], // Sunday at midnight
      [5, 0],
      [6, 0],
    ])
  })

  test('a month is seen when the next one begins', () => {
    const february = Date.UTC(2020, 1, 1) / DAY
    const days = other(Array.from({ length: 34 }, (_, i) => february + i))
    const seen = seenBy([days, resample(days, '1M')])
    expect(seen.findIndex(([, , month]) => month === 0)).toBe(28) // the close of 29 February
  })

  test('a fill knows no close of its own bar, of whatever feed', () => {
    class Sized extends Strategy {
      override next() {
        if (this.data.bar === 0) this.buy({ size: 50 })
        if (this.data.bar === 1) this.buy({ feed: 'B' })
      }
    }
    const [a, b] = ['A', 'B'].map((symbol) =>
      barsOf([...[1, 2].map(() => [100, 100, 100, 100]), [100, 200, 100, 200]], symbol),
    )
    const { orders } = runEventBacktest({ strategy: Sized, feeds: [a, b], broker: { sizing: fractionOfEquity(0.3) } })
    expect(orders[1].size).toBe(30)
  })

  test('an order fills on bars that begin after it was sent', () => {
    const days = other([4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20])
    class Weekly extends Strategy {
      override next() {
        if (this.data.bar === 6 && this.data.isNew) this.buy({ feed: 'weeks', size: 1 })
      }
    }
    const feeds = [days, { name: 'weeks', bars: resample(days, '1w') }]
    const { ledgers, finalValue } = runEventBacktest({ strategy: Weekly, feeds })
    expect(ledgers[1].fillCount).toBe(0) // the week of the order had begun, the next one is not over
    expect(finalValue).toBe(10_000)
    const more = other([4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20, 25])
    const longer = runEventBacktest({ strategy: Weekly, feeds: [more, { name: 'weeks', bars: resample(more, '1w') }] })
    expect([longer.ledgers[1].fillBar[0], longer.ledgers[1].fillPrice[0]]).toEqual([2, 68])
  })

  test('of one symbol have the timeframe in their names, and no name is given twice', () => {
    const days = other([4, 5, 12])
    let names: string[] = []
    class Named extends Strategy {
      override init() {
        names = this.datas.map(({ name }) => name)
      }
    }
    runEventBacktest({ strategy: Named, feeds: [days, resample(days, '1w')] })
    expect(names).toEqual(['OTHER', 'OTHER 1w'])
    expect(() => runEventBacktest({ strategy: Named, feeds: [days, days, days] })).toThrow(
      /Two feeds are called "OTHER 1d"/,
    )
  })

  test('cash is shared and each has its position', () => {
    class Both extends Strategy {
      override next() {
        if (this.data.bar === 0) {
          this.buy({ size: 100, feed: 'A' })
          this.buy({ size: 97, feed: 'B' })
          this.buy({ size: 10, feed: this.datas[1] })
        }
      }
    }
    const feeds = [other([1, 2, 3], 'A'), other([1, 2, 3], 'B')]
    const { orders, strategy, finalCash, finalValue } = runEventBacktest({ strategy: Both, feeds })
    expect(orders.map(({ status }) => status)).toEqual(['completed', 'margin', 'completed'])
    expect(strategy.datas.map(({ position }) => position.units)).toEqual([100, 10])
    expect(finalCash).toBe(10_000 - 110 * 52)
    expect(finalValue).toBe(10_000 + 110)
  })

  test('an order for a feed without bars so far is an error', () => {
    class Hasty extends Strategy {
      override preNext() {
        this.buy({ size: 1, feed: 'B' })
      }
    }
    const run = () => runEventBacktest({ strategy: Hasty, feeds: [other([1, 2], 'A'), other([2], 'B')] })
    expect(run).toThrow(/^Hasty sent an order with B on bar -1: no bar of this feed has closed yet/)
  })

  test('lines of two feeds cannot be compared', () => {
    class Mixed extends Strategy {
      override init() {
        this.above(this.datas[0].close, this.datas[1].close)
      }
    }
    const run = () => runEventBacktest({ strategy: Mixed, feeds: [other([1, 2], 'A'), other([2], 'B')] })
    expect(run).toThrow(/compared lines of two feeds/)
  })

  test('one feed alone trades as when another, idle one runs beside it', () => {
    class Cross extends Strategy {
      up!: SignalLine
      down!: SignalLine
      override init() {
        const fast = this.ta.sma(this.data.close, 10)
        const slow = this.ta.sma(this.data.close, 30)
        this.up = this.crossOver(fast, slow)
        this.down = this.crossUnder(fast, slow)
      }
      override next() {
        if (!this.data.isNew) return
        if (this.up.at(0))
          this.buyBracket({
            size: 3,
            stopPrice: this.data.close.at(0) * 0.97,
            targetPrice: this.data.close.at(0) * 1.05,
          })
        if (this.down.at(0)) this.sell({ size: 1 })
      }
    }
    const alone = runEventBacktest({ strategy: Cross, feeds: sp500 })
    const beside = runEventBacktest({
      strategy: Cross,
      feeds: [sp500, { name: 'months', bars: resample(sp500.slice(0, 100), '1M') }],
    })
    expect(alone.ledger.fillCount).toBeGreaterThan(100)
    expect(beside.ledger).toEqual(alone.ledger)
  })
})
