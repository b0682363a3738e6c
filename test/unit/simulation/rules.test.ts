import { describe, expect, test } from 'vitest'
import { equityColumn } from '../../../src/simulation/model/equity.ts'
import type { Execution } from '../../../src/simulation/model/execution.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { allIn, fixedAmount, fixedUnits, fractionOfEquity } from '../../../src/simulation/model/sizing.ts'
import type { StrategySignals } from '../../../src/simulation/model/strategy.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { fillsOf, plainExecution, signalsOf } from '../../support/drawn.ts'
import { barsOf } from '../../support/random-market.ts'

/** The rules of docs/execution-model.md one by one, on bars small enough to check by hand. */

type Row = readonly [open: number, high: number, low: number, close: number]

const flat = (...closes: number[]): Row[] => closes.map((price) => [price, price, price, price])

interface Given extends Partial<Execution> {
  readonly bars: readonly Row[]
  readonly signals: { readonly [K in keyof StrategySignals]: StrategySignals[K] | string }
  readonly from?: number
  readonly to?: number
}

function play({ bars: rows, signals, from = 0, to, ...options }: Given) {
  const bars = barsOf({
    open: rows.map((r) => r[0]),
    high: rows.map((r) => r[1]),
    low: rows.map((r) => r[2]),
    close: rows.map((r) => r[3]),
  })
  const drawn = signalsOf(signals)
  const execution = plainExecution(options)
  const ledger = new Ledger()
  const end = to ?? bars.length
  new VectorEngine(ledger).run(bars, toActions(drawn, bars.length, execution.scaling), execution, from, end)
  return {
    ledger,
    fills: fillsOf(ledger),
    equity: [...equityColumn(ledger, bars.close, from, end, execution.initialAmount)],
  }
}

describe('F1 the fill point', () => {
  const bars: Row[] = [
    [10, 12, 9, 11],
    [20, 22, 19, 21],
    [30, 32, 29, 31],
  ]
  const signals = { enterLong: 'x..' }
  test('next-open is the open of the next bar', () => {
    expect(play({ bars, signals }).fills).toEqual([[1, 1, 20, 'entry']])
  })
  test('next-close is the close of the next bar', () => {
    expect(play({ bars, signals, fillAt: 'next-close' }).fills).toEqual([[1, 1, 21, 'entry']])
  })
  test('close is the close of the signal bar', () => {
    expect(play({ bars, signals, fillAt: 'close' }).fills).toEqual([[0, 1, 11, 'entry']])
  })
})

describe('F2 the edges of the range', () => {
  const bars = flat(10, 11, 12, 13, 14)
  test('a signal before the range is not acted on', () => {
    expect(play({ bars, signals: { enterLong: 'x....' }, from: 1 }).fills).toEqual([])
  })
  test('an order past the last bar of the range is not filled', () => {
    expect(play({ bars, signals: { enterLong: '...x.' }, to: 4 }).fills).toEqual([])
  })
})

describe('F3 to F5 what signals mean', () => {
  const bars = flat(10, 11, 12, 13, 14, 15)
  test('F3 entry and exit of one side on the same bar cancel each other', () => {
    expect(play({ bars, signals: { enterLong: 'x..x..', exitLong: 'x.....' } }).fills).toEqual([[4, 1, 14, 'entry']])
    expect(play({ bars, signals: { enterLong: 'x.x...', exitLong: '..x...' } }).fills).toEqual([[1, 1, 11, 'entry']])
  })
  test('F4 long and short entry on the same bar cancel each other, an exit counts', () => {
    expect(play({ bars, signals: { enterLong: 'x.....', enterShort: 'x.....' } }).fills).toEqual([])
    const kept = play({ bars, signals: { enterLong: 'x.x...', enterShort: '..x...', exitShort: '..x...' } })
    expect(kept.fills).toEqual([[1, 1, 11, 'entry']])
  })
  test('F5 an exit without a position means nothing', () => {
    expect(play({ bars, signals: { enterLong: '...x..', exitLong: 'x.....' } }).fills).toEqual([[4, 1, 14, 'entry']])
  })
  test('F5 an opposite entry reverses in one order, also with the exit on the same bar', () => {
    const signals = { enterLong: 'x.....', exitLong: '..x...', enterShort: '..x...' }
    expect(play({ bars, signals }).fills).toEqual([
      [1, 1, 11, 'entry'],
      [3, -2, 13, 'reversal'],
    ])
  })
})

describe('F6 scaling', () => {
  const bars = flat(10, 10, 10, 10, 10, 10)
  const signals = { enterLong: 'xx....', exitLong: '..xx..' }
  const units = (scaling: Execution['scaling']) => play({ bars, signals, scaling }).fills.map(([, u]) => u)
  test('none ignores an entry in the direction held', () => expect(units('none')).toEqual([1, -1]))
  test('in adds, and an exit closes all', () => expect(units('in')).toEqual([1, 1, -2]))
  test('in-and-out adds, and an exit takes off one entry', () => expect(units('in-and-out')).toEqual([1, 1, -1, -1]))
})

