import { describe, expect, test } from 'vitest'
import type { BrokerOptions } from '../../../../src/simulation/event/broker-rules.ts'
import type { OrderOptions } from '../../../../src/simulation/event/order-ticket.ts'
import { fractionOfCash } from '../../../../src/simulation/event/sizers.ts'
import type { Strategy } from '../../../../src/simulation/event/strategy.ts'
import {
  fixedCommission,
  fixedSlippage,
  percentCommission,
  percentSlippage,
  perUnitCommission,
} from '../../../../src/simulation/model/costs.ts'
import { equityColumn } from '../../../../src/simulation/model/equity.ts'
import {
  allIn,
  fixedAmount,
  fixedUnits,
  fractionOfEquity,
  riskOfEquity,
} from '../../../../src/simulation/model/sizing.ts'
import { barsOf, play } from '../../../support/scripted.ts'

const calm = [100, 101, 99, 100]

function fillsOf(options: OrderOptions, bar: number[], broker: BrokerOptions, side: 'buy' | 'sell' = 'buy') {
  return play([calm, bar], { 0: (s) => s[side]({ size: 1, ...options }) }, broker).fills.map(([, , price]) => price)
}

describe('F29 slippage', () => {
  const slippage = fixedSlippage(2)

  test('worsens market orders at the open, close orders and stops', () => {
    expect(fillsOf({}, [100, 110, 90, 105], { slippage })).toEqual([102])
    expect(fillsOf({}, [100, 110, 90, 105], { slippage }, 'sell')).toEqual([98])
    expect(fillsOf({}, [100, 110, 90, 105], { slippage: percentSlippage(0.05) })).toEqual([105])
    expect(fillsOf({ kind: 'close' }, [100, 110, 90, 105], { slippage })).toEqual([107])
    expect(fillsOf({ kind: 'stop', price: 104 }, [100, 110, 90, 105], { slippage })).toEqual([106])
  })

  test('slipOpen: false leaves fills at the open alone', () => {
    expect(fillsOf({}, [100, 110, 90, 105], { slippage, slipOpen: false })).toEqual([100])
    expect(fillsOf({ kind: 'stop', price: 104 }, [105, 110, 90, 105], { slippage, slipOpen: false })).toEqual([105])
    expect(fillsOf({ kind: 'stop', price: 104 }, [100, 110, 90, 105], { slippage, slipOpen: false })).toEqual([106])
  })

  test('above the high: there, at the high, or not at all', () => {
    const flat = [100, 101, 99, 100]
    expect(fillsOf({}, flat, { slippage })).toEqual([102])
    expect(fillsOf({}, flat, { slippage, slipOut: false })).toEqual([101])
    expect(fillsOf({}, flat, { slippage, slipMatch: false })).toEqual([])
  })

  test('a limit is never passed', () => {
    const limit = { kind: 'limit', price: 101 } as const
    expect(fillsOf(limit, [98, 110, 90, 105], { slippage })).toEqual([100])
    expect(fillsOf(limit, [100, 110, 90, 105], { slippage })).toEqual([101])
    expect(fillsOf(limit, [105, 110, 90, 105], { slippage })).toEqual([101])
    expect(fillsOf(limit, [100, 110, 90, 105], { slippage, slipMatch: false, slipLimit: false })).toEqual([])
    expect(fillsOf({ kind: 'stop-limit', price: 104, limitPrice: 105 }, [100, 110, 90, 105], { slippage })).toEqual([
      105,
    ])
  })

  test("is passed in several ways with compatibility: 'backtrader'", () => {
    const rules = { slippage, slipOpen: true, slipOut: true, compatibility: 'backtrader' } as const
    expect(fillsOf({ kind: 'limit', price: 101 }, [100, 110, 90, 105], rules)).toEqual([102])
    const capped = { ...rules, slipOut: false }
    expect(fillsOf({ kind: 'stop-limit', price: 104, limitPrice: 105 }, [100, 110, 90, 105], capped)).toEqual([106])
    expect(fillsOf({ kind: 'limit', price: 97 }, [100, 110, 99, 105], capped, 'sell')).toEqual([98])
  })

  test('a sale that would bring nothing is an error', () => {
    expect(() => fillsOf({}, calm, { slippage: fixedSlippage(100) }, 'sell')).toThrow(
      expect.objectContaining({ code: 'simulation-failed', message: expect.stringContaining('order 1 on bar 1') }),
    )
  })
})

