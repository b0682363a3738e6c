import { describe, expect, test } from 'vitest'
import { allIn, fixedUnits } from '../../../../src/simulation/model/sizing.ts'
import { type DrawnOptions, type DrawnSymbol, long, playPortfolio, ten } from '../../../support/drawn-portfolio.ts'
import { portfolioEngines } from '../../../support/portfolio-engines.ts'

/** Rules for entries (F47 to F49), in both engines, on bars small enough to check by hand: 1,000 in cash, one unit at a time, no costs. */

describe.each(portfolioEngines)('in the $name engine', (engine) => {
  const play = (symbols: readonly DrawnSymbol[], options: DrawnOptions = {}) => playPortfolio(engine, symbols, options)

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
})
