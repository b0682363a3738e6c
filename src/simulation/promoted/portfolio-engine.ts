import { assert } from '../../base/assert.ts'
import type { Universe } from '../../data/universe.ts'
import { EventEngine } from '../event/engine.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Portfolio } from '../portfolio/portfolio.ts'
import { alignedFeed } from './aligned-feed.ts'
import { Cooldowns } from './cooldowns.ts'
import { PortfolioMoney } from './portfolio-money.ts'
import { PortfolioPosition } from './portfolio-position.ts'
import { PortfolioSteps } from './portfolio-steps.ts'
import { PortfolioStrategy } from './portfolio-strategy.ts'
import { promotedRules } from './promoted.ts'

/**
 * Runs portfolios in the event engine, one after the other over the same universe, as orders and bar by bar (rules F41 to F54). The ledger
 * then holds the run, in the form that the vector engine leaves it in.
 */
export class PromotedPortfolioEngine {
  readonly ledger: Ledger
  private readonly universe: Universe
  private readonly engine: EventEngine

  constructor(universe: Universe, ledger: Ledger) {
    const { aligned, clock, symbols } = universe
    this.ledger = ledger
    this.universe = universe
    this.engine = new EventEngine(
      aligned.map((market, k) => (market.own === null ? symbols[k] : alignedFeed(market, clock))),
      ledger,
      true,
    )
  }

  /** Simulates the bars [from, to) of the portfolio. `name` is told in errors. */
  run(portfolio: Portfolio, from: number, to: number, name = 'portfolio'): void {
    const { engine, universe } = this
    const { broker } = engine
    assert(portfolio.symbols.length === broker.feeds.length, 'a portfolio has the symbols of its universe')
    for (const [k, { execution }] of portfolio.symbols.entries()) broker.feeds[k].costs = execution

    const money = new PortfolioMoney(broker.feeds)
    const cooldowns = new Cooldowns(portfolio.symbols.map(({ actions }) => actions.rules.cooldowns))
    const positions = portfolio.symbols.map(
      (spec, symbol) => new PortfolioPosition({ symbol, spec, feed: broker.feeds[symbol], money, cooldowns }),
    )
    const Promoted = class extends PortfolioStrategy {
      override readonly portfolio = portfolio
      override readonly positions = positions
    }
    Object.defineProperty(Promoted, 'name', { value: name })
    const rules = promotedRules({ ...portfolio.symbols[0].execution, initialAmount: portfolio.initialAmount })
    const steps = new PortfolioSteps(portfolio, { broker, positions, money, time: universe.clock.time }, { from, to })
    engine.run(Promoted, {}, rules, { from, to, steps })
  }
}
