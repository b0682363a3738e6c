import { describe, expect, test } from 'vitest'
import { EventEngine } from '../../../src/simulation/event/engine.ts'
import { fixedCommission } from '../../../src/simulation/model/costs.ts'
import type { Execution } from '../../../src/simulation/model/execution.ts'
import { allIn, fixedUnits } from '../../../src/simulation/model/sizing.ts'
import { promoted, promotedRules } from '../../../src/simulation/promoted/promoted.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { fillsOf, plainExecution, signalsOf } from '../../support/drawn.ts'
import { barsOf } from '../../support/scripted.ts'

/** F40: the orders that a promoted strategy sends, on bars small enough to check by hand. */

const ten = [10, 10, 10, 10]

function play(rows: readonly (readonly number[])[], drawn: object, options: Partial<Execution> = {}) {
  const signals = signalsOf(drawn)
  const execution = plainExecution(options)
  const bars = barsOf(rows)
  const engine = new EventEngine([bars])
  const actions = toActions(signals, bars.length, execution.scaling)
  const Promoted = promoted('drawn', execution, () => actions)
  engine.run(Promoted, {}, promotedRules(execution), { from: 0, to: bars.length })
  const [ledger] = engine.ledgers
  return {
    ledger,
    fills: fillsOf(ledger),
    orders: engine.broker.orders.map(
      ({ kind, side, size, price, status }) => `${kind} ${side * size} ${price} ${status}`,
    ),
    whys: engine.broker.orders.map(({ reason }) => reason),
  }
}

