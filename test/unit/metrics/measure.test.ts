import { describe, expect, test } from 'vitest'
import { MeasureScratch } from '../../../src/metrics/measure.ts'
import { expectNear, ledgerOf, measured } from '../../support/measured.ts'

const close = [10, 11, 12, 9, 9, 12, 15, 15]

describe('equity between fills', () => {
  test('before the first fill the equity is the initial amount', () => {
    const values = measured(ledgerOf(100, [{ bar: 7, units: 2, price: 15 }]), close)
    expect(values).toMatchObject({ totalReturn: 0, finalValue: 100, maxDrawdown: 0, bestReturn: 0, worstReturn: 0 })
    expect(values.exposure).toBe(1 / 8)
  })

  test('a position is valued at every close, from the bar of its fill on', () => {
    // Bought 5 at 10.50 on bar 1 for a fee of 2.50: cash 45, equity 100 | 100, 105, 90, 90, 105 | sold at 14: 115, 115.
    const fills = [
      { bar: 1, units: 5, price: 10.5, fee: 2.5 },
      { bar: 6, units: -5, price: 14 },
    ]
    const values = measured(ledgerOf(100, fills), close)
    expect(values.finalValue).toBe(115)
    expectNear(values.totalReturn, 0.15, 'totalReturn')
    expectNear(values.maxDrawdown, 15 / 105, 'maxDrawdown')
    expectNear(values.bestReturn, 105 / 90 - 1, 'bestReturn')
    expectNear(values.worstReturn, 90 / 105 - 1, 'worstReturn')
    expectNear(values.exposure, 5 / 8, 'exposure')
    expect(values.feesPaid).toBe(2.5)
    const meanEquity = (100 + 100 + 105 + 90 + 90 + 105 + 115 + 115) / 8
    expectNear(values.turnover, (((52.5 + 70) / meanEquity) * 252) / 8, 'turnover')
  })

  test('of several fills on one bar the last counts', () => {
    const reversed = [
      { bar: 2, units: 5, price: 12 },
      { bar: 2, units: -5, price: 12 },
      { bar: 2, units: -4, price: 12 },
    ]
    expect(measured(ledgerOf(100, reversed), close).finalValue).toBe(100 + 4 * 12 - 4 * 15)
    expect(measured(ledgerOf(100, reversed), close).exposure).toBe(6 / 8)

    const inAndOut = reversed.slice(0, 2).map((fill) => ({ ...fill, fee: 1 }))
    expect(measured(ledgerOf(100, inAndOut), close)).toMatchObject({ finalValue: 98, exposure: 0, totalReturn: -0.02 })
  })

  test('fills on the first and on the last bar count', () => {
    const fills = [
      { bar: 0, units: 1, price: 10 },
      { bar: 7, units: -1, price: 20 },
    ]
    expect(measured(ledgerOf(100, fills), close)).toMatchObject({ finalValue: 110, exposure: 7 / 8 })
  })

  test('bars outside of [from, to) are not looked at', () => {
    const ledger = ledgerOf(100, [{ bar: 3, units: 10, price: 9 }])
    const inside = measured(ledger, close, { from: 2, to: 6 })
    const poisoned = [NaN, NaN, 12, 9, 9, 12, NaN, NaN]
    expect(measured(ledger, poisoned, { from: 2, to: 6 })).toEqual(inside)
    expect(inside.finalValue).toBe(130)
    expect(inside.exposure).toBe(3 / 4)
  })

  test('no bars: nothing was won, and what needs a bar is null', () => {
    expect(measured(ledgerOf(100, []), close, { from: 4, to: 4 })).toMatchObject({
      totalReturn: 0,
      cagr: null,
      sharpe: null,
      volatility: null,
      maxDrawdown: 0,
      maxDrawdownDuration: 0,
      ulcerIndex: null,
      valueAtRisk: null,
      conditionalValueAtRisk: null,
      tailRatio: null,
      bestReturn: null,
      worstReturn: null,
      finalValue: 100,
      exposure: 0,
      turnover: 0,
    })
  })
})

describe('ruin', () => {
  test('equity at zero or below: a return of -1 or less, then zeros', () => {
    // Short 10 at 10 with 100: equity 100, 90, 80, 110, 110, 80, 50; then the price triples and the equity is -150.
    const closes = [10, 11, 12, 9, 9, 12, 15, 35, 35, 34]
    const values = measured(ledgerOf(100, [{ bar: 0, units: -10, price: 10 }]), closes)
    expect(values.finalValue).toBe(-140)
    expect(values.worstReturn).toBe(-150 / 50 - 1)
    expectNear(values.maxDrawdown, 1 + 150 / 110, 'maxDrawdown')
    expect(values.cagr).toBeNull()
    expect(values.calmar).toBeNull()
    // The only gain is 80 -> 110; the bars that follow the ruin add nothing.
    const returns = [0, 90 / 100 - 1, 80 / 90 - 1, 110 / 80 - 1, 0, 80 / 110 - 1, 50 / 80 - 1, -4, 0, 0]
    const losses = returns.filter((r) => r < 0).reduce((a, r) => a - r, 0)
    expectNear(values.omega, (110 / 80 - 1) / losses, 'omega')
  })

  test('equity of exactly zero gives no NaN and no infinity', () => {
    const values = measured(ledgerOf(100, [{ bar: 0, units: -10, price: 10 }]), [10, 20, 20, 20])
    expect(values).toMatchObject({ finalValue: 0, totalReturn: -1, worstReturn: -1, maxDrawdown: 1, cagr: null })
    expect(values.sharpe).toBeLessThan(0)
  })
})

describe('measure(wrong input)', () => {
  test('says that backsweep is wrong when a fill lies outside of the bars or before another', () => {
    const at = (...bars: number[]) =>
      ledgerOf(
        100,
        bars.map((bar) => ({ bar, units: 1, price: 10 })),
      )
    expect(() => measured(at(1), close, { from: 2 })).toThrow(/fills are in order/)
    expect(() => measured(at(6), close, { to: 6 })).toThrow(/fills are in order/)
    expect(() => measured(at(3, 2), close)).toThrow(/fills are in order/)
  })

  test('says that backsweep is wrong when the equity is not a number', () => {
    expect(() => measured(ledgerOf(100, [{ bar: 0, units: 1, price: 10 }]), [10, NaN, 11])).toThrow(/finite/)
    expect(() => measured(ledgerOf(100, [{ bar: 0, units: 1e300, price: 1 }]), [1, 1e10, 1])).toThrow(/finite/)
  })

  test('says that backsweep is wrong when bars, account or year make no sense', () => {
    const none = ledgerOf(100, [])
    for (const options of [{ from: -1 }, { to: 9 }, { from: 5, to: 4 }, { initialAmount: 0 }, { periodsPerYear: 0 }]) {
      expect(() => measured(none, close, options), JSON.stringify(options)).toThrow(/backsweep is wrong/)
    }
  })
})

test('measure(scratch used before for more bars) forgets them', () => {
  const scratch = new MeasureScratch()
  const long = ledgerOf(100, [{ bar: 0, units: 9, price: 10 }])
  const short = ledgerOf(100, [{ bar: 1, units: 3, price: 11 }])
  measured(long, close, {}, 'default', scratch)
  expect(measured(short, close.slice(0, 4), {}, 'default', scratch)).toEqual(measured(short, close.slice(0, 4)))
})