describe('F7 sizing', () => {
  const bars = flat(10, 10, 20, 20)
  const bought = (options: Partial<Execution>) => play({ bars, signals: { enterLong: 'x...' }, ...options }).fills[0][1]
  const costs = { commission: { fraction: 0.25, perUnit: 0, perOrder: 0 } }
  test('allIn spends all cash, commission included', () => expect(bought({ sizing: allIn, ...costs })).toBe(80))
  test('fractionOfEquity spends that share, commission included', () => {
    expect(bought({ sizing: fractionOfEquity(0.5), ...costs })).toBe(40)
  })
  test('fixedAmount buys for that money, commission on top', () =>
    expect(bought({ sizing: fixedAmount(100), ...costs })).toBe(10))
  test('fixedUnits buys that many', () => expect(bought({ sizing: fixedUnits(7), ...costs })).toBe(7))
  test('unitStep rounds down', () => expect(bought({ sizing: allIn, ...costs, unitStep: 30 })).toBe(60))
  test('0.3 is three steps of 0.1, whatever the rounding', () => {
    expect(bought({ sizing: fixedUnits(0.3), unitStep: 0.1 })).toBeCloseTo(0.3, 12)
  })
  test('allIn sells short for the equity, commission included', () => {
    expect(play({ bars, signals: { enterShort: 'x...' }, sizing: allIn, ...costs }).fills[0][1]).toBe(-80)
  })
})

describe('F8 cash', () => {
  test('a purchase is cut to what the cash pays for', () => {
    expect(play({ bars: flat(10, 10), signals: { enterLong: 'x.' }, sizing: fixedUnits(500) }).fills).toEqual([
      [1, 100, 10, 'entry'],
    ])
  })
  test('an entry without cash is refused and counted', () => {
    const { fills, ledger } = play({
      bars: flat(10, 10, 10, 10),
      signals: { enterLong: 'xx..' },
      sizing: allIn,
      scaling: 'in',
    })
    expect(fills).toHaveLength(1)
    expect(ledger.refusedOrders).toBe(1)
    expect(ledger.refusedBar[0]).toBe(2)
  })
  test('a fee per order that is larger than the cash refuses the entry', () => {
    const commission = { fraction: 0, perUnit: 0, perOrder: 2000 }
    expect(play({ bars: flat(10, 10), signals: { enterLong: 'x.' }, commission }).ledger.refusedOrders).toBe(1)
  })
})

test('F9 commission is charged on entry and exit', () => {
  const commission = { fraction: 0.01, perUnit: 0.5, perOrder: 2 }
  const { ledger, equity } = play({
    bars: flat(100, 100, 100, 100),
    signals: { enterLong: 'x...', exitLong: '.x..' },
    commission,
  })
  expect([...ledger.fillFee.subarray(0, 2)]).toEqual([3.5, 3.5])
  expect(equity).toEqual([1000, 996.5, 993, 993])
})

test('F10 a reversal is one order, two trades, and its fee is split by units', () => {
  const commission = { fraction: 0, perUnit: 0, perOrder: 6 }
  const { ledger } = play({
    bars: flat(10, 10, 10, 20, 20),
    signals: { enterLong: 'x....', enterShort: '..x..' },
    commission,
    sizing: fixedUnits(2),
  })
  expect([...ledger.fillFee.subarray(0, 2)]).toEqual([6, 6])
  expect([...ledger.exitFee.subarray(0, 2)]).toEqual([3, 0])
  expect([...ledger.entryFee.subarray(0, 2)]).toEqual([6, 3])
  expect([...ledger.pnl.subarray(0, 2)]).toEqual([11, -3])
})

test('F10 adding averages the entry price, a partial exit keeps it', () => {
  const { ledger } = play({
    bars: flat(10, 10, 20, 30, 30, 30),
    signals: { enterLong: 'xx....', exitLong: '..xx..' },
    scaling: 'in-and-out',
  })
  expect([...ledger.entryPrice.subarray(0, 2)]).toEqual([15, 15])
  expect([...ledger.pnl.subarray(0, 2)]).toEqual([15, 15])
})

