import { BacksweepError } from '../../base/errors.ts'
import type { Bars } from '../../data/bars.ts'
import type { Column } from '../../data/column.ts'
import type { TechnicalAnalysis } from '../../indicators/ta.ts'
import type { SignalInput } from '../../signals/signal.ts'

export type ParameterValue = number | string | boolean
export type Parameters = Readonly<Record<string, ParameterValue>>

/** What a strategy sees: the bars up to the end of the date range, and indicators over them. */
export interface StrategyContext {
  readonly bars: Bars
  readonly ta: TechnicalAnalysis
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
  signals(context: StrategyContext, parameters: Readonly<P>): StrategySignals
}

type Widened<P> = { [K in keyof P]: P[K] extends number ? number : P[K] extends boolean ? boolean : string }

/** Declares a vector strategy: checks its shape once and infers the parameters' types from their defaults. */
export function defineStrategy<const P extends Parameters>(
  strategy: Omit<VectorStrategy<Widened<P>>, 'parameters'> & { readonly parameters: P },
): VectorStrategy<Widened<P>> {
  const { name, parameters, signals } = strategy
  if (typeof name !== 'string' || name === '') throw wrong('name', name, 'give the strategy a name')
  if (typeof signals !== 'function') throw wrong('signals', typeof signals, 'give a function that returns signals')
  if (typeof parameters !== 'object' || parameters === null) {
    throw wrong('parameters', typeof parameters, 'give an object of defaults, {} for none')
  }
  for (const [key, value] of Object.entries(parameters)) {
    if (!['number', 'string', 'boolean'].includes(typeof value)) {
      throw wrong(`parameters.${key}`, typeof value, 'a default is a number, a text or true/false')
    }
  }
  return Object.freeze({ ...strategy, parameters: Object.freeze({ ...parameters }) as unknown as Widened<P> })

  function wrong(field: string, found: unknown, advice: string): BacksweepError {
    return new BacksweepError('option-invalid', `defineStrategy: ${field} is ${String(found)}: ${advice}.`, {
      option: field,
    })
  }
}
