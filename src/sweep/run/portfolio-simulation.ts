import { BacksweepError } from '../../base/errors.ts'
import type { Column } from '../../data/column.ts'
import type { AlignedBars, Universe } from '../../data/universe.ts'
import type { Execution } from '../../simulation/model/execution.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
import { type PositionRules, resolveRules } from '../../simulation/model/position-rules.ts'
import type { PositionSize } from '../../simulation/model/sizing.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { type SymbolActions, symbolActions, weightActions } from '../../simulation/portfolio/actions.ts'
import { PortfolioEngine } from '../../simulation/portfolio/engine.ts'
import type { Portfolio, ScheduledEvent } from '../../simulation/portfolio/portfolio.ts'
import { schedule } from '../../simulation/portfolio/schedule.ts'
import type { Views } from '../../simulation/portfolio/views.ts'
import { PromotedPortfolioEngine } from '../../simulation/promoted/portfolio-engine.ts'
import { refuseInfinite } from '../../simulation/vector/actions.ts'
import type { PortfolioTerms } from '../plan/portfolio-options.ts'
import { type ColumnStrategy, isPortfolioStrategy } from '../plan/sweep-strategy.ts'
import { calledFor } from './called.ts'
import type { Job } from './job.ts'
import type { BarRange, Simulation } from './simulation.ts'

const noStops = { stopLoss: 0, takeProfit: 0, trailingStop: 0 }

/** Several symbols with one account, or one symbol with position rules, in either engine. */
export class PortfolioSimulation implements Simulation {
  closes: readonly Column[] = []
  private readonly strategy: ColumnStrategy
  private readonly job: Job
  private readonly terms: PortfolioTerms
  private readonly ledger: Ledger
  private engine: PortfolioEngine | PromotedPortfolioEngine
  private universe!: Universe
  private views!: Views
  private executions: readonly Execution[] = []
  private readonly volatilities = new Map<string, Column>()
  private events: { readonly from: number; readonly to: number; readonly list: readonly ScheduledEvent[] } | null = null

  constructor(strategy: ColumnStrategy, job: Job, terms: PortfolioTerms, ledger: Ledger) {
    this.strategy = strategy
    this.job = job
    this.terms = terms
    this.ledger = ledger
    this.engine = new PortfolioEngine(ledger)
  }

  see(universe: Universe, views: Views): void {
    this.universe = universe
    this.views = views
    this.closes = universe.aligned.map(({ close }) => close)
    if (this.job.engine === 'event') this.engine = new PromotedPortfolioEngine(universe, this.ledger)
    this.volatilities.clear()
    this.events = null
    const { execution } = this.job
    this.executions = universe.symbols.map(({ symbol }) => {
      const costs = this.terms.costs[symbol]
      const { commission, slippage } = execution
      return { ...execution, commission: costs?.commission ?? commission, slippage: costs?.slippage ?? slippage }
    })
  }

  run(parameters: Parameters, { from, to }: BarRange): null {
    const { universe, job } = this
    const actions = this.actionsOf(parameters)
    const symbols = universe.aligned.map((market, k) => {
      const size = this.sizeOf(actions[k])
      const volatility = size.kind === 'volatility' ? this.volatilityOf(k, size.period) : null
      return { market, actions: actions[k], execution: this.executions[k], size, volatility }
    })
    const { initialAmount } = job.execution
    const { periodsPerYear } = job
    const portfolio: Portfolio = { symbols, initialAmount, periodsPerYear, events: this.eventsOf(from, to) }
    this.engine.run(portfolio, from, to)
    return null
  }

