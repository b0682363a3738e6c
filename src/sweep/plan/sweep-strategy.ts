import type { StrategyClass } from '../../simulation/event/run-event-backtest.ts'
import { eventDriven, type Strategy } from '../../simulation/event/strategy.ts'
import type { Parameters, PortfolioStrategy, VectorStrategy } from '../../simulation/model/strategy.ts'

/** What a sweep can run: a vector strategy, one for a whole portfolio, or the class of an event-driven one. All have a name, a module and default parameters. */
export type SweepStrategy<P extends object = Parameters> = ColumnStrategy<P> | StrategyClass<Strategy, P>

/** A strategy that is a pure function of whole columns. */
export type ColumnStrategy<P extends object = Parameters> = VectorStrategy<P> | PortfolioStrategy<P>

export function isEventDriven(strategy: unknown): strategy is StrategyClass<Strategy, Parameters> {
  return typeof strategy === 'function' && eventDriven in strategy
}

export function isPortfolioStrategy(strategy: unknown): strategy is PortfolioStrategy {
  return typeof (strategy as { weights?: unknown } | null)?.weights === 'function'
}

/** The engines that run a vector strategy (rule F40); an event-driven one always runs in the event engine. */
export const sweepEngines = ['vector', 'event'] as const
export type SweepEngine = (typeof sweepEngines)[number]
