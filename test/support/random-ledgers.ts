import fc from 'fast-check'
import { Ledger } from '../../src/simulation/model/ledger.ts'
import { allIn } from '../../src/simulation/model/sizing.ts'
import { toActions } from '../../src/simulation/vector/actions.ts'
import { runLongAllIn } from '../../src/simulation/vector/long-all-in.ts'
import { ledgerOf } from './measured.ts'
import { anyBacktest } from './random-market.ts'

/** A ledger, and the closes that it is measured on. */
export interface RandomLedger {
  ledger: Ledger
  close: number[]
  options: { from: number; to: number; initialAmount: number; periodsPerYear: number; riskFreeRate: number }
}

/** Closes of every kind: jumping, drifting by small steps, standing still, only rising, only falling. */
function closes(bars: number): fc.Arbitrary<number[]> {
  const jump = fc.integer({ min: 100, max: 100_000 })
  const step = fc.integer({ min: -300, max: 300 })
  const shape = fc.constantFrom('jumps', 'walk', 'flat', 'up', 'down')
  return fc
    .tuple(shape, jump, fc.array(fc.tuple(jump, step), { minLength: bars, maxLength: bars }))
    .map(([shape, start, moves]) => {
      let price = start
      return moves.map(([jumped, stepped]) => {
        if (shape === 'jumps') price = jumped
        if (shape === 'walk') price = Math.max(1, price + stepped)
        if (shape === 'up') price += Math.abs(stepped)
        if (shape === 'down') price = Math.max(1, price - Math.abs(stepped))
        return price / 100
      })
    })
}

/**
 * Accounts that go long, short and flat on random bars, several times on one bar too, at prices near the close, and
 * whose trades are any rows at all. Short ones may be ruined.
 */
export const ledgers: fc.Arbitrary<RandomLedger> = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 8, 60, 300), fc.nat(3), fc.nat(3))
  .chain(([bars, before, after]) =>
    fc.record({
      bars: fc.constant(bars),
      before: fc.constant(before),
      close: closes(before + bars + after),
      orders: fc.array(
        fc.record({
          bar: fc.nat(Math.max(0, bars - 1)),
          target: fc.constantFrom(0, 0, 0, 1, 1, 0.5, -0.7, -2),
          slip: fc.integer({ min: -20, max: 20 }),
          fee: fc.constantFrom(0, 1, 7.5),
        }),
        { maxLength: bars === 0 ? 0 : 25 },
      ),
      trades: fc.array(
        fc.record({
          units: fc.integer({ min: 1, max: 50 }),
          entryBar: fc.nat(100),
          entryPrice: fc.integer({ min: 1, max: 500 }),
          exitBar: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 6, arbitrary: fc.nat(200) }),
          pnl: fc.oneof(
            fc.constantFrom(0, 25, -25),
            fc.integer({ min: -900_000, max: 900_000 }).map((cents) => cents / 100),
          ),
        }),
        { maxLength: 12 },
      ),
      initialAmount: fc.constantFrom(100, 10_000),
      periodsPerYear: fc.constantFrom(12, 252, 365),
      riskFreeRate: fc.constantFrom(0, 0.03, -0.01),
    }),
  )
  .map(({ bars, before, close, orders, trades, initialAmount, periodsPerYear, riskFreeRate }) => {
    let cash = initialAmount
    let held = 0
    const fills = orders
      .toSorted((a, b) => a.bar - b.bar)
      .map(({ bar, target, slip, fee }) => {
        const price = close[before + bar] * (1 + slip / 1000)
        const unitsAfter = (target * initialAmount) / price
        const units = unitsAfter - held
        cash -= units * price + fee
        held = unitsAfter
        return { bar: before + bar, units, price, fee, cashAfter: cash, unitsAfter }
      })
    const ledger = ledgerOf(initialAmount, fills, trades)
    ledger.refusedOrders = orders.length
    ledger.ambiguousExits = trades.length
    const options = { from: before, to: before + bars, initialAmount, periodsPerYear, riskFreeRate }
    return { ledger, close, options }
  })

/** Accounts that buy with all their cash and sell all, as the engine books them. */
export const allInLedgers: fc.Arbitrary<RandomLedger> = anyBacktest.map(({ bars, signals, execution, from, to }) => {
  const ledger = new Ledger()
  const { enterLong, exitLong } = signals
  const actions = toActions({ enterLong, exitLong }, bars.length, 'none')
  runLongAllIn(bars, actions, { ...execution, sizing: allIn, scaling: 'none', unitStep: 0 }, { from, to }, ledger)
  const options = { from, to, initialAmount: execution.initialAmount, periodsPerYear: 252, riskFreeRate: 0.02 }
  return { ledger, close: [...bars.close], options }
})
