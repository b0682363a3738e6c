import { describe, expect, test } from 'vitest'
import { allIn } from '../../../../src/simulation/model/sizing.ts'
import { type DrawnOptions, type DrawnSymbol, long, playPortfolio, ten } from '../../../support/drawn-portfolio.ts'
import { portfolioEngines } from '../../../support/portfolio-engines.ts'

/** Which order fills when (F41, F42 and F50), in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  const play = (symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) => playPortfolio(engine, symbols, options)

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
})
