import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { type Column, markConstant } from '../data/column.ts'
import type { ColumnMemory, Remembered } from './column-memory.ts'
import { computeIndicator, type Indicator, type PriceColumns } from './indicator.ts'
import { described, type GivenOptions, type OptionalOption, type OptionTable, optionValues } from './options.ts'
import { calledAs, refuseUnchecked } from './own-indicator.ts'
import { type IndicatorName, indicators, registry } from './registry.ts'

/**
 * The indicators as a strategy calls them, over one set of bars:
 *
 *     ta.sma(bars.close, 20)                      the number is the first option
 *     ta.bollinger(bars.close, { period: 10 })    what is left out takes its usual value
 *     ta.atr(14)                                  reads the bars' own columns, so it takes no source
 *
 * An indicator with one output gives a column, one with several an object of columns by name. Each
 * distinct indicator, source and set of options is computed once: the next call returns the same arrays.
 * Throws 'name-unknown' for an indicator or an option that does not exist, and 'option-invalid' for an option's
 * value or a source that cannot be used.
 */
export interface TechnicalAnalysis extends BuiltInCalls {
  /**
   * The call of an indicator of the user's own, made with `defineIndicator`: `ta.use(efficiency)(bars.close, 10)`. It is
   * checked and remembered like the others.
   */
  use<Spec extends Indicator>(indicator: Spec): IndicatorCall<Spec>
}

type BuiltInCalls = { readonly [Name in IndicatorName]: IndicatorCall<(typeof registry)[Name]> }

/**
 * A column of the bars' length, or as many plain numbers. It is known by its identity, so it must not change after it
 * was given.
 */
export type IndicatorSource = Column | readonly number[]

export type IndicatorCall<Spec extends Indicator> = 'source' extends Spec['inputs'][number]
  ? (source: IndicatorSource, ...options: OptionArguments<Spec['options']>) => Result<Spec['outputs']>
  : (...options: OptionArguments<Spec['options']>) => Result<Spec['outputs']>

export type OptionArguments<Options extends OptionTable> = keyof Options extends never
  ? []
  : Options[keyof Options] extends OptionalOption
    ? [options?: number | GivenOptions<Options>]
    : [options: number | GivenOptions<Options>]

type Result<Outputs extends readonly string[]> = Outputs extends readonly [string]
  ? Column
  : { readonly [Name in Outputs[number]]: Column }

/**
 * @param memory what bounds the columns that are remembered; without it all are
 */
export function createTa(bars: PriceColumns, memory?: ColumnMemory): TechnicalAnalysis {
  const sourceColumn = sourceReader(bars.length)
  const callOf = (spec: Indicator) => {
    const callee = {
      name: spec.name,
      called: calledAs(spec),
      spec,
      hasOneOption: Object.keys(spec.options).length === 1,
      compute: computeOn(spec, bars, memory),
      memory,
    }
    return spec.inputs.includes('source') ? callOnSource(callee, sourceColumn) : callOnBars(callee)
  }
  const calls: Record<string, unknown> = Object.create(refuseUnknown)
  for (const spec of indicators) calls[spec.name] = callOf(spec)
  calls.use = ownCalls(callOf)
  return Object.freeze(calls) as unknown as TechnicalAnalysis
}

/** An indicator over the bars, and its name and call for messages. */
interface Callee {
  readonly name: string
  readonly called: string
  readonly spec: Indicator
  /** So that a number alone says which result is wanted. */
  readonly hasOneOption: boolean
  readonly compute: Compute
  readonly memory: ColumnMemory | undefined
}

type AnyCall = (...given: unknown[]) => Column | Readonly<Record<string, Column>>

function ownCalls(callOf: (spec: Indicator) => AnyCall) {
  // weak: an indicator that a strategy defines for one backtest goes with it, and so do its columns
  const calls = new WeakMap<Indicator, AnyCall>()
  return (indicator: Indicator) => {
    let call = calls.get(indicator)
    if (call === undefined) {
      refuseUnchecked(indicator, 'ta.use')
      call = callOf(indicator)
      calls.set(indicator, call)
    }
    return call
  }
}

/** What one indicator has computed from one source, by the values of its options: one level of the tree per option. */
class Results implements Remembered {
  readonly byValue = new Map<number, Results>()
  columns: readonly Column[] = []
  /** Undefined where it is not computed yet, or forgotten. */
  result: Column | Readonly<Record<string, Column>> | undefined = undefined
  lastUse = 0

  forget(): void {
    this.columns = []
    this.result = undefined
  }
}

/** Computes an indicator from a source (none when it reads the bars) with these values of its options. */
type Compute = (source: Column | undefined, values: readonly number[]) => readonly Column[]

