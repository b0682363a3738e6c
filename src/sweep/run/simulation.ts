import type { Column } from '../../data/column.ts'
import type { Universe } from '../../data/universe.ts'
import type { CloseSums } from '../../metrics/close-sums.ts'
import type { BrokerRules } from '../../simulation/event/broker-rules.ts'
import { EventEngine, type StrategyConstructor } from '../../simulation/event/engine.ts'
import type { StrategyClass } from '../../simulation/event/run-event-backtest.ts'
import type { Strategy } from '../../simulation/event/strategy.ts'
import type { Execution } from '../../simulation/model/execution.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters, StrategyContext, StrategySignals, VectorStrategy } from '../../simulation/model/strategy.ts'
import type { Views } from '../../simulation/portfolio/views.ts'
import { promoted, promotedRules } from '../../simulation/promoted/promoted.ts'
import { type Actions, ActionWords, toActions } from '../../simulation/vector/actions.ts'
import { VectorEngine } from '../../simulation/vector/engine.ts'
import { type ColumnStrategy, isEventDriven, type SweepStrategy } from '../plan/sweep-strategy.ts'
import { calledFor } from './called.ts'
import type { Job } from './job.ts'
import { PortfolioSimulation } from './portfolio-simulation.ts'
import { type Screened, Screening } from './screening.ts'

export interface BarRange {
  readonly from: number
  readonly to: number
}

/** A strategy in its engine: fills a ledger with one backtest after the other. */
export interface Simulation {
  /** Says what the next backtests see: bars up to the end of their range, and indicators over them. */
  see(universe: Universe, views: Views): void
  /**
   * Runs the bars [from, to). Throws what went wrong.
   *
   * @param sums of the range, when they are enough for what is to be measured: then a simulation may return what it comes to, and leave the ledger
   */
  run(parameters: Parameters, range: BarRange, sums: CloseSums | null): Screened | null
  /** Closes of the symbols of a portfolio on its bars; null when the ledger is that of one symbol. */
  readonly closes: readonly Column[] | null
}

export function simulationOf(job: Job, strategy: SweepStrategy, ledger: Ledger): Simulation {
  const { broker, engine, execution } = job
  if (isEventDriven(strategy) && broker !== null) return new EventSimulation(strategy, broker, ledger)
  if (job.portfolio !== null) {
    return new PortfolioSimulation(strategy as ColumnStrategy, job, job.portfolio, ledger)
  }
  const vector = strategy as VectorStrategy<Parameters>
  return engine === 'event'
    ? new PromotedSimulation(vector, execution, ledger)
    : new VectorSimulation(vector, execution, ledger, job.bars.length)
}

class VectorSimulation implements Simulation {
  readonly closes = null
  private readonly strategy: VectorStrategy<Parameters>
  private readonly execution: Execution
  private readonly engine: VectorEngine
  private readonly screening: Screening
  private readonly room = new ActionWords()
  private context: StrategyContext | null = null
  // Of the last backtest: when V8 collects garbage and finds no object of a kind, it throws away all code that was compiled for that kind.
  private signals: StrategySignals | null = null
  private actions: Actions | null = null

  constructor(strategy: VectorStrategy<Parameters>, execution: Execution, ledger: Ledger, mostBars: number) {
    this.strategy = strategy
    this.execution = execution
    this.engine = new VectorEngine(ledger)
    this.screening = new Screening(execution, mostBars)
  }

  see(_: Universe, views: Views): void {
    this.context = views.context(0)
  }

  run(parameters: Parameters, range: BarRange, sums: CloseSums | null): Screened | null {
    const { execution } = this
    const { bars } = this.context!
    this.signals = signalsOf(this.strategy, this.context!, parameters)
    const screened = sums === null ? null : this.screening.run(bars, this.signals, range, sums)
    if (screened !== null) return screened
    this.actions = toActions(this.signals, bars.length, execution.scaling, this.room)
    this.engine.run(bars, this.actions, execution, range.from, range.to)
    return null
  }
}

/** A vector strategy in the event engine. */
class PromotedSimulation implements Simulation {
  readonly closes = null
  private readonly strategy: VectorStrategy<Parameters>
  private readonly execution: Execution
  private readonly Promoted: StrategyConstructor
  private readonly rules: BrokerRules
  private readonly ledger: Ledger
  private context: StrategyContext | null = null
  private engine: EventEngine | null = null
  private actions: Actions | null = null
  private readonly room = new ActionWords()

  constructor(strategy: VectorStrategy<Parameters>, execution: Execution, ledger: Ledger) {
    this.strategy = strategy
    this.execution = execution
    this.Promoted = promoted(strategy.name, execution, () => this.actions!)
    this.rules = promotedRules(execution)
    this.ledger = ledger
  }

  see(_: Universe, views: Views): void {
    this.context = views.context(0)
    this.engine = new EventEngine([this.context], this.ledger)
  }

  run(parameters: Parameters, range: BarRange): null {
    const signals = signalsOf(this.strategy, this.context!, parameters)
    this.actions = toActions(signals, this.context!.bars.length, this.execution.scaling, this.room)
    this.engine!.run(this.Promoted, parameters, this.rules, range)
    return null
  }
}

/** What a vector strategy wants to do, computed over whole columns; not checked yet. */
function signalsOf(
  strategy: VectorStrategy<Parameters>,
  context: StrategyContext,
  parameters: Parameters,
): StrategySignals {
  return calledFor('signals', () => strategy.signals({ ...context }, parameters))
}

class EventSimulation implements Simulation {
  readonly closes = null
  private readonly strategy: StrategyClass<Strategy, Parameters>
  private readonly rules: BrokerRules
  private readonly ledger: Ledger
  private engine: EventEngine | null = null

  constructor(strategy: StrategyClass<Strategy, Parameters>, rules: BrokerRules, ledger: Ledger) {
    this.strategy = strategy
    this.rules = rules
    this.ledger = ledger
  }

  see(_: Universe, views: Views): void {
    this.engine = new EventEngine([views.context(0)], this.ledger)
  }

  run(parameters: Parameters, range: BarRange): null {
    this.engine!.run(this.strategy, parameters, this.rules, range)
    return null
  }
}
