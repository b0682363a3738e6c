import { describe, expect, test } from 'vitest'
import { fixedCommission, percentSlippage } from '../../../../src/simulation/model/costs.ts'
import { fixedUnits } from '../../../../src/simulation/model/sizing.ts'
import {
  type DrawnOptions,
  type DrawnSymbol,
  drawnPortfolio,
  long,
  playPortfolio,
  ten,
} from '../../../support/drawn-portfolio.ts'
import { portfolioEngines } from '../../../support/portfolio-engines.ts'

/** Stops and targets in parts (F45 and F46), in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

test('F45 there are at most 32 stops and targets, which the engines count in bits', () => {
  const stopLoss = Array.from({ length: 33 }, (_, k) => ({ at: 0.01 * (k + 1) }))
  expect(() => drawnPortfolio([{ bars: ten, rules: { stopLoss } }])).toThrow('give at most 32')
  expect(() => drawnPortfolio([{ bars: ten, rules: { stopLoss: stopLoss.slice(1) } }])).not.toThrow()
})

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  const play = (symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) => playPortfolio(engine, symbols, options)

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
})
