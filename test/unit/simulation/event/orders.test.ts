import { describe, expect, test } from 'vitest'
import { DAY } from '../../../../src/data/time.ts'
import type { Order } from '../../../../src/simulation/event/order.ts'
import type { OrderOptions } from '../../../../src/simulation/event/order-ticket.ts'
import type { Strategy } from '../../../../src/simulation/event/strategy.ts'
import { play } from '../../../support/scripted.ts'

/** A quiet bar, on which nothing but market orders fills. */
const calm = [100, 101, 99, 100]

/** Fills of one order, sent after the first of `rows` in an account that is rich enough and holds nothing. */
function fillsOf(side: 'buy' | 'sell', options: OrderOptions, ...rows: number[][]) {
  return play([calm, ...rows], { 0: (s) => s[side]({ size: 1, ...options }) }).fills
}

describe('F19 order of events', () => {
  test('an order is told as submitted, accepted and completed on the bar after it', () => {
    const { told } = play([calm, calm, calm], { 1: (s) => s.buy({ size: 2 }) })
    expect(told).toEqual(['2 1 submitted', '2 1 accepted', '2 1 completed'])
  })

  test('an order of the last bar is never filled', () => {
    const { fills, orders } = play([calm, calm], { 1: (s) => s.buy({ size: 2 }) })
    expect(fills).toEqual([])
    expect(orders[0].alive).toBe(true)
  })
})

describe('F19 parts of a bar', () => {
  const script = {
    0: (s: Strategy) => {
      s.buy({ size: 1 })
      s.sell({ size: 1, kind: 'stop', price: 95 })
    },
    1: (s: Strategy) => {
      s.sell({ size: 1, kind: 'close' })
      s.close()
    },
  }
  const rows = [calm, calm, [100, 101, 94, 96]]

  test('what fills at the open comes before what fills inside the bar, and that before the close', () => {
    const { fills } = play(rows, script)
    expect(fills.slice(1)).toEqual([
      [2, -1, 100],
      [2, -1, 95],
      [2, -1, 96],
    ])
  })

  test("the queue decides with compatibility: 'backtrader'", () => {
    const { fills } = play(rows, script, { compatibility: 'backtrader' })
    expect(fills.slice(1).map(([, , price]) => price)).toEqual([95, 96, 100])
  })
})

describe('F20 check on sending', () => {
  const script = { 0: (s: { buy(o: OrderOptions): unknown }) => [30, 5].map((size) => s.buy({ size })) }

  test('an order for which the cash is missing is refused with a reason, and the next one is not', () => {
    const { told, orders, ledger } = play([calm, calm], script, { initialAmount: 1000 })
    expect(told).toEqual(['1 1 submitted', '1 2 submitted', '1 1 margin', '1 2 accepted', '1 2 completed'])
    expect(orders[0].reason).toBe('2000.00 short of the cash and margin it needs')
    expect(ledger.refusedOrders).toBe(1)
  })

  test("the next one is refused too with compatibility: 'backtrader'", () => {
    const { told } = play([calm, calm], script, { initialAmount: 1000, compatibility: 'backtrader' })
    expect(told.slice(2)).toEqual(['1 1 margin', '1 2 margin'])
  })

  test('orders of one bar share the cash', () => {
    const { told } = play([calm, calm], { 0: (s) => [6, 6].map((size) => s.buy({ size })) }, { initialAmount: 1000 })
    expect(told.slice(2)).toEqual(['1 1 accepted', '1 2 margin', '1 1 completed'])
  })

  test('checkSubmit: false leaves it to the fill', () => {
    const { told } = play([calm, calm], script, { initialAmount: 1000, checkSubmit: false })
    expect(told).toEqual(['1 1 accepted', '1 2 accepted', '1 1 margin', '1 2 completed'])
  })
})

describe('F21 market and close', () => {
  test('a market order fills at the next open', () => {
    expect(fillsOf('buy', {}, [103, 110, 102, 109])).toEqual([[1, 1, 103]])
  })

  test('a close order fills at the next close', () => {
    expect(fillsOf('sell', { kind: 'close' }, [103, 110, 102, 109])).toEqual([[1, -1, 109]])
  })
})