describe('F30 volume', () => {
  test('unitsPerBar spreads an order over bars', () => {
    const { fills, told } = play([calm, calm, calm, calm], { 0: (s) => s.buy({ size: 10 }) }, { unitsPerBar: 4 })
    expect(fills.map(([bar, units]) => [bar, units])).toEqual([
      [1, 4],
      [2, 4],
      [3, 2],
    ])
    expect(told.slice(2)).toEqual(['1 1 partial', '2 1 partial', '3 1 completed'])
  })

  test('volumeShare is shared by the orders of a bar, first in first out', () => {
    const rows = [100, 60, 100].map((volume) => [...calm, volume])
    const { fills } = play(rows, { 0: (s) => [5, 5].map((size) => s.buy({ size })) }, { volumeShare: 0.1 })
    expect(fills.map(([bar, units]) => [bar, units])).toEqual([
      [1, 5],
      [1, 1],
      [2, 4],
    ])
  })

  test('a position of fractions is closed without a rest', () => {
    const { fills, ledger } = play(
      [calm, ...Array.from({ length: 9 }, () => calm)],
      { 0: (s) => s.buy({ size: 0.7 }), 4: (s) => s.close() },
      { unitsPerBar: 0.3 },
    )
    expect(fills.length).toBe(6)
    expect(ledger.unitsAfter[5]).toBe(0)
  })
})

test.each([
  ['less', 10, 1],
  ['more', 3, 0.3],
])('F10 a position that is a rounding error %s than what is sold is closed whole', (_, parts, size) => {
  const rows = Array.from({ length: parts + 2 }, () => calm)
  const buys = Object.fromEntries(rows.slice(2).map((_, t) => [t, (s: Strategy) => s.buy({ size: 0.1 })]))
  const { ledger, orders } = play(rows, { ...buys, [parts]: (s) => s.sell({ size }) })
  expect(ledger.unitsAfter[parts - 1]).not.toBe(size)
  expect(ledger.unitsAfter[parts]).toBe(0)
  expect(orders.at(-1)?.status).toBe('completed')
})

describe('F31 commission', () => {
  const cost = (size: number, broker: BrokerOptions) =>
    play([calm, calm, calm, calm], { 0: (s) => s.buy({ size }) }, broker).fees.reduce((sum, fee) => sum + fee, 0)

  test('is a fraction, an amount per unit or per order, and no less than the minimum', () => {
    expect(cost(10, { commission: percentCommission(0.001) })).toBeCloseTo(1, 12)
    expect(cost(10, { commission: perUnitCommission(0.03) })).toBeCloseTo(0.3, 12)
    expect(cost(10, { commission: fixedCommission(2) })).toBe(2)
    expect(cost(10, { commission: perUnitCommission(0.03), minimumCommission: 1.5 })).toBe(1.5)
  })

  test('a fee per order and the minimum are paid once, however many fills there are', () => {
    const broker = { commission: fixedCommission(2), minimumCommission: 3, unitsPerBar: 4 }
    expect(cost(10, broker)).toBe(3)
    expect(cost(10, { ...broker, compatibility: 'backtrader' })).toBe(9)
  })

  test('a reversal pays it once', () => {
    const script = { 0: (s: Strategy) => s.buy({ size: 1 }), 1: (s: Strategy) => s.sell({ size: 2 }) }
    const fees = (options: BrokerOptions) =>
      play([calm, calm, calm], script, { commission: fixedCommission(2), ...options }).fees
    expect(fees({})).toEqual([2, 2])
    expect(fees({ compatibility: 'backtrader' })).toEqual([2, 4])
  })
})

