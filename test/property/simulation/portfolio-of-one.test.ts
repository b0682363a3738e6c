import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Universe } from '../../../src/data/universe.ts'
import { fillReasons } from '../../../src/simulation/model/account.ts'
import { Ledger } from '../../../src/simulation/model/ledger.ts'
import { symbolActions } from '../../../src/simulation/portfolio/actions.ts'
import { PortfolioEngine } from '../../../src/simulation/portfolio/engine.ts'
import { toActions } from '../../../src/simulation/vector/actions.ts'
import { VectorEngine } from '../../../src/simulation/vector/engine.ts'
import { anyBacktest } from '../../support/random-market.ts'

const anyShared = anyBacktest.map(({ execution, ...rest }) => ({
  ...rest,
  execution: { ...execution, compatibility: 'none' as const },
}))

test('F41 a portfolio of one symbol without rules has the ledger of the engine for one symbol, to the last bit', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(anyShared, ({ bars, signals, execution, from, to }) => {
      const { targetWeight, stopLoss, takeProfit, trailingStop, ...sides } = signals
      const given = { ...(targetWeight === null ? sides : { targetWeight }), stopLoss, takeProfit, trailingStop }
      const alone = new Ledger()
      new VectorEngine(alone).runAny(bars, toActions(given, bars.length, execution.scaling), execution, from, to)

      const [market] = Universe.of([bars]).aligned
      const rules = execution.scaling === 'none' ? {} : { maxEntries: Infinity }
      const actions = symbolActions(given, rules, market, bars.length)
      const symbol = { market, actions, execution, size: execution.sizing as never, volatility: null }
      const { initialAmount } = execution
      const together = new Ledger()
      new PortfolioEngine(together).run({ symbols: [symbol], initialAmount, periodsPerYear: 252, events: [] }, from, to)

      for (const reason of contents(alone).fills.map(([reason]) => reason))
        seen.set(String(reason), (seen.get(String(reason)) ?? 0) + 1)
      expect(contents(together)).toEqual(contents(alone))
    }),
    { numRuns: 4000 },
  )
  for (const reason of [
    'entry',
    'exit',
    'reversal',
    'rebalance',
    'stop-loss',
    'take-profit',
    'trailing-stop',
    'ruin',
  ]) {
    expect(seen.get(reason), reason).toBeGreaterThan(10)
  }
})

function contents(ledger: Ledger) {
  return {
    fills: Array.from({ length: ledger.fillCount }, (_, k) => [
      fillReasons[ledger.fillReason[k]],
      ledger.fillBar[k],
      ledger.fillUnits[k],
      ledger.fillPrice[k],
      ledger.fillFee[k],
      ledger.cashAfter[k],
      ledger.unitsAfter[k],
    ]),
    trades: Array.from({ length: ledger.tradeCount }, (_, k) => [
      ledger.entryBar[k],
      ledger.exitBar[k],
      ledger.tradeUnits[k],
      ledger.pnl[k],
    ]),
    refused: Array.from(ledger.refusedBar.subarray(0, ledger.refusedOrders)),
    ambiguous: ledger.ambiguousExits,
  }
}
