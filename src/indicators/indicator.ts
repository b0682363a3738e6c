import type { Column } from '../data/column.ts'
import type { OptionTable, OptionValues } from './options.ts'

/** What an indicator reads: `source` is any column the caller names, the others are the bars' own. */
export type IndicatorInput = 'source' | 'open' | 'high' | 'low' | 'close' | 'volume'

/** The bars' own columns. */
export type PriceColumns = { readonly [Name in Exclude<IndicatorInput, 'source'>]: Column } & {
  readonly length: number
}

/**
 * An indicator: a pure kernel and what is needed to call it.
 *
 * Every output has the length of the bars and is NaN during warm-up. A value at bar t depends on bars
 * up to t only, and does not change in a single bit when later bars are added (prefix stability).
 *
 * A value that is NaN or infinite is missing. An output that reads bars of a window is NaN where the
 * window holds a missing value, and nowhere else. An indicator that remembers its whole past (ema,
 * smma and what is made of them; parabolicSar, heikinAshi; sums like obv) starts anew after a missing value: NaN
 * until its period of values has been seen again, then a new seed. Missing values at the start, as in an
 * indicator of an indicator, only put off the start.
 */
export interface Indicator<
  Options extends OptionTable = OptionTable,
  Inputs extends readonly IndicatorInput[] = readonly IndicatorInput[],
  Outputs extends readonly string[] = readonly string[],
> {
  /** The name in `ta`, or in messages when it is one of the user's own. */
  readonly name: string
  /** One line for lists. */
  readonly title?: string
  /** The formula and the convention it follows, in plain text. */
  readonly formula?: string
  readonly inputs: Inputs
  readonly options: Options
  readonly outputs: Outputs
  /** For every output the number of bars without a value at the start, when the inputs have none missing. */
  warmup(options: OptionValues<Options>): { readonly [K in keyof Outputs]: number }
  /**
   * Fills every output from the inputs. Outputs come in with any content, in an indicator of the user's own filled
   * with NaN, and are none of the inputs.
   */
  compute(
    options: OptionValues<Options>,
    inputs: { readonly [K in keyof Inputs]: Column },
    outputs: { readonly [K in keyof Outputs]: Float64Array },
  ): void
}

/** A built-in indicator, which stands in lists and docs. */
export interface IndicatorSpec<
  Options extends OptionTable = OptionTable,
  Inputs extends readonly IndicatorInput[] = readonly IndicatorInput[],
  Outputs extends readonly string[] = readonly string[],
> extends Indicator<Options, Inputs, Outputs> {
  readonly title: string
  readonly formula: string
}

/** Freezes a built-in indicator's description and infers its exact type, from which `ta` gets its own. */
export function defineIndicator<
  Options extends OptionTable,
  const Inputs extends readonly IndicatorInput[],
  const Outputs extends readonly string[],
>(spec: IndicatorSpec<Options, Inputs, Outputs>): IndicatorSpec<Options, Inputs, Outputs> {
  Object.freeze(spec.inputs)
  Object.freeze(spec.outputs)
  Object.freeze(spec.options)
  return Object.freeze(spec)
}

/**
 * The outputs of one indicator over whole columns, in the order of `spec.outputs`: new arrays of the
 * inputs' length. The options are complete and valid (`optionValues` makes them so).
 *
 * @param newColumn makes a column of zeros to compute into
 */
export function computeIndicator<
  Options extends OptionTable,
  Inputs extends readonly IndicatorInput[],
  Outputs extends readonly string[],
>(
  spec: Indicator<Options, Inputs, Outputs>,
  options: OptionValues<Options>,
  inputs: { readonly [K in keyof Inputs]: Column },
  newColumn: (length: number) => Float64Array = (length) => new Float64Array(length),
): { readonly [K in keyof Outputs]: Float64Array } {
  const outputs = spec.outputs.map(() => newColumn(inputs[0].length)) as {
    readonly [K in keyof Outputs]: Float64Array
  }
  spec.compute(options, inputs, outputs)
  return outputs
}