describe('F22 limit', () => {
  test.each([
    ['a better open', 'buy', 98, [97, 99, 95, 98], 97],
    ['its price inside the bar', 'buy', 98, [99, 99, 98, 98.5], 98],
    ['nothing above it', 'buy', 98, [99, 99, 98.1, 98.5], null],
    ['a better open of a sale', 'sell', 102, [103, 104, 101, 102], 103],
    ['its price inside the bar of a sale', 'sell', 102, [101, 102, 100, 101], 102],
    ['nothing below it', 'sell', 102, [101, 101.9, 100, 101], null],
  ] as const)('fills at %s', (_, side, price, bar, wanted) => {
    expect(fillsOf(side, { kind: 'limit', price }, [...bar])).toEqual(
      wanted === null ? [] : [[1, side === 'buy' ? 1 : -1, wanted]],
    )
  })
})

describe('F23 stop', () => {
  test.each([
    ['the open of a gap over it', 'buy', 102, [104, 105, 103, 104], 104],
    ['its price inside the bar', 'buy', 102, [101, 102, 100, 101], 102],
    ['nothing below it', 'buy', 102, [101, 101.9, 100, 101], null],
    ['the open of a gap below it', 'sell', 98, [96, 97, 95, 96], 96],
    ['its price inside the bar of a sale', 'sell', 98, [99, 99, 97, 99], 98],
    ['nothing above it', 'sell', 98, [99, 99, 98.1, 99], null],
  ] as const)('fills at %s', (_, side, price, bar, wanted) => {
    expect(fillsOf(side, { kind: 'stop', price }, [...bar])).toEqual(
      wanted === null ? [] : [[1, side === 'buy' ? 1 : -1, wanted]],
    )
  })
})

describe('F24 stop-limit', () => {
  const above = { kind: 'stop-limit', price: 102, limitPrice: 103 } as const
  const below = { kind: 'stop-limit', price: 102, limitPrice: 101 } as const

  test('with its limit above the stop it fills at the stop', () => {
    expect(fillsOf('buy', above, [101, 104, 100, 103])).toEqual([[1, 1, 102]])
  })

  test('gapped over by the open it is a limit order, on this bar too', () => {
    expect(fillsOf('buy', above, [102.5, 104, 102, 103])).toEqual([[1, 1, 102.5]])
    expect(fillsOf('buy', above, [104, 105, 102, 103])).toEqual([[1, 1, 103]])
    expect(fillsOf('buy', above, [104, 105, 103.5, 104], [104, 104, 101, 102])).toEqual([[2, 1, 103]])
  })

  test('with its limit below the stop it fills when the close is back at the limit', () => {
    expect(fillsOf('buy', below, [101.5, 103, 100, 101])).toEqual([[1, 1, 101]])
    expect(fillsOf('buy', below, [100, 103, 99, 100.5])).toEqual([[1, 1, 101]])
    expect(fillsOf('sell', { kind: 'stop-limit', price: 98, limitPrice: 99 }, [99.5, 100, 97, 99.2])).toEqual([
      [1, -1, 99],
    ])
  })

  test('else it waits as a limit order for the next bar', () => {
    expect(fillsOf('buy', below, [100, 103, 99, 102], [102, 102, 100, 101])).toEqual([[2, 1, 101]])
  })

  test("with compatibility: 'backtrader' a rising bar never fills it below the stop", () => {
    const rows = [calm, [100, 103, 99, 100.5], calm]
    const { fills } = play(rows, { 0: (s) => s.buy({ size: 1, ...below }) }, { compatibility: 'backtrader' })
    expect(fills).toEqual([[2, 1, 100]])
  })
})

