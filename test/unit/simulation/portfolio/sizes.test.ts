import { describe, expect, test } from 'vitest'
import { fixedCommission } from '../../../../src/simulation/model/costs.ts'
import {
  allIn,
  fixedUnits,
  fractionOfEquity,
  fractionOfInitial,
  riskOfEquity,
  volatilityTarget,
} from '../../../../src/simulation/model/sizing.ts'
import { type DrawnOptions, type DrawnSymbol, long, playPortfolio, ten } from '../../../support/drawn-portfolio.ts'
import { portfolioEngines } from '../../../support/portfolio-engines.ts'

/** How much an order comes to in a portfolio (F43 and F44), in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  const play = (symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) => playPortfolio(engine, symbols, options)

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

  test('F15 of an account without equity a weight is nothing, and no short position', () => {
    const symbol = {
      bars: ten,
      weights: [0.5, 0, 0.5, -0.5, NaN, NaN],
      costs: { commission: fixedCommission(600) },
    }
    const { fills, cash } = play([symbol, { bars: ten }])
    expect(fills).toEqual([
      [1, 'A', 40, 10, 'rebalance'],
      [2, 'A', -40, 10, 'rebalance'],
    ])
    expect(cash.at(-1)).toBe(-200)
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
})