describe('F32 money at the fill', () => {
  const gap = [150, 150, 150, 150]

  test('an opening for which the cash is missing at the fill is refused', () => {
    const { told, fills } = play([calm, gap], { 0: (s) => s.buy({ size: 8 }) }, { initialAmount: 1000 })
    expect(told).toEqual(['1 1 submitted', '1 1 accepted', '1 1 margin'])
    expect(fills).toEqual([])
  })

  test('the closing part of the order fills all the same', () => {
    const script = { 0: (s: Strategy) => s.sell({ size: 2 }), 1: (s: Strategy) => s.buy({ size: 10 }) }
    const { told, fills } = play([calm, calm, gap], script, { initialAmount: 1000 })
    expect(told.slice(-2)).toEqual(['2 2 partial', '2 2 margin'])
    expect(fills).toEqual([
      [1, -2, 100],
      [2, 2, 150],
    ])
  })

  test('a short position needs its worth in equity', () => {
    const short = (size: number, broker: BrokerOptions = {}) =>
      play([calm, calm], { 0: (s) => s.sell({ size }) }, { initialAmount: 1000, ...broker }).fills.length
    expect(short(10)).toBe(1)
    expect(short(10.1)).toBe(0)
    expect(short(20, { shortMargin: 0.5 })).toBe(1)
    expect(short(1000, { shortMargin: 0 })).toBe(1)
    expect(short(1000, { compatibility: 'backtrader' })).toBe(1)
  })

  test('closing is never refused, though the loss takes more than there is', () => {
    const script = { 0: (s: Strategy) => s.sell({ size: 10 }), 2: (s: Strategy) => s.close() }
    const { fills } = play([calm, calm, [180, 180, 180, 180], [300, 300, 300, 300]], script, { initialAmount: 1000 })
    expect(fills.at(-1)).toEqual([3, 10, 300])
  })
})

describe('F33 futures', () => {
  const contract = { multiplier: 20, margin: 500 }
  const rows = [calm, [100, 110, 100, 110], [110, 110, 104, 104], calm]

  test('margin is blocked, gains are paid at every close', () => {
    const seen: number[][] = []
    const { finalCash, ledger } = play(
      rows,
      {
        0: (s) => s.buy({ size: 2 }),
        1: (s) => seen.push([s.cash, s.value, s.position.units]),
        2: (s) => {
          seen.push([s.cash, s.value, s.position.units])
          s.close()
        },
      },
      { contract, commission: perUnitCommission(1) },
    )
    expect(seen).toEqual([
      [9398, 10_398, 2],
      [9158, 10_158, 2],
    ])
    expect(finalCash).toBe(10_000 - 2 - 2)
    expect(ledger.fillUnits.slice(0, 2)).toEqual(Float64Array.of(40, -40))
    expect([...equityColumn(ledger, barsOf(rows).close, 0, 4, 10_000)]).toEqual([10_000, 10_398, 10_158, 9996])
  })

  test('gains up to a fill are paid out before the next order of the bar', () => {
    const gap = [calm, [110, 110, 110, 110]]
    const script = { 0: (s: Strategy) => [s.buy({ size: 1 }), s.buy()] }
    const { orders } = play(gap, script, { contract, sizing: fractionOfCash(0.5) })
    expect(orders.map((order) => order.size)).toEqual([1, 9.5])
  })

  test('an order that the margin does not allow is refused', () => {
    const { orders } = play(rows, { 0: (s) => [20, 1].map((size) => s.buy({ size })) }, { contract })
    expect(orders.map(({ status }) => status)).toEqual(['completed', 'margin'])
  })
})

describe('F34 borrowing', () => {
  test('a short position pays for every day at the last close', () => {
    const rows = [calm, calm, [100, 120, 100, 120], calm]
    const script = { 0: (s: Strategy) => s.sell({ size: 10 }), 2: (s: Strategy) => s.close() }
    const { fees, reasons, ledger, finalCash } = play(rows, script, { borrowRate: 0.365 })
    expect(reasons).toEqual(['entry', 'interest', 'interest', 'exit'])
    expect(fees).toEqual([0, 1, 1.2, 0].map((fee) => expect.closeTo(fee, 12)))
    expect(ledger.pnl[0]).toBeCloseTo(-2.2, 12)
    expect(finalCash).toBeCloseTo(10_000 - 2.2, 9)
    expect(play(rows, script, { borrowRate: 0.365, compatibility: 'backtrader' }).fees[2]).toBeCloseTo(1, 12)
  })

  test('a long position pays nothing', () => {
    expect(play([calm, calm, calm], { 0: (s) => s.buy({ size: 1 }) }, { borrowRate: 0.365 }).fills.length).toBe(1)
  })
})

