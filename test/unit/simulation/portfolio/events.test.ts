import { describe, expect, test } from 'vitest'
import {
  fixedCommission,
  fixedSlippage,
  percentCommission,
  percentSlippage,
} from '../../../../src/simulation/model/costs.ts'
import { allIn, fixedUnits } from '../../../../src/simulation/model/sizing.ts'
import { type DrawnOptions, type DrawnSymbol, long, playPortfolio, ten } from '../../../support/drawn-portfolio.ts'
import { portfolioEngines } from '../../../support/portfolio-engines.ts'

/** Cash flows, splits, dividends and ruin (F51, F52 and F54), in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  const play = (symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) => playPortfolio(engine, symbols, options)

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