describe('F25 trailing stop', () => {
  const rising = [
    [101, 110, 100.5, 108],
    [108, 112, 107, 108],
    [108, 108, 90, 95],
  ]

  test('follows the highs up, for the bars after them', () => {
    expect(fillsOf('sell', { kind: 'stop-trail', trailAmount: 5 }, ...rising)).toEqual([[3, -1, 107]])
    expect(fillsOf('sell', { kind: 'stop-trail', trailFraction: 0.125 }, ...rising)).toEqual([[3, -1, 98]])
  })

  test('never goes back', () => {
    const falling = [
      [100, 104, 95, 96],
      [96, 97, 92, 93],
      [93, 93, 85, 86],
    ]
    expect(fillsOf('sell', { kind: 'stop-trail', trailFraction: 0.125 }, ...falling)).toEqual([[3, -1, 91]])
  })

  test('of a buy follows the lows down', () => {
    const falling = [
      [99, 100, 90, 91],
      [91, 97, 90, 96],
    ]
    expect(fillsOf('buy', { kind: 'stop-trail', trailAmount: 5 }, ...falling)).toEqual([[2, 1, 95]])
  })

  test('starts from the price given', () => {
    expect(fillsOf('sell', { kind: 'stop-trail', price: 104, trailAmount: 5 }, [100, 100, 98, 99])).toEqual([
      [1, -1, 99],
    ])
  })

  test('with a limit keeps the distance to it and fills no lower', () => {
    const order = { kind: 'stop-trail-limit', price: 100, limitPrice: 99, trailAmount: 5 } as const
    expect(fillsOf('sell', order, ...rising.slice(0, 2), [105, 105.5, 104, 105])).toEqual([])
    expect(fillsOf('sell', order, ...rising.slice(0, 2), [105, 107, 104, 106])).toEqual([[3, -1, 106]])
  })

  test("follows closes with compatibility: 'backtrader'", () => {
    const script = {
      0: (s: { sell(o: OrderOptions): unknown }) => s.sell({ size: 1, kind: 'stop-trail', trailAmount: 5 }),
    }
    expect(play([calm, ...rising], script, { compatibility: 'backtrader' }).fills).toEqual([[3, -1, 103]])
  })
})

describe('F26 until when', () => {
  const late = { size: 1, kind: 'limit', price: 90 } as const
  const rows = [calm, calm, calm, [100, 100, 80, 85]]

  test('an order lives until it is cancelled', () => {
    expect(play(rows, { 0: (s) => s.buy(late) }).fills).toEqual([[3, 1, 90]])
  })

  test('with a last moment it expires on the first bar that starts later', () => {
    expect(play(rows, { 0: (s) => s.buy({ ...late, valid: 3 * DAY }) }).fills).toEqual([[3, 1, 90]])
    expect(play(rows, { 0: (s) => s.buy({ ...late, valid: '1970-01-03' }) }).told.at(-1)).toBe('3 1 expired')
  })

  test("'day' is the day of the first bar on which it can fill", () => {
    expect(play(rows, { 2: (s) => s.buy({ ...late, valid: 'day' }) }).fills).toEqual([[3, 1, 90]])
    expect(play(rows, { 1: (s) => s.buy({ ...late, valid: 'day' }) }).told.at(-1)).toBe('3 1 expired')
  })

  test('cancel takes an order out at once, also one that is on its way', () => {
    const { told, fills } = play(rows, { 2: (s) => s.cancel(s.buy(late)) })
    expect(told).toEqual(['3 1 submitted', '3 1 canceled'])
    expect(fills).toEqual([])
  })

  test('cancel leaves an order alone that is over', () => {
    let order: Order | null = null
    const { told } = play(rows, {
      0: (s) => {
        order = s.buy({ size: 1 })
      },
      2: (s) => s.cancel(order),
    })
    expect(told.at(-1)).toBe('1 1 completed')
  })
})

describe('F27 one cancels the other', () => {
  const pair = (first: OrderOptions, second: OrderOptions) => ({
    0: (s: { buy(o: OrderOptions): Order | null; sell(o: OrderOptions): Order | null }) => {
      s.buy({ size: 1 })
      const oco = s.sell({ size: 1, ...first }) as Order
      s.sell({ size: 1, ...second, oco })
    },
  })
  const stop = { kind: 'stop', price: 95 } as const
  const target = { kind: 'limit', price: 105 } as const

  test('a fill cancels the other member', () => {
    const { fills, told, orders } = play([calm, calm, [100, 106, 99, 100]], pair(stop, target))
    expect(fills).toEqual([
      [1, 1, 100],
      [2, -1, 105],
    ])
    expect(told.slice(-2)).toEqual(['2 3 completed', '2 2 canceled'])
    expect(orders[1].reason).toBe('order 3 is completed')
  })

  test('of a stop and a target inside one bar the stop is taken, whatever their order, and counted', () => {
    for (const script of [pair(stop, target), pair(target, stop)]) {
      const { fills, ledger } = play([calm, calm, [100, 106, 94, 100]], script)
      expect(fills).toEqual([
        [1, 1, 100],
        [2, -1, 95],
      ])
      expect(ledger.ambiguousExits).toBe(1)
    }
  })

  test('a target at the open comes before a stop inside the bar', () => {
    const { fills, ledger } = play([calm, calm, [107, 108, 94, 100]], pair(target, stop))
    expect(fills).toEqual([
      [1, 1, 100],
      [2, -1, 107],
    ])
    expect(ledger.ambiguousExits).toBe(0)
  })

  test("the first in the queue fills with compatibility: 'backtrader'", () => {
    const { fills } = play([calm, calm, [100, 106, 94, 100]], pair(target, stop), { compatibility: 'backtrader' })
    expect(fills).toEqual([
      [1, 1, 100],
      [2, -1, 105],
    ])
  })

  test('an expired member cancels the other', () => {
    const { told } = play([calm, calm, calm, calm], pair({ ...stop, valid: DAY }, target))
    expect(told.slice(-2)).toEqual(['2 2 expired', '2 3 canceled'])
  })
})