  /** What the strategy wants to do in every symbol. */
  private actionsOf(parameters: Parameters): SymbolActions[] {
    const { strategy, universe, views } = this
    const { aligned, symbols } = universe
    if (isPortfolioStrategy(strategy)) {
      const weights = calledFor('weights', () => strategy.weights({ ...views.portfolio() }, parameters))
      const columns = checkedWeights(weights, universe)
      return columns.map((column, k) => {
        const rules = resolveRules(this.rulesOf(parameters, symbols[k].symbol), noStops)
        refuseInfinite('A weight', column)
        return weightActions(column, rules)
      })
    }
    return symbols.map((bars, k) => {
      const rules = this.rulesOf(parameters, bars.symbol)
      if (bars.length === 0) return idle(aligned[k], rules)
      const signals = calledFor('signals', () => strategy.signals({ ...views.context(k) }, parameters))
      return symbolActions(signals, rules, aligned[k], bars.length)
    })
  }

  private rulesOf(parameters: Parameters, symbol: string): PositionRules {
    const { strategy, job } = this
    const rules = strategy.rules === undefined ? {} : calledFor('rules', () => strategy.rules!(parameters, symbol))
    const { scaling } = job.execution
    if (scaling === 'none') return rules
    const own = (['maxEntries', 'entryParts', 'exitParts'] as const).find((rule) => rules[rule] !== undefined)
    if (own === undefined) return { ...rules, maxEntries: Infinity }
    throw new BacksweepError(
      'signal-invalid',
      `rules() says ${own}, but scaling is "${scaling}": leave one of them out.`,
    )
  }

  private sizeOf({ rules }: SymbolActions): PositionSize {
    const { size } = this.terms
    const chosen = rules.sizing ?? size ?? equalParts(this.universe.symbols.length)
    if (chosen.kind === 'risk' && rules.nearestStop === 0) {
      throw new BacksweepError(
        'signal-invalid',
        'sizing is riskOfEquity without a stop loss: add a stopLoss that is not trailing: it sizes by it.',
      )
    }
    return chosen
  }

  /** Standard deviation of a symbol's last bar returns, on the bars of the portfolio (F44). */
  private volatilityOf(k: number, period: number): Column {
    const key = `${k} ${period}`
    const known = this.volatilities.get(key)
    if (known !== undefined) return known
    const { bars, ta } = this.views.context(k)
    const returns = Float64Array.from(bars.close, (close, t) => (t === 0 ? NaN : close / bars.close[t - 1] - 1))
    const deviation = ta.stdDev(returns, period)
    const { own } = this.universe.aligned[k]
    const found = own === null ? deviation : Float64Array.from(own, (bar) => (bar < 0 ? NaN : deviation[bar]))
    this.volatilities.set(key, found)
    return found
  }

  private eventsOf(from: number, to: number): readonly ScheduledEvent[] {
    if (this.events === null || this.events.from !== from || this.events.to !== to) {
      const { cashFlows, corporateActions } = this.terms
      this.events = { from, to, list: schedule(this.universe, cashFlows, corporateActions, { from, to }) }
    }
    return this.events.list
  }
}

function equalParts(symbols: number): PositionSize {
  return symbols === 1 ? { kind: 'all-in' } : { kind: 'fraction', fraction: 1 / symbols }
}

/** A symbol whose first bar is still to come. */
function idle({ close }: AlignedBars, rules: PositionRules): SymbolActions {
  return weightActions(new Float64Array(close.length).fill(NaN), resolveRules(rules, noStops))
}

/** What `weights()` returned as one column for each symbol; 'signal-invalid' when it is not that. */
export function checkedWeights(
  weights: readonly (Column | readonly number[])[],
  { symbols, clock }: Universe,
): Float64Array[] {
  if (!Array.isArray(weights) || weights.length !== symbols.length) {
    const found = Array.isArray(weights) ? `${weights.length} columns` : String(weights)
    throw new BacksweepError(
      'signal-invalid',
      `weights() returned ${found} for ${symbols.length} symbols: return a list with one column for each, in the order of context.symbols.`,
    )
  }
  return weights.map((column, k) => {
    if (column?.length !== clock.length) {
      throw new BacksweepError(
        'signal-invalid',
        `weights() has ${column?.length} values for ${symbols[k].symbol} and the portfolio has ${clock.length} bars: return one per bar; align() brings a symbol's column onto them.`,
      )
    }
    return column instanceof Float64Array ? column : Float64Array.from(column)
  })
}