describe('F35 ruin', () => {
  const rows = [calm, calm, [100, 250, 100, 220], calm, calm]
  const script = {
    0: (s: Strategy) => s.sell({ size: 10 }),
    1: (s: Strategy) => s.buy({ size: 1, kind: 'limit', price: 50 }),
    3: (s: Strategy) => s.buy({ size: 1 }),
  }

  test('an account without equity is closed at the close and trades no more', () => {
    const { fills, reasons, orders, finalValue } = play(rows, script, { initialAmount: 1000 })
    expect(fills).toEqual([
      [1, -10, 100],
      [2, 10, 220],
    ])
    expect(reasons).toEqual(['entry', 'ruin'])
    expect(orders.map(({ status }) => status)).toEqual(['completed', 'canceled'])
    expect(finalValue).toBe(-200)
  })

  test("goes on with compatibility: 'backtrader'", () => {
    expect(play(rows, script, { initialAmount: 1000, compatibility: 'backtrader' }).fills.at(-1)).toEqual([4, 1, 100])
  })
})

describe('F36 cheating', () => {
  test('cheatOnClose fills at the close after which an order was sent, on that bar', () => {
    const rows = [calm, [100, 110, 100, 108], [120, 120, 120, 120]]
    const { fills } = play(rows, { 1: (s) => s.buy({ size: 1 }) }, { cheatOnClose: true })
    expect(fills).toEqual([[1, 1, 108]])
    const compatible = play(rows, { 1: (s) => s.buy({ size: 1 }) }, { cheatOnClose: true, compatibility: 'backtrader' })
    expect(compatible.fills).toEqual([[2, 1, 108]])
  })

  test('orders of other kinds wait for the next bar', () => {
    const rows = [calm, [100, 110, 90, 108], [107, 107, 95, 95]]
    const { fills } = play(rows, { 1: (s) => s.buy({ size: 1, kind: 'limit', price: 100 }) }, { cheatOnClose: true })
    expect(fills).toEqual([[2, 1, 100]])
  })
})

