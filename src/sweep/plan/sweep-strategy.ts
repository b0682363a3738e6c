import type { StrategyClass } from '../../simulation/event/run-event-backtest.ts'
import { eventDriven, type Strategy } from '../../simulation/event/strategy.ts'
import type { Parameters, VectorStrategy } from '../../simulation/model/strategy.ts'

/** What a sweep can run: a vector strategy, or the class of an event-driven one. Both have a name, a module and default parameters. */
export type SweepStrategy<P extends object = Parameters> = VectorStrategy<P> | StrategyClass<Strategy, P>

export function isEventDriven(strategy: unknown): strategy is StrategyClass<Strategy, Parameters> {
  return typeof strategy === 'function' && eventDriven in strategy
}

/** The engines that run a vector strategy (rule F40); an event-driven one always runs in the event engine. */
export const sweepEngines = ['vector', 'event'] as const
export type SweepEngine = (typeof sweepEngines)[number]
