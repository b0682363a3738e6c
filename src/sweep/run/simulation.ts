import { BacksweepError } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import type { TechnicalAnalysis } from '../../indicators/ta.ts'
import type { BrokerRules } from '../../simulation/event/broker-rules.ts'
import { EventEngine } from '../../simulation/event/engine.ts'
import type { StrategyClass } from '../../simulation/event/run-event-backtest.ts'
import type { Strategy } from '../../simulation/event/strategy.ts'
import type { Execution } from '../../simulation/model/execution.ts'
import type { Ledger } from '../../simulation/model/ledger.ts'
import type { Parameters, StrategySignals, VectorStrategy } from '../../simulation/model/strategy.ts'
import { toActions } from '../../simulation/vector/actions.ts'
import { VectorEngine } from '../../simulation/vector/engine.ts'
import { isEventDriven, type SweepStrategy } from '../plan/sweep-strategy.ts'
import type { Job } from './job.ts'
import { reasonOf } from './reason.ts'

/** A strategy in its engine: fills a ledger with one backtest after the other. */
export interface Simulation {
  /** Says what the next backtests see: bars up to the end of their range, and indicators over them. */
  see(bars: Bars, ta: TechnicalAnalysis): void
  /** Runs the bars [from, to). Throws what went wrong. */
  run(parameters: Parameters, range: { readonly from: number; readonly to: number }): void
}

export function simulationOf(job: Job, strategy: SweepStrategy, ledger: Ledger): Simulation {
  if (isEventDriven(strategy) && job.broker !== null) return new EventSimulation(strategy, job.broker, ledger)
  return new VectorSimulation(strategy as VectorStrategy<Parameters>, job.execution, ledger)
}

class VectorSimulation implements Simulation {
  private readonly strategy: VectorStrategy<Parameters>
  private readonly execution: Execution
  private readonly engine: VectorEngine
  private context: { readonly bars: Bars; readonly ta: TechnicalAnalysis } | null = null

  constructor(strategy: VectorStrategy<Parameters>, execution: Execution, ledger: Ledger) {
    this.strategy = strategy
    this.execution = execution
    this.engine = new VectorEngine(ledger)
  }

  see(bars: Bars, ta: TechnicalAnalysis): void {
    this.context = { bars, ta }
  }

  run(parameters: Parameters, { from, to }: { readonly from: number; readonly to: number }): void {
    const { bars } = this.context!
    const actions = toActions(this.signals(parameters), bars.length, this.execution.scaling)
    this.engine.run(bars, actions, this.execution, from, to)
  }

  private signals(parameters: Parameters) {
    let signals: StrategySignals
    try {
      signals = this.strategy.signals({ ...this.context! }, parameters)
    } catch (error) {
      if (error instanceof BacksweepError) throw error
      throw new BacksweepError('strategy-failed', `signals() threw: ${reasonOf(error)}`, {}, { cause: error })
    }
    if (signals instanceof Promise) {
      signals.catch(() => {}) // a rejection that nobody handles would end the process
      throw new BacksweepError(
        'signal-invalid',
        'signals() returned a promise: make it a plain function, without async.',
      )
    }
    return signals
  }
}

class EventSimulation implements Simulation {
  private readonly strategy: StrategyClass<Strategy, Parameters>
  private readonly rules: BrokerRules
  private readonly ledger: Ledger
  private engine: EventEngine | null = null

  constructor(strategy: StrategyClass<Strategy, Parameters>, rules: BrokerRules, ledger: Ledger) {
    this.strategy = strategy
    this.rules = rules
    this.ledger = ledger
  }

  see(bars: Bars, ta: TechnicalAnalysis): void {
    this.engine = new EventEngine([{ bars, ta }], this.ledger)
  }

  run(parameters: Parameters, range: { readonly from: number; readonly to: number }): void {
    this.engine!.run(this.strategy, parameters, this.rules, range)
  }
}