describe('F28 bracket', () => {
  const bracket = { size: 1, stopPrice: 95, targetPrice: 105 } as const

  test('children wait for the entry', () => {
    const order = { ...bracket, kind: 'limit', price: 98 } as const
    const { fills } = play([calm, [104, 106, 99, 104], [98, 99, 97, 98], [104, 106, 104, 105]], {
      0: (s) => s.buyBracket(order),
    })
    expect(fills).toEqual([
      [2, 1, 98],
      [3, -1, 105],
    ])
  })

  test('after an entry at the open they work on the rest of that bar', () => {
    expect(play([calm, [100, 106, 99, 105]], { 0: (s) => s.buyBracket(bracket) }).fills).toEqual([
      [1, 1, 100],
      [1, -1, 105],
    ])
    expect(play([calm, [100, 106, 94, 105]], { 0: (s) => s.buyBracket(bracket) }).fills).toEqual([
      [1, 1, 100],
      [1, -1, 95],
    ])
  })

  test('after an entry inside the bar only the stop does', () => {
    const order = { ...bracket, kind: 'limit', price: 98 } as const
    expect(play([calm, [100, 106, 97, 105]], { 0: (s) => s.buyBracket(order) }).fills).toEqual([[1, 1, 98]])
    expect(play([calm, [100, 106, 94, 105]], { 0: (s) => s.buyBracket(order) }).fills).toEqual([
      [1, 1, 98],
      [1, -1, 95],
    ])
  })

  test('the stop of an entry inside the bar fills no better than the entry', () => {
    const order = { size: 1, kind: 'limit', price: 98, stopPrice: 99, targetPrice: 105 } as const
    expect(play([calm, [100, 100, 97, 97]], { 0: (s) => s.buyBracket(order) }).fills).toEqual([
      [1, 1, 98],
      [1, -1, 98],
    ])
  })

  test('after an entry at the close nothing of that bar is left', () => {
    const order = { ...bracket, kind: 'close' } as const
    const { fills } = play([calm, [100, 106, 94, 100], [100, 106, 99, 100]], { 0: (s) => s.buyBracket(order) })
    expect(fills).toEqual([
      [1, 1, 100],
      [2, -1, 105],
    ])
  })

  test('children only close: they are cancelled when the position is gone', () => {
    const script = { 0: (s: Strategy) => s.buyBracket(bracket), 1: (s: Strategy) => s.close() }
    const rows = [calm, calm, [100, 101, 94, 100], [94, 106, 94, 100]]
    const { fills, orders } = play(rows, script)
    expect(fills.map(([bar, units]) => [bar, units])).toEqual([
      [1, 1],
      [2, -1],
    ])
    expect(orders[1].reason).toBe('the position that it was to close is gone')
    expect(play(rows, script, { compatibility: 'backtrader' }).fills.length).toBe(3)
  })

  test('children sell no more than is held', () => {
    const script = {
      0: (s: Strategy) => s.buyBracket({ ...bracket, size: 10 }),
      1: (s: Strategy) => s.sell({ size: 4 }),
    }
    const { fills } = play([calm, calm, calm, [94, 95, 90, 91], calm], script)
    expect(fills.slice(1)).toEqual([
      [2, -4, 100],
      [3, -6, 94],
    ])
  })

  test('a stop inside the bar of an entry by a stop is taken and counted', () => {
    const order = { ...bracket, kind: 'stop', price: 103 } as const
    const { fills, ledger } = play([calm, [100, 104, 94, 100]], { 0: (s) => s.buyBracket(order) })
    expect(fills).toEqual([
      [1, 1, 103],
      [1, -1, 95],
    ])
    expect(ledger.ambiguousExits).toBe(1)
  })

  test('a target that could have filled before an entry inside the bar is not counted as ambiguous', () => {
    const order = { ...bracket, kind: 'limit', price: 98 } as const
    const { ledger } = play([calm, [100, 106, 94, 105]], { 0: (s) => s.buyBracket(order) })
    expect(ledger.ambiguousExits).toBe(0)
  })

  test('a short one mirrors it', () => {
    const order = { size: 1, stopPrice: 105, targetPrice: 95 } as const
    const { fills } = play([calm, calm, [100, 106, 94, 100]], { 0: (s) => s.sellBracket(order) })
    expect(fills).toEqual([
      [1, -1, 100],
      [2, 1, 105],
    ])
  })

  test('a refused or cancelled entry cancels both children', () => {
    const { told } = play([calm, calm], { 0: (s) => s.buyBracket({ ...bracket, size: 1000 }) })
    expect(told.slice(3)).toEqual(['1 1 margin', '1 2 canceled', '1 3 canceled'])
    const cancelled = play([calm, calm], { 0: (s) => s.cancel(s.buyBracket(bracket)?.entry ?? null) })
    expect(cancelled.orders.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'canceled'])
  })

  test('cancelling the target keeps the stop', () => {
    let target: Order | null = null
    const { fills } = play([calm, calm, calm, [100, 106, 94, 100]], {
      0: (s) => {
        target = s.buyBracket(bracket)?.target ?? null
      },
      1: (s) => s.cancel(target),
    })
    expect(fills).toEqual([
      [1, 1, 100],
      [3, -1, 95],
    ])
  })

  test('a child that fills in part cancels the other', () => {
    const { orders } = play(
      [calm, calm, calm, [94, 95, 90, 91]],
      { 0: (s) => s.buyBracket({ ...bracket, size: 2 }) },
      { unitsPerBar: 1 },
    )
    expect(orders.map(({ status }) => status)).toEqual(['completed', 'partial', 'canceled'])
  })

  test("children work from the bar after the entry with compatibility: 'backtrader'", () => {
    const { fills } = play(
      [calm, [100, 106, 94, 100], calm],
      { 0: (s) => s.buyBracket(bracket) },
      { compatibility: 'backtrader' },
    )
    expect(fills).toEqual([[1, 1, 100]])
  })
})

