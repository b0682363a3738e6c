import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillReasons } from '../../../src/simulation/model/account.ts'
import type { Ledger } from '../../../src/simulation/model/ledger.ts'
import { expectClose } from '../../support/close-to.ts'
import { portfolioEngines, replay } from '../../support/portfolio-engines.ts'
import { anyDrawn, randomPortfolio } from '../../support/random-portfolio.ts'

const [vectorEngine, eventEngine] = portfolioEngines

test('F41 to F54 both engines give the same fills, trades, refusals, flows and equity of a portfolio', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(anyDrawn(6, 60), (drawn) => {
      const run = randomPortfolio(drawn)
      const vector = vectorEngine.run(run)
      const event = eventEngine.run(run)
      for (const reason of reasonsOf(vector)) seen.set(reason, (seen.get(reason) ?? 0) + 1)

      expect(fillsOf(event)).toEqual(fillsOf(vector))
      for (let k = 0; k < vector.fillCount; k++) {
        for (const column of ['fillUnits', 'fillPrice', 'fillFee', 'cashAfter', 'unitsAfter'] as const) {
          expectClose(event[column][k], vector[column][k], `${column} ${k}`)
        }
      }
      expect(event.tradeCount).toBe(vector.tradeCount)
      for (let k = 0; k < vector.tradeCount; k++) {
        for (const column of ['tradeSymbol', 'tradeSide', 'entryBar', 'exitBar'] as const) {
          expect(event[column][k], `${column} ${k}`).toBe(vector[column][k])
        }
        for (const column of ['tradeUnits', 'entryPrice', 'entryFee', 'exitPrice', 'exitFee', 'pnl'] as const) {
          expectClose(event[column][k], vector[column][k], `${column} ${k}`)
        }
      }
      expect(refusalsOf(event)).toEqual(refusalsOf(vector))
      expect(event.ambiguousExits).toBe(vector.ambiguousExits)
      const flows = flowsOf(vector)
      expect(flowsOf(event).size).toBe(flows.size)
      for (const [bar, amount] of flowsOf(event)) expectClose(amount, flows.get(bar) ?? NaN, `flow of bar ${bar}`)
      const wanted = replay(vector, run).booked
      replay(event, run).booked.forEach((value, i) => {
        expectClose(value, wanted[i], `equity of bar ${i}`)
      })
    }),
    { numRuns: 2000 },
  )
  for (const reason of fillReasons) if (reason !== 'interest') expect(seen.get(reason), reason).toBeGreaterThan(10)
})

/** Bar, symbol and reason of every fill. */
function fillsOf(ledger: Ledger): string[] {
  const reasons = reasonsOf(ledger)
  return reasons.map((reason, k) => `${ledger.fillBar[k]} ${ledger.fillSymbol[k]} ${reason}`)
}

function reasonsOf(ledger: Ledger): string[] {
  return Array.from(ledger.fillReason.subarray(0, ledger.fillCount), (reason) => fillReasons[reason])
}

function refusalsOf(ledger: Ledger): number[] {
  return Array.from(ledger.refusedBar.subarray(0, ledger.refusedOrders))
}

/** What was paid in and out, by bar. */
function flowsOf(ledger: Ledger): Map<number, number> {
  const flows = new Map<number, number>()
  for (let k = 0; k < ledger.flowCount; k++) {
    flows.set(ledger.flowBar[k], (flows.get(ledger.flowBar[k]) ?? 0) + ledger.flowAmount[k])
  }
  return flows
}