describe('F37 sizes', () => {
  const size = (options: BrokerOptions, order: OrderOptions = {}) =>
    play([calm, calm], { 0: (s) => s.buy(order) }, options).orders[0]?.size ?? 0

  test('come from the sizer when the order has none', () => {
    expect(size({})).toBe(1)
    expect(size({ sizing: fixedUnits(7) })).toBe(7)
    expect(size({ sizing: fixedAmount(250) })).toBe(2.5)
    expect(size({ sizing: fixedAmount(250), unitStep: 1 })).toBe(2)
    expect(size({ sizing: fractionOfCash(0.95) })).toBe(95)
    expect(size({ sizing: fractionOfEquity(0.5) })).toBe(50)
    expect(size({ sizing: allIn })).toBe(100)
    expect(size({ sizing: allIn, commission: percentCommission(0.25) })).toBe(80)
    expect(size({ sizing: allIn, contract: { multiplier: 20, margin: 500 } })).toBe(20)
  })

  test('allIn never asks for more than the cash pays for', () => {
    for (const fraction of [0.001, 0.0037, 0.02]) {
      const units = size({
        sizing: allIn,
        initialAmount: 9973.31,
        commission: percentCommission(fraction),
        minimumCommission: 0.7,
      })
      expect(units * 100 + Math.max(0.7, units * 100 * fraction)).toBeLessThanOrEqual(9973.31)
      expect(units).toBeGreaterThan(97)
    }
  })

  test('a market order sized by money is sized anew at its fill', () => {
    const rows = [calm, [110, 110, 80, 80]]
    const sized = (options: BrokerOptions) => {
      const { fills, finalCash, orders } = play(rows, { 0: (s) => s.buy() }, options)
      return [...fills.map(([, units]) => units), finalCash, orders[0].status]
    }
    const commission = percentCommission(0.25)
    expect(sized({ sizing: allIn, initialAmount: 1375, commission })).toEqual([10, 0, 'completed'])
    expect(sized({ sizing: fractionOfEquity(0.5), initialAmount: 2200 })).toEqual([10, 1100, 'completed'])
    expect(sized({ sizing: fixedUnits(3), initialAmount: 1000 })).toEqual([3, 670, 'completed'])
    expect(sized({ sizing: allIn, initialAmount: 1000, compatibility: 'backtrader' })).toEqual([1000, 'margin'])
  })

  test('the children of a bracket are sized anew with it', () => {
    const { orders, ledger } = play(
      [calm, [110, 110, 110, 110], [80, 80, 80, 80]],
      { 0: (s) => s.buyBracket({ stopPrice: 90, targetPrice: 200 }) },
      { sizing: allIn, initialAmount: 1100 },
    )
    expect(orders.map((order) => order.size)).toEqual([10, 10, 10])
    expect(ledger.unitsAfter[1]).toBe(0)
  })

  test('riskOfEquity loses that share at the stop, and needs one', () => {
    expect(size({ sizing: riskOfEquity(0.01) }, { stopLoss: 98 })).toBe(50)
    expect(() => size({ sizing: riskOfEquity(0.01) })).toThrow(expect.objectContaining({ code: 'order-invalid' }))
    const { orders } = play(
      [calm, calm],
      { 0: (s) => s.buyBracket({ stopPrice: 95, targetPrice: 110 }) },
      { sizing: riskOfEquity(0.01) },
    )
    expect(orders.map((order) => order.size)).toEqual([20, 20, 20])
  })

  test('targets order the difference', () => {
    const target = (call: (s: Strategy) => unknown, options: BrokerOptions = {}) =>
      play([calm, calm, calm, calm], { 0: (s) => s.buy({ size: 10 }), 1: call }, options).fills.slice(1)
    expect(target((s) => s.orderTargetSize(4))).toEqual([[2, -6, 100]])
    expect(target((s) => s.orderTargetSize(10))).toEqual([])
    expect(target((s) => s.orderTargetValue(1550))).toEqual([[2, 5.5, 100]])
    expect(target((s) => s.orderTargetValue(1550), { unitStep: 1 })).toEqual([[2, 5, 100]])
    expect(target((s) => s.orderTargetPercent(0.5))).toEqual([[2, 40, 100]])
    expect(target((s) => s.orderTargetPercent(-0.2))).toEqual([[2, -30, 100]])
    expect(target((s) => s.orderTargetPercent(0))).toEqual([[2, -10, 100]])
    expect(() => target((s) => s.orderTargetPercent(NaN))).toThrow(/orderTargetPercent\(NaN\) on bar 1/)
  })

  test('close sends nothing when there is no position', () => {
    expect(play([calm, calm], { 0: (s) => s.close() }).orders).toEqual([])
  })
})

describe('broker options', () => {
  test.each<[string, BrokerOptions, string]>([
    ['one that does not exist', { comission: 1 } as BrokerOptions, 'name-unknown'],
    ['no money', { initialAmount: 0 }, 'option-invalid'],
    ['a negative borrow rate', { borrowRate: -0.1 }, 'option-invalid'],
    ['no units per bar', { unitsPerBar: 0 }, 'option-invalid'],
    ['a contract without margin', { contract: { multiplier: 20, margin: 0 } }, 'option-invalid'],
    ['interest on a future', { borrowRate: 0.1, contract: { multiplier: 20, margin: 5 } }, 'option-invalid'],
    ['another compatibility', { compatibility: 'vectorbt' as 'none' }, 'option-invalid'],
  ])('%s is an error', (_, options, code) => {
    expect(() => play([calm], {}, options)).toThrow(expect.objectContaining({ code }))
  })
})
