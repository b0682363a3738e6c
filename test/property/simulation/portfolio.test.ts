import fc from 'fast-check'
import { expect, test } from 'vitest'
import { portfolioEquity } from '../../../src/simulation/model/equity.ts'
import type { Ledger } from '../../../src/simulation/model/ledger.ts'
import { expectClose } from '../../support/close-to.ts'
import { type PortfolioRun, portfolioEngines, replay } from '../../support/portfolio-engines.ts'
import { anyDrawn, type Drawn, randomPortfolio } from '../../support/random-portfolio.ts'

/** What holds for every portfolio, whatever its rules; most are small, some have 50 symbols. */
const anyPortfolio: fc.Arbitrary<Drawn> = fc.oneof(
  { arbitrary: anyDrawn(8, 25), weight: 40 },
  { arbitrary: anyDrawn(50, 40, 20), weight: 4 },
  { arbitrary: anyDrawn(6, 100), weight: 4 },
)
const [{ run: simulated }] = portfolioEngines // of the vector engine, except where both are meant

test('F18 and F41 equity is cash and positions, and a replay of flows and fills, at every bar', () => {
  let most = 0
  fc.assert(
    fc.property(anyPortfolio, (drawn) => {
      const run = randomPortfolio(drawn)
      const ledger = simulated(run)
      const { booked, replayed } = replay(ledger, run)
      const { portfolio, from, to } = run
      const closes = portfolio.symbols.map(({ market }) => market.close)
      const { equity } = portfolioEquity(ledger, closes, { from, to, initialAmount: portfolio.initialAmount })
      booked.forEach((value, i) => {
        expectClose(replayed[i], value, `replayed equity of bar ${from + i}`)
        expectClose(equity[i], value, `equity of bar ${from + i}`)
      })
      expectClose(profit(ledger), booked.length === 0 ? 0 : gained(ledger, run, booked), 'pnl of the trades')
      most = Math.max(most, new Set(ledger.fillSymbol.subarray(0, ledger.fillCount)).size)
    }),
    { numRuns: 10_000 },
  )
  expect(most).toBeGreaterThan(30)
})

test('F8 and F43 buying never leaves cash below zero when nothing is sold short', () => {
  fc.assert(
    fc.property(anyPortfolio, (drawn) => {
      const ledger = simulated(randomPortfolio({ ...drawn, tame: true }))
      for (let k = 0; k < ledger.fillCount; k++) {
        if (ledger.fillUnits[k] > 0 && ledger.fillPrice[k] > 0) expect(ledger.cashAfter[k]).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 1500 },
  )
})

test('F1 and F41 what happens up to a bar does not change when later bars are appended', () => {
  fc.assert(
    fc.property(anyPortfolio, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, share) => {
      const run = randomPortfolio(drawn)
      const to = run.from + Math.floor((run.to - run.from) * share)
      for (const engine of portfolioEngines) {
        expect(before(to, engine.run(cut(run, to))), engine.name).toEqual(before(to, engine.run(run)))
      }
    }),
    { numRuns: 500 },
  )
})

/** The run with nothing left of its bars from `to` on. */
function cut({ universe, portfolio, from }: PortfolioRun, to: number): PortfolioRun {
  const until = universe.until(to)
  const symbols = portfolio.symbols.map((symbol, k) => ({ ...symbol, market: until.aligned[k] }))
  const events = portfolio.events.filter(({ bar }) => bar < to)
  return { universe: until, portfolio: { ...portfolio, symbols, events }, from, to }
}

/** Fills, flows and refusals of the bars before `to`, and the trades closed on them. */
function before(to: number, ledger: Ledger): unknown {
  const rows = (count: number, bars: ArrayLike<number>) =>
    Array.from({ length: count }, (_, k) => k).filter((k) => bars[k] >= 0 && bars[k] < to)
  const { fillCount, fillBar, flowCount, flowBar, tradeCount, exitBar } = ledger
  return {
    fills: rows(fillCount, fillBar).map((k) => [
      fillBar[k],
      ledger.fillSymbol[k],
      ledger.fillUnits[k],
      ledger.fillPrice[k],
      ledger.fillFee[k],
      ledger.cashAfter[k],
    ]),
    flows: rows(flowCount, flowBar).map((k) => [flowBar[k], ledger.flowAmount[k]]),
    refused: rows(ledger.refusedOrders, ledger.refusedBar).map((k) => ledger.refusedBar[k]),
    trades: rows(tradeCount, exitBar).map((k) => [exitBar[k], ledger.tradeSymbol[k], ledger.pnl[k]]),
  }
}

/** Of all trades, open ones at their last close. */
function profit(ledger: Ledger): number {
  return ledger.pnl.subarray(0, ledger.tradeCount).reduce((sum, pnl) => sum + pnl, 0)
}

/** Equity at the end less what was put in. */
function gained(ledger: Ledger, { portfolio }: PortfolioRun, equity: Float64Array): number {
  const flows = ledger.flowAmount.subarray(0, ledger.flowCount).reduce((sum, amount) => sum + amount, 0)
  return equity[equity.length - 1] - portfolio.initialAmount - flows
}
