import { describe, expect, test } from 'vitest'
import { expectNear, ledgerOf, measured, type TradeRow, type Values } from '../../support/measured.ts'

function ofTrades(trades: readonly TradeRow[]): Values {
  return measured(ledgerOf(100, [], trades), [1, 1, 1])
}

const average = ['winRate', 'expectancy', 'payoffRatio', 'profitFactor', 'sqn', 'kelly', 'averageTrade']
const extremes = ['averageTradeReturn', 'averageTradeDuration', 'bestTrade', 'worstTrade']

describe('five trades, one of them open', () => {
  const values = ofTrades([
    { pnl: 300, units: 10, entryPrice: 100, entryBar: 0, exitBar: 4 },
    { pnl: -100, units: 5, entryPrice: 50, entryBar: 5, exitBar: 6 },
    { pnl: 100, units: 20, entryPrice: 10, entryBar: 7, exitBar: 17 },
    { pnl: -50, units: 1, entryPrice: 100, entryBar: 20, exitBar: 20 },
    { pnl: 9999, entryBar: 21, exitBar: -1 },
  ])

  test('trades counts the open one, everything else only the closed ones', () => {
    expect(values.trades).toBe(5)
    expect(values.winRate).toBe(0.5)
    expect(values.bestTrade).toBe(300)
    expect(values.worstTrade).toBe(-100)
  })

  test('profitFactor is 400 won over 150 lost', () => {
    expectNear(values.profitFactor, 400 / 150, 'profitFactor')
  })

  test('payoffRatio is the mean win of 200 over the mean loss of 75', () => {
    expectNear(values.payoffRatio, 200 / 75, 'payoffRatio')
  })

  test('kelly is W - (1 - W) / payoffRatio', () => {
    expectNear(values.kelly, 0.5 - 0.5 / (200 / 75), 'kelly')
  })

  test('expectancy and averageTrade are 62.50', () => {
    expect(values.expectancy).toBe(62.5)
    expect(values.averageTrade).toBe(62.5)
  })

  test('sqn is sqrt(4) times the mean over the sample deviation', () => {
    const squares = 237.5 ** 2 + 162.5 ** 2 + 37.5 ** 2 + 112.5 ** 2
    expectNear(values.sqn, (2 * 62.5) / Math.sqrt(squares / 3), 'sqn')
  })

  test('averageTradeReturn weighs every trade by what it bought', () => {
    expectNear(values.averageTradeReturn, (300 / 1000 - 100 / 250 + 100 / 200 - 50 / 100) / 4, 'averageTradeReturn')
  })

  test('averageTradeDuration is in bars; in and out on one bar is 0', () => {
    expect(values.averageTradeDuration).toBe((4 + 1 + 10 + 0) / 4)
  })
})

describe('edges', () => {
  test('no trades: 0 trades, the averages are null', () => {
    const values = ofTrades([])
    expect(values).toMatchObject({ trades: 0, feesPaid: 0, exposure: 0, turnover: 0 })
    for (const name of [...average, ...extremes]) expect(values[name], name).toBeNull()
  })

  test('only an open trade: 1 trade, the averages are null', () => {
    const values = ofTrades([{ pnl: 50, exitBar: -1 }])
    expect(values.trades).toBe(1)
    for (const name of [...average, ...extremes]) expect(values[name], name).toBeNull()
  })

  test('only wins: profitFactor and payoffRatio are Infinity, kelly is 1', () => {
    const values = ofTrades([{ pnl: 5 }, { pnl: 15 }])
    expect(values).toMatchObject({
      winRate: 1,
      profitFactor: Infinity,
      payoffRatio: Infinity,
      kelly: 1,
      expectancy: 10,
    })
  })

  test('only losses: profitFactor and payoffRatio are 0, kelly is -Infinity', () => {
    const values = ofTrades([{ pnl: -5 }, { pnl: -15 }])
    expect(values).toMatchObject({ winRate: 0, profitFactor: 0, payoffRatio: 0, kelly: -Infinity, expectancy: -10 })
  })

  test('a trade that breaks even is neither a win nor a loss, and counts in the win rate', () => {
    const even = ofTrades([{ pnl: 0 }, { pnl: 0 }])
    expect(even).toMatchObject({ winRate: 0, profitFactor: null, payoffRatio: null, kelly: null, averageTrade: 0 })
    // W = 1/3, so the two others weigh 2/3 of the mean loss of 10: the formula, not the mean.
    const values = ofTrades([{ pnl: 40 }, { pnl: 0 }, { pnl: -10 }])
    expectNear(values.expectancy, 40 / 3 - 20 / 3, 'expectancy')
    expect(values.averageTrade).toBe(10)
  })

  test('sqn(one trade) and sqn(trades that all won the same) are null', () => {
    expect(ofTrades([{ pnl: 5 }]).sqn).toBeNull()
    expect(ofTrades([{ pnl: 0.1 }, { pnl: 0.3 - 0.2 }, { pnl: 0.1 }]).sqn).toBeNull()
    const sameMove = [100.2, 1000.2, 3000.2].map((entryPrice) => ({ entryPrice, pnl: entryPrice + 0.1 - entryPrice }))
    expect(new Set(sameMove.map(({ pnl }) => pnl)).size).toBe(3)
    expect(ofTrades(sameMove).sqn).toBeNull()
  })
})

test('refusedOrders and ambiguousExits are those of the ledger', () => {
  const ledger = ledgerOf(100, [])
  ledger.refusedOrders = 3
  ledger.ambiguousExits = 2
  expect(measured(ledger, [1, 1])).toMatchObject({ refusedOrders: 3, ambiguousExits: 2 })
})

test('turnover(equity that is on average not positive) is null', () => {
  expect(measured(ledgerOf(100, [{ bar: 0, units: -10, price: 10 }]), [50, 50, 50]).turnover).toBeNull()
})