function callOnSource(callee: Callee, sourceColumn: (source: unknown, callee: Callee) => Column): AnyCall {
  // weak: the columns of an array that a strategy makes for one backtest go when the array goes
  const resultsOf = new WeakMap<Column, Results>()
  return (source, options, ...more) => {
    if (more.length > 0) throw tooMany(callee, 'a source and then one number or one object')
    const column = sourceColumn(source, callee)
    let results = resultsOf.get(column)
    if (results === undefined) {
      results = new Results()
      resultsOf.set(column, results)
    }
    return resultFor(callee, column, results, options)
  }
}

function callOnBars(callee: Callee): AnyCall {
  const results = new Results()
  return (options, ...more) => {
    if (more.length > 0)
      throw tooMany(callee, `one number or one object; it reads ${callee.spec.inputs.join(', ')} of the bars by itself`)
    return resultFor(callee, undefined, results, options)
  }
}

/** `ta.macd(close, 5, 35, 5)`: taking the first number and the usual values of the rest would be a silent mistake. */
function tooMany({ name, called }: Callee, wanted: string): BacksweepError {
  return new BacksweepError('option-invalid', `${called} got too many arguments: give it ${wanted}.`, {
    indicator: name,
  })
}

function resultFor(callee: Callee, source: Column | undefined, results: Results, given: unknown) {
  const { spec, memory } = callee
  if (callee.hasOneOption && typeof given === 'number') {
    const known = results.byValue.get(given)
    if (known?.result !== undefined) {
      memory?.use(known)
      return known.result
    }
  }
  const values = optionValues(callee, spec.options, given)
  let found = results
  for (const value of values) {
    let next = found.byValue.get(value)
    if (next === undefined) {
      next = new Results()
      found.byValue.set(value, next)
    }
    found = next
  }
  if (found.result === undefined) {
    found.columns = callee.compute(source, values)
    found.result = found.columns.length === 1 ? found.columns[0] : byOutput(spec, found.columns)
    memory?.add(found)
  } else {
    memory?.use(found)
  }
  return found.result
}

function byOutput({ outputs }: Indicator, columns: readonly Column[]): Readonly<Record<string, Column>> {
  return Object.freeze(Object.fromEntries(outputs.map((output, i) => [output, columns[i]])))
}

function computeOn(spec: Indicator, bars: PriceColumns, memory: ColumnMemory | undefined): Compute {
  const names = Object.keys(spec.options)
  return (source, values) => {
    const options = Object.fromEntries(names.map((name, i) => [name, values[i]]))
    const inputs = spec.inputs.map((input) => (input === 'source' ? (source as Column) : bars[input]))
    return computeIndicator(spec, options, inputs, memory?.newColumn).map(markConstant)
  }
}

/** Checks a source; plain numbers become a column, once. */
function sourceReader(length: number): (source: unknown, callee: Callee) => Column {
  const converted = new WeakMap<readonly unknown[], Column>()
  return (source, callee) => {
    const { name, called } = callee
    if (!(source instanceof Float64Array) && !Array.isArray(source)) {
      throw new BacksweepError(
        'option-invalid',
        `${called} got ${described(source)} for its source: give a column, as in ${called}(bars.close, …).`,
        { indicator: name, value: described(source) },
      )
    }
    if (source.length !== length) {
      throw new BacksweepError(
        'option-invalid',
        `${called} got a source of ${source.length} values, but there are ${length} bars: give one value per bar, NaN where there is none.`,
        { indicator: name, found: source.length, expected: length },
      )
    }
    if (source instanceof Float64Array) return source

    let column = converted.get(source)
    if (column === undefined) {
      column = toColumn(source, callee)
      converted.set(source, column)
    }
    return column
  }
}

function toColumn(numbers: readonly unknown[], { name, called }: Callee): Column {
  const column = new Float64Array(numbers.length)
  for (let i = 0; i < column.length; i++) {
    const value = numbers[i]
    // null would become 0 and '1' would become 1
    if (typeof value !== 'number') {
      throw new BacksweepError(
        'option-invalid',
        `${called} got ${described(value)} at index ${i} of its source: give numbers, NaN where there is none.`,
        { indicator: name, index: i, value: described(value) },
      )
    }
    column[i] = value
  }
  return column
}

/** What await, JSON.stringify and console.log ask of any object, besides what every object has. */
const askedOfAnyObject = ['then', 'toJSON', 'href']

/** The prototype of every `ta`: only names that are no indicator get this far. */
const refuseUnknown: object = new Proxy(Object.prototype, {
  get(target, name, receiver) {
    if (typeof name === 'symbol' || name in target || askedOfAnyObject.includes(name)) {
      return Reflect.get(target, name, receiver)
    }
    throw unknownName('indicator', name, Object.keys(registry), 'of ta')
  },
})
