import type { Universe } from '../../src/data/universe.ts'
import { Ledger } from '../../src/simulation/model/ledger.ts'
import { PortfolioEngine } from '../../src/simulation/portfolio/engine.ts'
import type { Portfolio } from '../../src/simulation/portfolio/portfolio.ts'
import { PromotedPortfolioEngine } from '../../src/simulation/promoted/portfolio-engine.ts'

/** One backtest of several symbols on the bars [from, to) of its universe. */
export interface PortfolioRun {
  readonly universe: Universe
  readonly portfolio: Portfolio
  readonly from: number
  readonly to: number
}

export interface PortfolioRunner {
  readonly name: string
  run(run: PortfolioRun): Ledger
}

/** Both engines, for tests that hold for each. */
export const portfolioEngines: readonly [vector: PortfolioRunner, event: PortfolioRunner] = [
  {
    name: 'vector',
    run({ portfolio, from, to }: PortfolioRun): Ledger {
      const ledger = new Ledger()
      new PortfolioEngine(ledger).run(portfolio, from, to)
      return ledger
    },
  },
  {
    name: 'event',
    run({ universe, portfolio, from, to }: PortfolioRun): Ledger {
      const ledger = new Ledger()
      new PromotedPortfolioEngine(universe, ledger).run(portfolio, from, to)
      return ledger
    },
  },
]

/** Equity at the close of every bar of a run, in two ways that must agree. */
export interface Replay {
  /** The cash and the units that the ledger says were there after each fill, at the last closes. */
  readonly booked: Float64Array
  /** The initial amount with every flow and fill applied again: units × price and fee. */
  readonly replayed: Float64Array
  /** The cash of `booked`. */
  readonly cash: Float64Array
}

export function replay(ledger: Ledger, { portfolio, from, to }: PortfolioRun): Replay {
  const { symbols, initialAmount } = portfolio
  const booked = new Float64Array(to - from)
  const replayed = new Float64Array(to - from)
  const cashes = new Float64Array(to - from)
  const units = symbols.map(() => 0)
  const replayedUnits = symbols.map(() => 0)
  let cash = initialAmount
  let replayedCash = initialAmount
  let fill = 0
  let flow = 0
  for (let t = from; t < to; t++) {
    for (; flow < ledger.flowCount && ledger.flowBar[flow] <= t; flow++) {
      cash += ledger.flowAmount[flow]
      replayedCash += ledger.flowAmount[flow]
    }
    for (; fill < ledger.fillCount && ledger.fillBar[fill] <= t; fill++) {
      const symbol = ledger.fillSymbol[fill]
      cash = ledger.cashAfter[fill]
      units[symbol] = ledger.unitsAfter[fill]
      replayedCash -= ledger.fillUnits[fill] * ledger.fillPrice[fill] + ledger.fillFee[fill]
      replayedUnits[symbol] += ledger.fillUnits[fill]
    }
    const worth = (held: readonly number[]) =>
      held.reduce((sum, count, k) => (count === 0 ? sum : sum + count * symbols[k].market.close[t]), 0)
    cashes[t - from] = cash
    booked[t - from] = cash + worth(units)
    replayed[t - from] = replayedCash + worth(replayedUnits)
  }
  return { booked, replayed, cash: cashes }
}
