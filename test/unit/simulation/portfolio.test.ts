import { describe, expect, test } from 'vitest'
import {
  fixedCommission,
  fixedSlippage,
  percentCommission,
  percentSlippage,
} from '../../../src/simulation/model/costs.ts'
import {
  allIn,
  fixedUnits,
  fractionOfEquity,
  fractionOfInitial,
  riskOfEquity,
  volatilityTarget,
} from '../../../src/simulation/model/sizing.ts'
import { type DrawnOptions, type DrawnSymbol, drawnPortfolio, symbolFills } from '../../support/drawn-portfolio.ts'
import { portfolioEngines, replay } from '../../support/portfolio-engines.ts'

/** The rules of portfolios one by one, in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

const ten = [10, 10, 10, 10, 10, 10]
const long = (drawn: string) => ({ enterLong: drawn })

test('F45 there are at most 32 stops and targets, which the engines count in bits', () => {
  const stopLoss = Array.from({ length: 33 }, (_, k) => ({ at: 0.01 * (k + 1) }))
  expect(() => drawnPortfolio([{ bars: ten, rules: { stopLoss } }])).toThrow('give at most 32')
  expect(() => drawnPortfolio([{ bars: ten, rules: { stopLoss: stopLoss.slice(1) } }])).not.toThrow()
})

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  function play(symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) {
    const run = drawnPortfolio(symbols, options)
    const ledger = engine.run(run)
    const { booked, cash } = replay(ledger, run)
    return {
      ledger,
      fills: symbolFills(ledger),
      equity: [...booked],
      cash: [...cash],
      refused: [...ledger.refusedBar.subarray(0, ledger.refusedOrders)],
      flows: Array.from({ length: ledger.flowCount }, (_, k) => [ledger.flowBar[k], ledger.flowAmount[k]]),
      pnl: [...ledger.pnl.subarray(0, ledger.tradeCount)],
    }
  }

  describe('F41 bars of a portfolio', () => {
    const gappy = [10, 10, null, 12, 12, 12]

    test('an order whose symbol has no bar at its fill point fills on the next bar of the symbol', () => {
      const symbols = [{ bars: ten }, { bars: gappy, signals: long('.x....') }]
      expect(play(symbols).fills).toEqual([[3, 'B', 1, 12, 'entry']])
      expect(play(symbols, { fillAt: 'next-close' }).fills).toEqual([[3, 'B', 1, 12, 'entry']])
    })

    test('a position is worth its last close while its symbol has no bar', () => {
      const { equity } = play([{ bars: ten }, { bars: [10, 15, null, 12, 12, 12], signals: long('x.....') }])
      expect(equity).toEqual([1000, 1000, 1000, 997, 997, 997])
      const held = play([{ bars: ten }, { bars: [10, 10, [10, 16, 10, 16], null, 12, 12], signals: long('x.....') }])
      expect(held.equity).toEqual([1000, 1000, 1006, 1006, 1002, 1002])
    })

    test('a later order of the symbol replaces one that waits', () => {
      const gap = [10, null, null, 10, 10, 10]
      for (const fillAt of ['next-open', 'next-close'] as const) {
        const waiting = play([{ bars: ten }, { bars: gap, weights: [NaN, 0.2, 0.5, NaN, NaN, NaN] }], { fillAt })
        expect(waiting.fills).toEqual([[3, 'B', 50, 10, 'rebalance']])
      }
      const atClose = [NaN, 0.2, NaN, 0.5, NaN, NaN]
      const { fills } = play([{ bars: ten }, { bars: gap, weights: atClose }], { fillAt: 'close' })
      expect(fills).toEqual([[3, 'B', 50, 10, 'rebalance']])
    })

    test('a symbol trades from its first bar to its last', () => {
      const { fills, equity } = play([
        { bars: ten },
        { bars: [null, null, 20, 20, 20, 20], weights: [0.5, NaN, NaN, NaN, NaN, NaN] },
        { bars: [10, 10, 10, 11, null, null], signals: { enterLong: 'x.....', exitLong: '...x..' } },
      ])
      expect(fills).toEqual([
        [1, 'C', 1, 10, 'entry'],
        [2, 'B', 25, 20, 'rebalance'],
      ])
      expect(equity.at(-1)).toBe(1001)
    })
  })

  describe('F42 order of events on a bar', () => {
    test('exits fill before entries, so that their cash can be spent', () => {
      const entering = { bars: ten, signals: long('.x....'), size: allIn }
      const leaving = { bars: ten, signals: { enterLong: 'x.....', exitLong: '.x....' }, size: allIn }
      for (const [fillAt, bar] of [
        ['next-open', 2],
        ['next-close', 2],
        ['close', 1],
      ] as const) {
        expect(play([entering, leaving], { fillAt }).fills.slice(1)).toEqual([
          [bar, 'B', -100, 10, 'exit'],
          [bar, 'A', 100, 10, 'entry'],
        ])
      }
    })

    test('entries fill in the order of symbols', () => {
      const greedy = { bars: ten, signals: long('x.....'), size: allIn }
      const { fills, refused } = play([greedy, greedy])
      expect(fills).toEqual([[1, 'A', 100, 10, 'entry']])
      expect(refused).toEqual([1])
    })

    test('a reversal is an entry', () => {
      const turning = { bars: ten, signals: { enterLong: 'x.....', enterShort: '.x....' } }
      const leaving = { bars: ten, signals: { enterLong: 'x.....', exitLong: '.x....' } }
      expect(play([turning, leaving]).fills.slice(2)).toEqual([
        [2, 'B', -1, 10, 'exit'],
        [2, 'A', -2, 10, 'reversal'],
      ])
    })

    test('a weight that takes off is an exit, by the prices of its signal', () => {
      const more = { bars: ten, weights: [0.1, 0.9, NaN, NaN, NaN, NaN] }
      const less = { bars: ten, weights: [0.9, 0.1, NaN, NaN, NaN, NaN] }
      expect(play([more, less]).fills.slice(2)).toEqual([
        [2, 'B', -80, 10, 'rebalance'],
        [2, 'A', 80, 10, 'rebalance'],
      ])
    })

    test('an order that waited stands among those of its fill point', () => {
      const waiting = { bars: [10, null, 10, 10], weights: [0.5, NaN, NaN, NaN] }
      const leaving = { bars: ten.slice(2), signals: { enterLong: 'x...', exitLong: '.x..' } }
      expect(play([waiting, leaving]).fills.slice(1)).toEqual([
        [2, 'B', -1, 10, 'exit'],
        [2, 'A', 50, 10, 'rebalance'],
      ])
    })

    test('a stop comes after the fills at the open and before those at the close', () => {
      const stopped = {
        bars: [10, 10, [10, 10, 5, 10], 10],
        signals: { ...long('x...'), stopLoss: 0.25 },
        size: allIn,
      }
      const late = { bars: ten.slice(2), signals: long('.x..'), size: allIn }
      expect(play([stopped, late]).refused).toEqual([2])
      expect(play([stopped, late], { fillAt: 'next-close' }).fills).toEqual([
        [1, 'A', 100, 10, 'entry'],
        [2, 'A', -100, 7.5, 'stop-loss'],
        [2, 'B', 75, 10, 'entry'],
      ])
    })

    test('stops go symbol by symbol, whether they fill at the open or inside the bar', () => {
      const inside = { bars: [10, 10, [10, 10, 5, 10], 10], signals: { ...long('x...'), stopLoss: 0.25 } }
      const atOpen = { bars: [10, 10, 5, 5], signals: { ...long('x...'), stopLoss: 0.25 } }
      expect(play([inside, atOpen]).fills.slice(2)).toEqual([
        [2, 'A', -1, 7.5, 'stop-loss'],
        [2, 'B', -1, 5, 'stop-loss'],
      ])
    })
  })

  describe('F43 shared money', () => {
    test('equity counts the other symbols at their open, and at their last close without a bar', () => {
      const half = { bars: ten, signals: long('.x....'), size: fractionOfEquity(0.5) }
      const other = (second: number | null) => ({
        bars: [10, 10, second, 10, 10, 10],
        signals: long('x.....'),
        size: fixedUnits(10),
      })
      expect(play([half, other(30)]).fills[1]).toEqual([2, 'A', 60, 10, 'entry']) // half of 900 + 10 × 30
      expect(play([half, other(null)]).fills[1]).toEqual([2, 'A', 50, 10, 'entry'])
    })

    test('equity counts the other symbols at their close for fills at the close', () => {
      const half = { bars: ten, signals: long('.x....'), size: fractionOfEquity(0.5) }
      const other = { bars: [10, 10, [20, 30, 20, 30], 10, 10, 10], signals: long('x.....'), size: fixedUnits(10) }
      expect(play([half, other], { fillAt: 'next-close' }).fills[1]).toEqual([2, 'A', 60, 10, 'entry'])
    })

    test('the proceeds of a short sale buy nothing in another symbol', () => {
      const short = { bars: ten, signals: { enterShort: 'x.....' }, size: fixedUnits(30) }
      const { fills } = play([short, { bars: ten, signals: long('.x....'), size: allIn }])
      expect(fills[1]).toEqual([2, 'B', 70, 10, 'entry']) // 1300 less twice 300
    })

    test('a short sale of all in is worth the cash less twice what is short already, there and elsewhere', () => {
      const short = { bars: ten, signals: { enterShort: 'x.....' }, size: fixedUnits(30) }
      const adding = {
        bars: ten,
        signals: { enterShort: '.xx...' },
        size: allIn,
        rules: { maxEntries: 2, entryParts: [0.5, 1] },
      }
      expect(play([short, adding]).fills.slice(1)).toEqual([
        [2, 'B', -35, 10, 'entry'], // half of 1300 - 600
        [3, 'B', -35, 10, 'entry'], // 1650 - 600 - 700
      ])
    })

    test('a weight is a share of the equity of all symbols', () => {
      const other = { bars: [10, 10, 30, 10, 10, 10], signals: long('x.....'), size: fixedUnits(10) }
      const { fills } = play([{ bars: ten, weights: [NaN, 0.5, NaN, NaN, NaN, NaN] }, other])
      expect(fills[1]).toEqual([2, 'A', 60, 10, 'rebalance'])
    })
  })

  test('F15 and F43 a weight buys with the cash that is not kept for short positions', () => {
    const short = { bars: ten, weights: [-0.3, NaN, NaN, NaN, NaN, NaN] }
    const { fills } = play([short, { bars: ten, weights: [1, NaN, NaN, NaN, NaN, NaN] }])
    expect(fills).toEqual([
      [1, 'A', -30, 10, 'rebalance'],
      [1, 'B', 70, 10, 'rebalance'], // 1300 less twice 300, not the whole equity
    ])
  })

  describe('F44 sizes of a portfolio', () => {
    test('a fraction of the initial amount stays the same when the equity grows, and costs come on top', () => {
      const symbol = {
        bars: [10, 10, 20, 20, 20, 20],
        signals: { enterLong: 'x..x..', exitLong: '.x....' },
        size: fractionOfInitial(0.5),
        costs: { commission: fixedCommission(1) },
      }
      expect(play([symbol, { bars: ten }]).fills).toEqual([
        [1, 'A', 50, 10, 'entry'],
        [2, 'A', -50, 20, 'exit'],
        [4, 'A', 25, 20, 'entry'],
      ])
    })

    test('a risk of the equity is what the nearest fixed stop loss loses', () => {
      const symbol = {
        bars: [10, 10, 8, 8, 8, 8],
        signals: long('x.....'),
        size: riskOfEquity(0.01),
        rules: { stopLoss: [{ at: 0.01, trailing: true }, { at: 0.2 }, { at: 0.3 }] },
      }
      expect(play([{ bars: ten }, symbol]).fills[0]).toEqual([1, 'B', 5, 10, 'entry']) // 10 / (10 × 0.2)
    })

    test('a volatility target divides by the volatility at the signal, at most to the equity', () => {
      const symbol = (...volatility: number[]) => ({
        bars: ten,
        signals: long('x.....'),
        size: volatilityTarget(0.1),
        volatility: [...volatility, 9, 9, 9, 9, 9],
      })
      const units = (volatility: number) => play([symbol(volatility)], { periodsPerYear: 100 }).fills[0][2]
      expect(units(0.02)).toBe(50)
      expect(units(0.01)).toBe(100)
      expect(units(0.001)).toBe(100)
    })

    test('an entry is refused while the volatility is unknown or 0, the closing part of a reversal fills', () => {
      const symbol = (signals: DrawnSymbol['signals'], ...volatility: number[]) => ({
        bars: ten,
        signals,
        size: volatilityTarget(0.1),
        volatility,
      })
      for (const unknown of [NaN, 0]) {
        const entry = play([symbol(long('x.....'), unknown, 1, 1, 1, 1, 1)])
        expect([entry.fills, entry.refused]).toEqual([[], [1]])
        const turning = { enterLong: 'x.....', enterShort: '.x....' }
        const reversal = play([symbol(turning, 0.02, unknown, 1, 1, 1, 1)], { periodsPerYear: 100 })
        expect(reversal.fills.slice(1)).toEqual([[2, 'A', -50, 10, 'exit']])
        expect(reversal.refused).toEqual([2])
      }
    })
  })

  test('F6 and F44 an exit that scales out takes off the size of an entry', () => {
    const symbol = (size: DrawnSymbol['size'], volatility?: number[]) => ({
      bars: ten,
      signals: { enterLong: 'xx....', exitLong: '..x...' },
      size,
      volatility,
      rules: { maxEntries: Infinity },
    })
    const options = { scaling: 'in-and-out', periodsPerYear: 100 } as const
    const units = (...given: Parameters<typeof symbol>) =>
      play([symbol(...given)], options).fills.map(([, , units]) => units)
    expect(units(fractionOfInitial(0.1))).toEqual([10, 10, -10])
    const beside = { bars: ten, signals: long('x.....'), size: fixedUnits(50) }
    const { fills } = play([symbol(fractionOfEquity(0.1)), beside], options)
    expect(fills.at(-1)).toEqual([3, 'A', -10, 10, 'exit']) // a tenth of the equity of both
    expect(units(volatilityTarget(0.1), [0.1, 0.1, 0.05, 9, 9, 9])).toEqual([10, 10, -20])
    expect(units(volatilityTarget(0.1), [0.1, 0.1, 0.2, 9, 9, 9])).toEqual([10, 10, -5])
  })

  describe('F45 stops and targets in parts', () => {
    const held = { signals: long('x.....'), size: fixedUnits(10) }
    const opened = (...bars: (number | number[])[]) => [10, 10, ...bars]

    test('stops inside a bar fill from the highest on, each at its level, parts being of the whole position', () => {
      const rules = { stopLoss: [{ at: 0.3 }, { at: 0.1, part: 0.5 }, { at: 0.2, part: 0.25 }] }
      expect(play([{ ...held, bars: opened([10, 10, 6, 8], 8), rules }]).fills.slice(1)).toEqual([
        [2, 'A', -5, 9, 'stop-loss'],
        [2, 'A', -2.5, 8, 'stop-loss'],
        [2, 'A', -2.5, 7, 'stop-loss'],
      ])
    })

    test('stops at or above the open fill at the open, and so do targets at or below it, from the lowest on', () => {
      const rules = {
        stopLoss: [{ at: 0.1, part: 0.5 }, { at: 0.5 }],
        takeProfit: [
          { at: 0.5, part: 0.5 },
          { at: 0.4, part: 0.3 },
          { at: 0.2, part: 0.2 },
        ],
      }
      expect(play([{ ...held, bars: opened([9, 9, 8, 8], 8), rules }]).fills.slice(1)).toEqual([
        [2, 'A', -5, 9, 'stop-loss'],
      ])
      expect(play([{ ...held, bars: opened([14, 15, 14, 14], 14), rules }]).fills.slice(1)).toEqual([
        [2, 'A', -2, 14, 'take-profit'],
        [2, 'A', -3, 14, 'take-profit'],
        [2, 'A', -5, 15, 'take-profit'],
      ])
    })

    test('a target fills after a stop of the same bar for what that has left, and the bar is ambiguous once', () => {
      const rules = {
        stopLoss: [
          { at: 0.1, part: 0.5 },
          { at: 0.2, part: 0.25 },
        ],
        takeProfit: { at: 0.1 },
      }
      const { fills, ledger } = play([{ ...held, bars: opened([10, 12, 7, 10], 10), rules }])
      expect(fills.slice(1)).toEqual([
        [2, 'A', -5, 9, 'stop-loss'],
        [2, 'A', -2.5, 8, 'stop-loss'],
        [2, 'A', -2.5, 11, 'take-profit'],
      ])
      expect(ledger.ambiguousExits).toBe(1)
    })

    test('a stop at the open leaves no doubt about the target', () => {
      const rules = { stopLoss: { at: 0.1, part: 0.5 }, takeProfit: { at: 0.1 } }
      const { fills, ledger } = play([{ ...held, bars: opened([9, 12, 9, 10], 10), rules }])
      expect(fills.slice(1).map(([, , units, price]) => [units, price])).toEqual([
        [-5, 9],
        [-5, 11],
      ])
      expect(ledger.ambiguousExits).toBe(0)
    })

    test('of equal levels the one listed first fills first', () => {
      const first = { at: 0.1, trailing: true, part: 0.5 }
      const second = { at: 0.1, part: 0.5 }
      const reasons = (stopLoss: (typeof first | typeof second)[]) =>
        play([{ ...held, bars: opened([10, 10, 8, 8], 8), rules: { stopLoss } }]).fills.map(
          ([, , , , reason]) => reason,
        )
      expect(reasons([first, second])).toEqual(['entry', 'trailing-stop', 'stop-loss'])
      expect(reasons([second, first])).toEqual(['entry', 'stop-loss', 'trailing-stop'])
    })

    test('each fills once in a position, and again in the next one', () => {
      const fall = [10, 10, 8, 8]
      const bars = [10, 10, fall, 10, fall, 10, 10, fall]
      const signals = { enterLong: 'x....x..', exitLong: '....x...' }
      const rules = { stopLoss: { at: 0.1, part: 0.5 } }
      expect(play([{ ...held, bars, signals, rules }]).fills.map(([bar, , units]) => [bar, units])).toEqual([
        [1, 10],
        [2, -5],
        [5, -5],
        [6, 10],
        [7, -5],
      ])
    })

    test('a part is of the most units that the position has had', () => {
      const bars = [10, 10, 10, [10, 12, 10, 10], [10, 14, 10, 10], 10]
      const rules = {
        maxEntries: 2,
        takeProfit: [
          { at: 0.1, part: 0.25 },
          { at: 0.3, part: 0.25 },
        ],
      }
      expect(play([{ ...held, bars, signals: long('xx....'), rules }]).fills.slice(2)).toEqual([
        [3, 'A', -5, 11, 'take-profit'],
        [4, 'A', -5, 13, 'take-profit'],
      ])
    })

    test('what rounding would leave is closed too, whatever the equity', () => {
      const stopLoss = [
        { at: 0.1, part: 0.1 },
        { at: 0.2, part: 0.3 },
        { at: 0.3, part: 0.6 },
      ]
      const signals = { enterShort: 'x...' }
      const short = { bars: [10, 10, 5000, 10], signals, size: fixedUnits(1), rules: { stopLoss } }
      const { fills, ledger } = play([short])
      expect(fills.map(([, , units]) => units)).toEqual([-1, 0.1, 0.3, 0.6000000000000001])
      expect(ledger.unitsAfter[3]).toBe(0)
    })

    test('shorts mirror it', () => {
      const rules = { stopLoss: [{ at: 0.2 }, { at: 0.1, part: 0.5 }], takeProfit: { at: 0.1, part: 0.5 } }
      const bars = opened([10, 12, 8.5, 10], 10)
      const { fills, ledger } = play([{ ...held, signals: { enterShort: 'x...' }, bars, rules }])
      expect(fills.slice(1)).toEqual([
        [2, 'A', 5, 11, 'stop-loss'],
        [2, 'A', 5, 12, 'stop-loss'],
      ])
      expect(ledger.ambiguousExits).toBe(1)
    })

    test('slippage and commission are those of the symbol; targets do not slip', () => {
      const costs = { slippage: percentSlippage(0.1), commission: fixedCommission(1) }
      const rules = { stopLoss: { at: 0.5, part: 0.5 }, takeProfit: { at: 0.5, part: 0.5 } }
      const { fills, cash } = play([
        { bars: ten },
        { ...held, bars: opened([11, 20, 4, 11], 11, 11, 11), costs, rules },
      ])
      expect(fills).toEqual([
        [1, 'B', 10, 11, 'entry'],
        [2, 'B', -5, 4.95, 'stop-loss'],
        [2, 'B', -5, 16.5, 'take-profit'],
      ])
      expect(cash.at(-1)).toBeCloseTo(1000 - 110 + 5 * 4.95 + 5 * 16.5 - 3, 9)
    })
  })

  describe('F46 trailing take profit', () => {
    const symbol = (bars: DrawnSymbol['bars'], takeProfit: object, signals = 'x.....') => ({
      bars,
      signals: long(signals),
      rules: { takeProfit: takeProfit as { at: number; trail: number } },
    })

    test('it is armed by its target and then a stop behind the best price', () => {
      const bars = [10, 10, [10, 13, 9, 12], [12, 20, 12, 20], [20, 20, 15, 16], 16]
      expect(play([symbol(bars, { at: 0.2, trail: 0.1 })]).fills.slice(1)).toEqual([[4, 'A', -1, 18, 'take-profit']])
      expect(play([symbol(bars, { at: 1.5, trail: 0.1 })]).fills.slice(1)).toEqual([])
    })

    test('it does not fill on the bar that arms it, and slips as a stop', () => {
      const bars = [10, 10, [10, 20, 5, 19], [19, 19, 17, 18], 18, 18]
      const costs = { slippage: percentSlippage(0.1) }
      const { fills } = play([{ ...symbol(bars, { at: 0.2, trail: 0.1 }), costs }])
      expect(fills[1].slice(0, 3)).toEqual([3, 'A', -1])
      expect(fills[1][3]).toBeCloseTo(18 * 0.9, 12)
    })

    test('an addition at the close does not arm it with the high of its bar', () => {
      const bars = [10, 10, [9, 10.9, 5, 5], 5, [5, 5, 4, 4], 4]
      const adding = { ...symbol(bars, { at: 0.1, trail: 0.1 }, 'xx....') }
      const { fills } = play([{ ...adding, rules: { ...adding.rules, maxEntries: 2 } }], { fillAt: 'next-close' })
      expect(fills.map(([, , , , reason]) => reason)).toEqual(['entry', 'entry'])
    })
  })

  describe('F47 entries and exits in parts', () => {
    test('a position takes as many entries as it may, each a part of the size', () => {
      const rules = { maxEntries: 3, entryParts: [1, 0.5] }
      const { fills } = play([{ bars: ten, signals: long('xxxxx.'), size: fixedUnits(8), rules }])
      expect(fills.map(([bar, , units]) => [bar, units])).toEqual([
        [1, 8],
        [2, 4],
        [3, 4],
      ])
    })

    test('a reversal begins with the first part again', () => {
      const signals = { enterLong: 'xx....', enterShort: '..xx..' }
      const rules = { maxEntries: 2, entryParts: [1, 0.5] }
      const { fills } = play([{ bars: ten, signals, size: fixedUnits(8), rules }])
      expect(fills.map(([, , units]) => units)).toEqual([8, 4, -20, -4])
    })

    test('exit signals take parts off, and the one after the last part everything', () => {
      const signals = { enterLong: 'x.....', exitLong: '.xxx..' }
      const rules = { exitParts: [0.25, 0.5] }
      const { fills } = play([{ bars: ten, signals, size: fixedUnits(8), rules }])
      expect(fills.map(([, , units]) => units)).toEqual([8, -2, -4, -2])
    })
  })

  describe('F48 cooldowns', () => {
    test('after an exit, entries of the next bars are not taken', () => {
      const signals = { enterLong: 'x.xxxx', exitLong: '.x....' }
      const cooldowns = (bars: number) => ({ cooldowns: [{ after: 'exit', bars }] as const })
      const entries = (bars: number) => play([{ bars: ten, signals, rules: cooldowns(bars) }]).fills.map(([bar]) => bar)
      expect(entries(1)).toEqual([1, 2, 4]) // the exit fills on bar 2: the entry signal of bar 2 is not taken
      expect(entries(2)).toEqual([1, 2, 5])
    })

    test('after an entry, no other is taken: of the symbol, or with scope portfolio of all', () => {
      const symbols = (scope: 'symbol' | 'portfolio') => [
        {
          bars: ten,
          signals: long('xxxx..'),
          rules: { maxEntries: 9, cooldowns: [{ after: 'entry', bars: 2, scope }] as const },
        },
        { bars: ten, signals: long('.x.x..') },
      ]
      const bars = (scope: 'symbol' | 'portfolio') => play(symbols(scope)).fills.map(([bar, name]) => [bar, name])
      expect(bars('symbol')).toEqual([
        [1, 'A'],
        [2, 'B'],
        [4, 'A'],
      ])
      expect(bars('portfolio')).toEqual([
        [1, 'A'],
        [4, 'A'],
        [4, 'B'],
      ])
    })

    test('after a stop only, not after another exit', () => {
      const rules = { cooldowns: [{ after: 'stop', bars: 3 }], takeProfit: { at: 0.2 }, stopLoss: { at: 0.2 } } as const
      const entries = (second: number) =>
        play([{ bars: [10, 10, second, 10, 10, 10], signals: long('x.xxx.'), rules }]).fills.slice(2)
      expect(entries(13)).toEqual([[3, 'A', 1, 10, 'entry']])
      expect(entries(7)).toEqual([])
    })

    test('side says whose fills count, and blocks which entries are kept back', () => {
      const signals = { enterLong: 'x...x.', exitLong: '.x....', enterShort: '..x...', exitShort: '...x..' }
      const rules = (cooldown: object) => ({ cooldowns: [{ after: 'exit', bars: 2, ...cooldown }] as never })
      const entries = (cooldown: object) =>
        play([{ bars: ten, signals, rules: rules(cooldown) }])
          .fills.filter(([, , , , reason]) => reason === 'entry')
          .map(([bar]) => bar)
      expect(entries({})).toEqual([1, 5]) // without the short position there is no second exit
      expect(entries({ side: 'short' })).toEqual([1, 3])
      expect(entries({ blocks: 'long' })).toEqual([1, 3])
      expect(entries({ side: 'short', blocks: 'short' })).toEqual([1, 3, 5])
    })

    test('a reversal whose entry is not taken is an exit if the exit signal says so', () => {
      const rules = { cooldowns: [{ after: 'entry', bars: 3 }] } as const
      const turning = { enterLong: 'x.....', enterShort: '.x....' }
      expect(play([{ bars: ten, signals: turning, rules }]).fills.slice(1)).toEqual([])
      const leaving = play([{ bars: ten, signals: { ...turning, exitLong: '.x....' }, rules }])
      expect(leaving.fills.slice(1)).toEqual([[2, 'A', -1, 10, 'exit']])
    })

    test('a fill at the close of the signals keeps back those of the bars after it', () => {
      const leaving = {
        bars: ten,
        signals: { enterLong: 'x.....', exitLong: '..x...' },
        rules: { cooldowns: [{ after: 'exit', bars: 2, scope: 'portfolio' }] } as const,
      }
      const { fills } = play([leaving, { bars: ten, signals: long('..xx..') }], { fillAt: 'close' })
      expect(fills.slice(1)).toEqual([
        [2, 'A', -1, 10, 'exit'],
        [2, 'B', 1, 10, 'entry'],
      ])
    })
  })

  describe('F49 limits', () => {
    test('an entry is refused while there are as many positions as there may be', () => {
      const rules = { maxOpenPositions: 1 }
      const first = { bars: ten, signals: { enterLong: 'x.....', exitLong: '..x...' }, rules }
      const { fills, refused } = play([first, { bars: ten, signals: long('xxx...'), rules }])
      expect(fills.slice(1)).toEqual([
        [3, 'A', -1, 10, 'exit'],
        [3, 'B', 1, 10, 'entry'],
      ])
      expect(refused).toEqual([1, 2])
    })

    test('it does not stop an addition or a reversal', () => {
      const rules = { maxOpenPositions: 1, maxEntries: 2 }
      const { fills } = play([{ bars: ten, signals: { enterLong: 'xx....', enterShort: '..x...' }, rules }])
      expect(fills.map(([, , units]) => units)).toEqual([1, 1, -3])
    })

    test('an entry is cut to the exposure that is left, long and short alike, and refused without any', () => {
      const rules = { maxExposure: 0.5 }
      const first = { bars: ten, signals: { enterShort: 'x.....' }, size: fixedUnits(40), rules }
      const { fills, refused } = play([first, { bars: ten, signals: long('.xx...'), size: allIn, rules }])
      expect(fills).toEqual([
        [1, 'A', -40, 10, 'entry'],
        [2, 'B', 10, 10, 'entry'],
      ])
      expect(refused).toEqual([])
      const third = { bars: ten, signals: long('..x...'), rules }
      expect(play([first, { bars: ten, signals: long('.x....'), size: allIn, rules }, third]).refused).toEqual([3])
    })

    test('an addition is cut by what the position has already', () => {
      const rules = { maxExposure: 0.5, maxEntries: 3 }
      const { fills, refused } = play([{ bars: ten, signals: long('xxx...'), size: fixedUnits(30), rules }])
      expect(fills.map(([, , units]) => units)).toEqual([30, 20])
      expect(refused).toEqual([3])
    })

    test('the closing part of a reversal fills all the same', () => {
      const other = { bars: ten, signals: long('.x....'), size: fixedUnits(90) }
      const turning = {
        bars: ten,
        signals: { enterLong: 'x.....', enterShort: '..x...' },
        rules: { maxExposure: 0.5 },
      }
      const { fills, refused } = play([turning, other])
      expect(fills.at(-1)).toEqual([3, 'A', -1, 10, 'exit'])
      expect(refused).toEqual([3])
    })
  })

  describe('F50 weights of a portfolio', () => {
    test('each symbol is brought to its share, and left alone without a weight', () => {
      const { fills } = play([
        { bars: [10, 10, 10, 20, 20, 20], weights: [0.2, NaN, NaN, 0, NaN, NaN] },
        { bars: ten, weights: [0.5, NaN, NaN, 0.5, NaN, NaN] },
      ])
      expect(fills).toEqual([
        [1, 'A', 20, 10, 'rebalance'],
        [1, 'B', 50, 10, 'rebalance'],
        [4, 'A', -20, 20, 'rebalance'],
        [4, 'B', 10, 10, 'rebalance'],
      ])
    })

    test('a stop closes in between, and the next weight opens again', () => {
      const weights = [0.5, NaN, 0.5, NaN, NaN, NaN]
      const rules = { stopLoss: { at: 0.25 } }
      const { fills } = play([{ bars: ten }, { bars: [10, 10, [10, 10, 5, 10], 10, 10, 10], weights, rules }])
      expect(fills).toEqual([
        [1, 'B', 50, 10, 'rebalance'],
        [2, 'B', -50, 7.5, 'stop-loss'],
        [3, 'B', 43.75, 10, 'rebalance'],
      ])
    })

    test('rules for entries leave weights alone', () => {
      const rules = {
        maxOpenPositions: 1,
        maxExposure: 0.1,
        entryParts: [0.1],
        cooldowns: [{ after: 'entry', bars: 9, scope: 'portfolio' }],
      } as const
      const weighed = (first: number, second: number) => ({
        bars: ten,
        weights: [first, second, NaN, NaN, NaN, NaN],
        rules,
      })
      expect(play([weighed(0.25, 0.5), weighed(0.25, 0.5)]).fills.map(([, , units]) => units)).toEqual([25, 25, 25, 25])
    })
  })

  describe('F51 cash flows', () => {
    const flow = (bar: number, amount: number) => ({ bar, kind: 'flow' as const, amount })

    test('a deposit can be spent at the open of its bar', () => {
      const { fills, flows } = play([{ bars: ten, signals: long('.x....'), size: allIn }], { events: [flow(2, 500)] })
      expect(fills).toEqual([[2, 'A', 150, 10, 'entry']])
      expect(flows).toEqual([[2, 500]])
    })

    test('a withdrawal takes what cash there is, and the rest when there is some again', () => {
      const symbol = { bars: ten, signals: { enterLong: 'x.....', exitLong: '...x..' }, size: fixedUnits(80) }
      const { flows, cash } = play([symbol], { events: [flow(2, -500)] })
      expect(flows).toEqual([
        [2, -200],
        [5, -300],
      ])
      expect(cash).toEqual([1000, 200, 0, 0, 800, 500])
    })

    test('a withdrawal leaves twice the worth of all short positions', () => {
      const short = { bars: [10, 10, 12, 12, 12, 12], signals: { enterShort: 'x.....' }, size: fixedUnits(20) }
      const { flows } = play([short, { bars: ten }], { events: [flow(3, -5000)] })
      expect(flows[0]).toEqual([3, -720]) // 1200 less 2 × 240
    })

    test('what is due is taken after the deposits of a bar', () => {
      const symbol = { bars: ten, signals: long('x.....'), size: allIn }
      const { flows, cash } = play([symbol], { events: [flow(2, -500), flow(3, 400)] })
      expect(flows).toEqual([
        [3, 400],
        [3, -400],
      ])
      expect(cash.at(-1)).toBe(0)
    })
  })

  describe('F52 splits and dividends', () => {
    const split = (bar: number, ratio: number, symbol = 0) => ({ bar, kind: 'split' as const, symbol, ratio })
    const dividend = (bar: number, amount: number, symbol = 0) => ({ bar, kind: 'dividend' as const, symbol, amount })

    test('a split changes neither the equity nor what the position has gained', () => {
      const symbol = {
        bars: [10, 10, 5, 6, 6, 6],
        signals: { enterLong: 'x.....', exitLong: '..x...' },
        size: fixedUnits(10),
      }
      const { fills, equity, pnl } = play([symbol], { events: [split(2, 2)] })
      expect(fills).toEqual([
        [1, 'A', 10, 10, 'entry'],
        [2, 'A', 10, 0, 'split'],
        [3, 'A', -20, 6, 'exit'],
      ])
      expect(equity).toEqual([1000, 1000, 1000, 1020, 1020, 1020])
      expect(pnl).toEqual([20])
    })

    test('stops and targets go with a split, whatever they are measured from', () => {
      const bars = [10, 10, [10, 12, 10, 12], 6, [6, 7.5, 3, 6], 6]
      for (const stopReference of ['fill', 'close'] as const) {
        const last = (levels: object) => {
          const symbol = { bars, signals: { ...long('x.....'), ...levels } }
          return play([symbol], { events: [split(3, 2)], stopReference }).fills.at(-1)
        }
        expect(last({ stopLoss: 0.3 })).toEqual([4, 'A', -2, 3.5, 'stop-loss'])
        expect(last({ takeProfit: 0.4 })).toEqual([4, 'A', -2, 7, 'take-profit'])
        expect(last({ trailingStop: 0.1 })).toEqual([4, 'A', -2, 5.4, 'trailing-stop'])
      }
    })

    test('parts are of the units after the split', () => {
      const bars = [10, 10, 5, [5, 5, 4, 4], 4, 4]
      const rules = { stopLoss: { at: 0.1, part: 0.5 } }
      const { fills } = play([{ bars, signals: long('x.....'), rules }], { events: [split(2, 2)] })
      expect(fills.at(-1)).toEqual([3, 'A', -1, 4.5, 'stop-loss'])
    })

    test('a dividend is paid to a long position and by a short one, and counts in the trade', () => {
      const symbol = (side: object) => ({ bars: ten, signals: side, size: fixedUnits(10) })
      const longs = play([symbol({ enterLong: 'x.....', exitLong: '...x..' })], { events: [dividend(2, 0.5)] })
      expect(longs.fills[1]).toEqual([2, 'A', 0, 0, 'dividend'])
      expect([longs.cash.at(-1), longs.pnl]).toEqual([1005, [5]])
      const shorts = play([symbol({ enterShort: 'x.....', exitShort: '...x..' })], { events: [dividend(2, 0.5)] })
      expect([shorts.cash.at(-1), shorts.pnl]).toEqual([995, [-5]])
    })

    test('a symbol without a position has nothing booked, and a fill on the same bar comes after', () => {
      const { fills } = play([{ bars: ten, signals: long('x.....') }], { events: [split(1, 2), dividend(1, 1)] })
      expect(fills).toEqual([[1, 'A', 1, 10, 'entry']])
    })

    test('of one bar splits come first, so a dividend is paid on the units after it', () => {
      const { cash } = play([{ bars: ten, signals: long('x.....') }], { events: [split(2, 2), dividend(2, 1)] })
      expect(cash.at(-1)).toBe(992)
    })
  })

  describe('F54 ruin of a portfolio', () => {
    test('every position is closed at its last close with its own costs, and nothing follows', () => {
      const short = {
        bars: [10, 10, 30, 30, 30, 30],
        signals: { enterShort: 'x.....', enterLong: '...x..' },
        size: fixedUnits(60),
        costs: { commission: fixedCommission(1) },
      }
      const held = {
        bars: [10, 10, null, 10, 10, 10],
        signals: long('x..x..'),
        size: fixedUnits(10),
        costs: { slippage: percentSlippage(0.5) },
      }
      const { fills, cash } = play([short, held], { events: [{ bar: 3, kind: 'flow', amount: 5000 }] })
      expect(fills).toEqual([
        [1, 'A', -60, 10, 'entry'],
        [1, 'B', 10, 15, 'entry'],
        [2, 'A', 60, 30, 'ruin'],
        [2, 'B', -10, 5, 'ruin'],
      ])
      expect(cash.at(-1)).toBe(1000 + 600 - 1 - 150 - 1800 - 1 + 50)
    })

    test('the costs of a fill at the close may bring it, and then nothing is booked any more', () => {
      const short = {
        bars: ten,
        signals: { enterShort: 'x.....' },
        size: fixedUnits(10),
        costs: { commission: fixedCommission(1000) },
      }
      const { fills, flows } = play([short], { fillAt: 'close', events: [{ bar: 2, kind: 'flow', amount: 5000 }] })
      expect(fills).toEqual([
        [0, 'A', -10, 10, 'entry'],
        [0, 'A', 10, 10, 'ruin'],
      ])
      expect(flows).toEqual([])
    })

    test('it comes before the fills at that close', () => {
      const short = {
        bars: [10, 10, 30, 30],
        signals: { enterShort: 'x...', exitShort: '.x..' },
        size: fixedUnits(60),
      }
      const entering = { bars: ten.slice(2), signals: long('.x..') }
      const { fills } = play([short, entering], { fillAt: 'next-close' })
      expect(fills).toEqual([
        [1, 'A', -60, 10, 'entry'],
        [2, 'A', 60, 30, 'ruin'],
      ])
    })

    test('a sale whose slippage is larger than its quote fails the backtest (F14)', () => {
      const short = { bars: [10, 10, 30, 30], signals: { enterShort: 'x...' }, size: fixedUnits(60) }
      const costs = { slippage: fixedSlippage(2) }
      const held = { bars: [10, 10, 1, 1], signals: long('x...'), costs }
      expect(() => play([short, held])).toThrow('the slippage')
    })

    test('without a short position there is none', () => {
      const worthless = { bars: [10, 10, 0.001, 0.001], signals: long('x...'), size: allIn }
      const costs = { commission: percentCommission(0.5) }
      expect(play([{ ...worthless, costs }]).fills).toHaveLength(1)
    })
  })
})