describe('F11 to F14 stops', () => {
  const entry = { enterLong: 'x....' }
  const held = (...rows: Row[]): Row[] => [[100, 100, 100, 100], [100, 101, 99, 100], ...rows]

  test('F13 a stop inside the bar fills at the stop', () => {
    const { fills } = play({
      bars: held([98, 98, 90, 92], [92, 92, 92, 92], [92, 92, 92, 92]),
      signals: { ...entry, stopLoss: 0.05 },
    })
    expect(fills[1]).toEqual([2, -1, 95, 'stop-loss'])
  })
  test('F13 a stop gapped over by the open fills at the open', () => {
    const { fills } = play({
      bars: held([93, 98, 90, 92], [92, 92, 92, 92], [92, 92, 92, 92]),
      signals: { ...entry, stopLoss: 0.05 },
    })
    expect(fills[1]).toEqual([2, -1, 93, 'stop-loss'])
  })
  test('F13 a target gapped over by the open fills at the open, even when the bar then falls to the stop', () => {
    const signals = { ...entry, stopLoss: 0.05, takeProfit: 0.1 }
    const { fills, ledger } = play({ bars: held([115, 116, 90, 92], [92, 92, 92, 92], [92, 92, 92, 92]), signals })
    expect(fills[1]).toEqual([2, -1, 115, 'take-profit'])
    expect(ledger.ambiguousExits).toBe(0)
  })
  test('F13 with stop and target inside the bar the stop is taken and counted', () => {
    const signals = { ...entry, stopLoss: 0.05, takeProfit: 0.1 }
    const { fills, ledger } = play({ bars: held([100, 115, 90, 92], [92, 92, 92, 92], [92, 92, 92, 92]), signals })
    expect(fills[1]).toEqual([2, -1, 95, 'stop-loss'])
    expect(ledger.ambiguousExits).toBe(1)
  })
  test('F13 the trailing stop follows the highs of the bars before', () => {
    const { fills } = play({
      bars: held([110, 120, 109, 119], [119, 119, 107, 108], [1, 1, 1, 1]),
      signals: { ...entry, trailingStop: 0.1 },
    })
    expect(fills[1]).toEqual([3, -1, 108, 'trailing-stop'])
  })
  test('F11 a position filled at the open can be stopped on its entry bar', () => {
    const bars = [...flat(100), [100, 100, 90, 100] as Row, ...flat(100, 100, 100)]
    expect(play({ bars, signals: { ...entry, stopLoss: 0.05 } }).fills[1]).toEqual([1, -1, 95, 'stop-loss'])
  })
  test('F11 levels measured from the close start on the bar after the entry', () => {
    const bars = [...flat(100), [100, 200, 90, 200] as Row, [200, 200, 189, 195] as Row, ...flat(195, 195)]
    const { fills } = play({ bars, signals: { ...entry, stopLoss: 0.05 }, stopReference: 'close' })
    expect(fills[1]).toEqual([2, -1, 190, 'stop-loss'])
  })
  test('F11 a short is stopped above and takes its profit below', () => {
    const stopped = play({
      bars: held([101, 106, 101, 101], ...flat(101, 101)),
      signals: { enterShort: 'x....', stopLoss: 0.05 },
    })
    expect(stopped.fills[1]).toEqual([2, 1, 105, 'stop-loss'])
    const paid = play({
      bars: held([101, 101, 88, 101], ...flat(101, 101)),
      signals: { enterShort: 'x....', takeProfit: 0.1 },
    })
    expect(paid.fills[1]).toEqual([2, 1, 90, 'take-profit'])
  })
  test('F12 an exit at the open comes before the stops of the bar', () => {
    const bars = held([97, 97, 90, 92], ...flat(92, 92))
    const signals = { ...entry, exitLong: '.x...', stopLoss: 0.05 }
    expect(play({ bars, signals }).fills[1]).toEqual([2, -1, 97, 'exit'])
    expect(play({ bars, signals, compatibility: 'vectorbt' }).fills[1]).toEqual([2, -1, 95, 'stop-loss'])
  })
  test('F12 a stop comes before a fill at the close', () => {
    const bars = held([97, 97, 90, 92], ...flat(92, 92))
    expect(
      play({ bars, signals: { ...entry, exitLong: '.x...', stopLoss: 0.05 }, fillAt: 'next-close' }).fills,
    ).toEqual([
      [1, 1, 100, 'entry'],
      [2, -1, 95, 'stop-loss'],
    ])
  })
  test('F12 signals of a bar on which a stop filled count, but not with fillAt close', () => {
    const bars = held([97, 97, 90, 92], ...flat(92, 92))
    const signals = { enterLong: 'x.x..', stopLoss: 0.05 }
    expect(play({ bars, signals }).fills[2]).toEqual([3, 1, 92, 'entry'])
    expect(play({ bars, signals, fillAt: 'close' }).fills).toHaveLength(2)
  })
  test('F14 stop loss slips, take profit does not, unless asked for', () => {
    const slippage = { fraction: 0, perUnit: 1 }
    const fall = held([98, 98, 90, 92], ...flat(92, 92))
    const rise = held([101, 120, 101, 101], ...flat(92, 92))
    const price = (bars: Row[], stopSlippage: Execution['stopSlippage']) =>
      play({ bars, signals: { ...entry, stopLoss: 0.05, takeProfit: 0.1 }, slippage, stopSlippage })
        .fills[1][2] as number
    const [stop, target] = [101 * 0.95, 101 * 1.1]
    expect(price(fall, 'market')).toBeCloseTo(stop - 1, 9)
    expect(price(rise, 'market')).toBeCloseTo(target, 9)
    expect(price(rise, 'all')).toBeCloseTo(target - 1, 9)
    expect(price(fall, 'none')).toBeCloseTo(stop, 9)
  })
  test('F14 a sale whose slippage is larger than its price fails', () => {
    expect(() =>
      play({ bars: flat(1, 1), signals: { enterShort: 'x.' }, slippage: { fraction: 0, perUnit: 2 } }),
    ).toThrow(/larger than the price/)
  })
})