describe('F40 a promoted strategy sends', () => {
  test('a market order, a stop and a target that work from the fill on, of which one cancels the other', () => {
    const signals = { enterLong: 'x..', stopLoss: 0.25, takeProfit: 0.5 }
    const { fills, orders, ledger } = play([ten, [10, 16, 7, 10], ten], signals)
    expect(fills).toEqual([
      [1, 1, 10, 'entry'],
      [1, -1, 7.5, 'stop-loss'],
    ])
    expect(orders).toEqual(['market 1 10 completed', 'stop -1 7.5 completed', 'limit -1 15 canceled'])
    expect(ledger.ambiguousExits).toBe(1)
  })

  test('a stop that looks at the next bar first when it was filled at a close or is measured from one', () => {
    const signals = { enterLong: 'x...', stopLoss: 0.25 }
    const rows = [ten, [10, 10, 5, 10], [10, 10, 7, 10], ten]
    for (const options of [{ fillAt: 'next-close' }, { stopReference: 'close' }] as const) {
      expect(play(rows, signals, options).fills.at(-1)).toEqual([2, -1, 7.5, 'stop-loss'])
    }
    expect(play(rows, signals, { fillAt: 'next-close' }).orders[0]).toBe('close 1 10 completed')
  })

  test('one stop order at the better of stop loss and trailing stop, moved after every bar', () => {
    const signals = { enterLong: 'x....', stopLoss: 0.25, trailingStop: 0.5 }
    const rows = [ten, [10, 12, 10, 12], [12, 20, 12, 20], [20, 20, 9, 9], ten]
    const { fills, orders } = play(rows, signals)
    expect(fills.at(-1)).toEqual([3, -1, 10, 'trailing-stop'])
    expect(orders[1]).toBe('stop -1 10 completed')
  })

  test('an order of a signal before the stop, when both fill at one open', () => {
    const signals = { enterLong: 'x...', exitLong: '.x..', stopLoss: 0.25 }
    const { fills, orders } = play([ten, ten, [5, 5, 5, 5], ten], signals)
    expect(fills.at(-1)).toEqual([2, -1, 5, 'exit'])
    expect(orders.at(-1)).toBe('stop -1 7.5 canceled')
  })

  test('exits for the whole position, measured from its mean price after an addition', () => {
    const signals = { enterLong: 'xx..', takeProfit: 0.25 }
    const rows = [ten, ten, [6, 6, 6, 6], [7, 11, 7, 7]]
    const { fills } = play(rows, signals, { scaling: 'in', sizing: fixedUnits(3) })
    expect(fills.slice(1)).toEqual([
      [2, 3, 6, 'entry'],
      [3, -6, 10, 'take-profit'], // the mean price is 8
    ])
  })

  test('one order for a reversal, sized at its fill, which pays perOrder once', () => {
    const options = { sizing: allIn, commission: fixedCommission(1) }
    const { fills, orders, ledger } = play([ten, ten, ten], { enterLong: 'x..', enterShort: '.x.' }, options)
    expect(fills.map(([, units]) => units)).toEqual([99.9, -199.7])
    expect([...ledger.fillFee.subarray(0, 2)]).toEqual([1, 1])
    expect(orders).toEqual(['market 99.9 10 completed', 'market -199.7 10 completed'])
  })

  test('an order without money: refused, whole or after it has closed the other side', () => {
    const poor = play([ten, ten], { enterLong: 'x.' }, { initialAmount: 1, sizing: allIn, unitStep: 1 })
    expect(poor.orders).toEqual(['market 1 10 margin'])
    expect([poor.fills, poor.ledger.refusedOrders, poor.ledger.refusedBar[0]]).toEqual([[], 1, 1])

    const short = { enterShort: 'x..', enterLong: '.x.' }
    const rows = [ten, ten, [1995, 1995, 1995, 1995]]
    const reversal = play(rows, short, { unitStep: 1, sizing: allIn, initialAmount: 20 })
    expect(reversal.fills).toEqual([
      [1, -2, 10, 'entry'],
      [2, 2, 1995, 'exit'],
    ])
    expect(reversal.orders.at(-1)).toBe('market 1 10 margin')
    expect(reversal.ledger.refusedOrders).toBe(1)
  })

  test('no more when it is ruined: an exit waiting for that close gives way to F16', () => {
    const signals = { enterShort: 'x....', exitShort: '..x..', enterLong: '...x.' }
    const rows = [ten, ten, ten, [25, 25, 25, 25], ten]
    const { fills, orders, whys } = play(rows, signals, { fillAt: 'next-close', sizing: allIn })
    expect(fills).toEqual([
      [1, -100, 10, 'entry'],
      [3, 100, 25, 'ruin'],
    ])
    expect(orders).toEqual(['close -100 10 completed', 'close 1 10 canceled'])
    expect(whys[1]).toBe('there is nothing left to do')
  })

  test('an exit that finds no position, because a stop came first: cancelled', () => {
    const signals = { enterLong: 'x....', exitLong: '..x..', stopLoss: 0.25 }
    const { fills, orders } = play([ten, ten, ten, [10, 10, 7, 10], ten], signals, { fillAt: 'next-close' })
    expect(fills.at(-1)).toEqual([3, -1, 7.5, 'stop-loss'])
    expect(orders.filter((order) => order.startsWith('close'))).toEqual([
      'close 1 10 completed',
      'close -1 10 canceled',
    ])
  })

  test('orders for weights, whose side is that of the fill', () => {
    const targetWeight = [0.5, 0.5, NaN]
    const { fills, orders } = play([ten, ten, [20, 20, 20, 20]], { targetWeight })
    expect(fills).toEqual([
      [1, 50, 10, 'rebalance'],
      [2, -12.5, 20, 'rebalance'],
    ])
    expect(orders).toEqual(['market 50 10 completed', 'market -12.5 10 completed'])
  })

  test('nothing on a bar on which a stop filled, when orders fill at the close of their own bar (F12)', () => {
    const signals = { enterLong: 'x.xx', stopLoss: 0.25 }
    const rows = [ten, ten, [10, 10, 7, 10], ten]
    expect(play(rows, signals, { fillAt: 'close' }).fills.slice(1)).toEqual([
      [2, -1, 7.5, 'stop-loss'],
      [3, 1, 10, 'entry'],
    ])
  })

  test('orders that are never filled on the last bar', () => {
    const { fills, orders } = play([ten, ten], { enterLong: '.x' })
    expect(fills).toEqual([])
    expect(orders).toEqual(['market 1 10 accepted'])
  })
})
