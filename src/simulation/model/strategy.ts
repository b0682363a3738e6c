import { BacksweepError } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import type { Column } from '../../data/column.ts'
import type { TechnicalAnalysis } from '../../indicators/ta.ts'
import type { SignalInput } from '../../signals/signal.ts'
import type { PositionRules } from './position-rules.ts'

export type ParameterValue = number | string | boolean
export type Parameters = Readonly<Record<string, ParameterValue>>

/** What a strategy sees of a symbol: the bars up to the end of the date range, and indicators over them. */
export interface SymbolView {
  readonly bars: Bars
  readonly ta: TechnicalAnalysis
}

/** Bars other than those that a strategy acts on, with a way to bring what they say onto these. */
export interface AlignedView extends SymbolView {
  /**
   * A column of these bars' length on the bars that the strategy acts on: at each, the value of the last bar here that had closed when it
   * closed, NaN before there is one (rule F53).
   */
  align(column: Column): Column
}

/** What a strategy sees: its symbol, longer bars of it, and the other symbols of the portfolio. */
export interface StrategyContext extends SymbolView {
  /** The symbol's bars resampled to a longer timeframe, such as '1d'. */
  higher(timeframe: string): AlignedView
  /** Another symbol of the portfolio; 'name-unknown' when there is none of that name. */
  other(symbol: string): AlignedView
}

/** What a portfolio strategy sees: all symbols, to be brought onto the bars of the portfolio (rule F41). */
export interface PortfolioContext {
  /** Start of every bar of the portfolio, UTC epoch milliseconds. */
  readonly time: Column
  /** In the order of the sweep's `data`. */
  readonly symbols: readonly (AlignedView & Pick<StrategyContext, 'higher'>)[]
}

/**
 * What a vector strategy wants to do, bar by bar. Signals of bar t may use bars up to t only.
 *
 * Either signals (`enterLong` … `exitShort`, any of them) or `targetWeight`, not both.
 */
export interface StrategySignals {
  readonly enterLong?: SignalInput
  readonly exitLong?: SignalInput
  readonly enterShort?: SignalInput
  readonly exitShort?: SignalInput
  /** The position's wanted share of the equity (negative: short) on bars where it is to be set; NaN elsewhere. */
  readonly targetWeight?: Column | readonly number[]
  /** Leave when the price has moved this fraction against the position. */
  readonly stopLoss?: number
  /** Leave when the price has moved this fraction in the position's favour. */
  readonly takeProfit?: number
  /** Leave when the price has fallen back this fraction from its best since the entry. */
  readonly trailingStop?: number
}

/** A strategy as a pure function of data and parameters. */
export interface VectorStrategy<P extends object = Parameters> {
  readonly name: string
  /** `import.meta.url` of the file that exports the strategy: lets workers load it. */
  readonly module?: string
  /** Defaults; their types are the types of the parameters. */
  readonly parameters: P
  /** Of several symbols it is called for each. */
  signals(context: StrategyContext, parameters: Readonly<P>): StrategySignals
  /** What holds for the positions of a symbol. */
  rules?(parameters: Readonly<P>, symbol: string): PositionRules
}

/** A strategy that says for all symbols together how much of the equity each is to hold (rule F50). */
export interface PortfolioStrategy<P extends object = Parameters> {
  readonly name: string
  readonly module?: string
  readonly parameters: P
  /** One column of weights for each symbol, in the order of `symbols`, over the bars of the portfolio; NaN leaves a position alone. */
  weights(context: PortfolioContext, parameters: Readonly<P>): readonly (Column | readonly number[])[]
  rules?(parameters: Readonly<P>, symbol: string): PositionRules
}

type Widened<P> = { [K in keyof P]: P[K] extends number ? number : P[K] extends boolean ? boolean : string }

/** Declares a vector strategy: checks its shape once and infers the parameters' types from their defaults. */
export function defineStrategy<const P extends Parameters>(
  strategy: Omit<VectorStrategy<Widened<P>>, 'parameters'> & { readonly parameters: P },
): VectorStrategy<Widened<P>> {
  checkShape('defineStrategy', strategy, 'signals')
  return Object.freeze({ ...strategy, parameters: frozen(strategy.parameters) })
}

/** Declares a portfolio strategy, in the same way. */
export function definePortfolio<const P extends Parameters>(
  strategy: Omit<PortfolioStrategy<Widened<P>>, 'parameters'> & { readonly parameters: P },
): PortfolioStrategy<Widened<P>> {
  checkShape('definePortfolio', strategy, 'weights')
  return Object.freeze({ ...strategy, parameters: frozen(strategy.parameters) })
}

function frozen<P extends Parameters>(parameters: P): Widened<P> {
  return Object.freeze({ ...parameters }) as unknown as Widened<P>
}

type Shape = { name: string; parameters: object; rules?: unknown; signals?: unknown; weights?: unknown }

function checkShape(caller: string, strategy: Shape, method: 'signals' | 'weights'): void {
  const { name, parameters, rules } = strategy
  if (typeof name !== 'string' || name === '') throw wrong('name', name, 'give the strategy a name')
  if (typeof strategy[method] !== 'function') {
    throw wrong(method, typeof strategy[method], `give a function that returns ${method}`)
  }
  if (rules !== undefined && typeof rules !== 'function') {
    throw wrong('rules', typeof rules, 'give a function of the parameters that returns position rules')
  }
  if (typeof parameters !== 'object' || parameters === null) {
    throw wrong('parameters', typeof parameters, 'give an object of defaults, {} for none')
  }
  for (const [key, value] of Object.entries(parameters)) {
    if (!['number', 'string', 'boolean'].includes(typeof value)) {
      throw wrong(`parameters.${key}`, typeof value, 'a default is a number, a text or true/false')
    }
  }

  function wrong(field: string, found: unknown, advice: string): BacksweepError {
    return new BacksweepError('option-invalid', `${caller}: ${field} is ${String(found)}: ${advice}.`, {
      option: field,
    })
  }
}