describe('F15 targetWeight', () => {
  test('sets the share of the equity, NaN leaves it, 0 closes', () => {
    const targetWeight = [0.5, NaN, 0.25, 0, NaN]
    const { fills } = play({ bars: flat(10, 10, 30, 30, 30), signals: { targetWeight } })
    expect(fills).toEqual([
      [1, 50, 10, 'rebalance'],
      [3, expect.closeTo(-100 / 3, 9), 30, 'rebalance'],
      [4, expect.closeTo(-50 / 3, 9), 30, 'rebalance'],
    ])
  })
  test('buying is cut to the cash', () => {
    expect(play({ bars: flat(10, 10), signals: { targetWeight: [3, NaN] } }).fills).toEqual([[1, 100, 10, 'rebalance']])
  })
  test('does not go with signals', () => {
    expect(() => play({ bars: flat(1, 1), signals: { targetWeight: [1, 1], enterLong: 'x.' } })).toThrow(
      /one or the other/,
    )
  })
})

test('F16 a short that loses all equity is bought back at that close and nothing is traded any more', () => {
  const { fills, equity } = play({ bars: flat(10, 10, 25, 5, 5), signals: { enterShort: 'x.xx.' }, sizing: allIn })
  expect(fills).toEqual([
    [1, -100, 10, 'entry'],
    [2, 100, 25, 'ruin'],
  ])
  expect(equity).toEqual([1000, 1000, -500, -500, -500])
})

test('F16 holds on the bar of the entry, also when its stops do not work yet', () => {
  const bars: Row[] = [...flat(10), [10, 25, 10, 25], ...flat(5, 5)]
  const signals = { enterShort: 'xxx.' }
  const options = { bars, signals, sizing: allIn, stopReference: 'close' } as const
  expect(play(options).fills).toEqual([
    [1, -100, 10, 'entry'],
    [1, 100, 25, 'ruin'],
  ])
  const commission = { fraction: 0, perUnit: 0, perOrder: 600 }
  const atClose = { bars: flat(10, 10, 10), signals: { enterShort: 'x.x' }, fillAt: 'close', commission } as const
  expect(play(atClose).fills.map(([bar, , , reason]) => [bar, reason])).toEqual([[0, 'entry']])
  expect(play({ ...atClose, commission: { ...commission, perOrder: 1000 } }).fills).toEqual([
    [0, -1, 10, 'entry'],
    [0, 1, 10, 'ruin'],
  ])
})

test('F17 an open position is valued at the last close, without an exit fee', () => {
  const commission = { fraction: 0.01, perUnit: 0, perOrder: 0 }
  const { ledger } = play({ bars: flat(10, 10, 12), signals: { enterLong: 'x..' }, commission })
  expect(ledger.tradeCount).toBe(1)
  expect([ledger.exitBar[0], ledger.exitPrice[0], ledger.exitFee[0]]).toEqual([-1, 12, 0])
  expect(ledger.pnl[0]).toBeCloseTo(1.9, 12)
})

describe('toActions refuses', () => {
  const given = (signals: object) => () => toActions(signals as StrategySignals, 2, 'none')
  test('a misspelled signal, with the nearest name', () =>
    expect(given({ enterlong: [true, true] })).toThrow(/Did you mean "enterLong"/))
  test('signals that can never trade', () =>
    expect(given({ exitLong: [true, true] })).toThrow(/neither enterLong nor enterShort/))
  test('a negative stop', () => expect(given({ enterLong: [true, true], stopLoss: -0.1 })).toThrow(/stopLoss is -0.1/))
  test('weights that are not finite', () =>
    expect(given({ targetWeight: [Infinity, NaN] })).toThrow(/Infinity on bar 0/))
  test('nothing at all', () => expect(() => toActions(undefined as never, 2, 'none')).toThrow(/returned undefined/))
})