describe('wrong orders name the strategy and the bar', () => {
  test.each<[string, OrderOptions, RegExp]>([
    ['a negative size', { size: -1 }, /size -1 on bar 1/],
    ['a size of NaN', { size: NaN }, /size NaN on bar 1/],
    ['a price of NaN', { kind: 'limit', price: NaN }, /price NaN on bar 1/],
    ['a limit order without a price', { kind: 'limit' }, /price undefined on bar 1/],
    ['a market order with a price', { price: 99 }, /price 99 on bar 1: a market order takes none/],
    ['a stop-limit order without a limit', { kind: 'stop-limit', price: 99 }, /limitPrice undefined on bar 1/],
    ['a trailing stop without a distance', { kind: 'stop-trail' }, /trailFraction undefined on bar 1/],
    ['a trailing stop with two', { kind: 'stop-trail', trailAmount: 1, trailFraction: 0.1 }, /needs one of them/],
    ['a kind that does not exist', { kind: 'stoplimit' as 'stop' }, /kind stoplimit on bar 1/],
    ['an option that does not exist', { sise: 3 } as OrderOptions, /sise on bar 1: no such option/],
  ])('%s', (_, options, message) => {
    const run = () => play([calm, calm, calm], { 1: (s) => s.buy(options) })
    expect(run).toThrow(expect.objectContaining({ code: 'order-invalid', message: expect.stringMatching(message) }))
    expect(run).toThrow(/^Scripted /)
  })

  test('an unknown feed', () => {
    const run = () => play([calm, calm], { 1: (s) => s.buy({ size: 1, feed: 'TSET' }) })
    expect(run).toThrow(expect.objectContaining({ code: 'name-unknown', message: expect.stringContaining('on bar 1') }))
  })

  test('a size of 0 sends nothing', () => {
    expect(play([calm, calm], { 0: (s) => expect(s.buy({ size: 0 })).toBeNull() }).orders).toEqual([])
  })

  test('an error of the strategy itself', () => {
    const run = () =>
      play([calm, calm], {
        1: () => {
          throw new Error('no idea')
        },
      })
    expect(run).toThrow(
      expect.objectContaining({ code: 'strategy-failed', message: expect.stringContaining('bar 1: no idea') }),
    )
  })
})
