import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { type Column, markConstant } from '../data/column.ts'
import { computeIndicator, type IndicatorSpec, type PriceColumns } from './indicator.ts'
import { described, type GivenOptions, type OptionalOption, type OptionTable, optionValues } from './options.ts'
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
export type TechnicalAnalysis = { readonly [Name in IndicatorName]: Call<(typeof registry)[Name]> }

/**
 * A column of the bars' length, or as many plain numbers. It is known by its identity, so it must not change after it
 * was given.
 */
export type IndicatorSource = Column | readonly number[]

type Call<Spec extends IndicatorSpec> = 'source' extends Spec['inputs'][number]
  ? (source: IndicatorSource, ...options: OptionArguments<Spec['options']>) => Result<Spec['outputs']>
  : (...options: OptionArguments<Spec['options']>) => Result<Spec['outputs']>

type OptionArguments<Options extends OptionTable> = keyof Options extends never
  ? []
  : Options[keyof Options] extends OptionalOption
    ? [options?: number | GivenOptions<Options>]
    : [options: number | GivenOptions<Options>]

type Result<Outputs extends readonly string[]> = Outputs extends readonly [string]
  ? Column
  : { readonly [Name in Outputs[number]]: Column }

/** @param computed told of every column that is computed and will be remembered */
export function createTa(bars: PriceColumns, computed: (column: Column) => void = () => {}): TechnicalAnalysis {
  const sourceColumn = sourceReader(bars.length)
  const calls: Record<string, unknown> = Object.create(refuseUnknown)
  for (const spec of indicators) {
    const compute = computeOn(spec, bars, computed)
    calls[spec.name] = spec.inputs.includes('source')
      ? callOnSource(spec, compute, sourceColumn)
      : callOnBars(spec, compute)
  }
  return Object.freeze(calls) as TechnicalAnalysis
}

/** What one indicator has computed from one source, by the values of its options: one level of the tree per option. */
interface Results {
  readonly byValue: Map<number, Results>
  result?: Column | Readonly<Record<string, Column>>
}

/** Computes an indicator from a source (none when it reads the bars) with these values of its options. */
type Compute = (source: Column | undefined, values: readonly number[]) => Column | Readonly<Record<string, Column>>

function callOnSource(spec: IndicatorSpec, compute: Compute, sourceColumn: (source: unknown, name: string) => Column) {
  // weak: the columns of an array that a strategy makes for one backtest go when the array goes
  const resultsOf = new WeakMap<Column, Results>()
  return (source: unknown, options?: unknown, ...more: unknown[]) => {
    if (more.length > 0) throw tooMany(spec, 'a source and then one number or one object')
    const column = sourceColumn(source, spec.name)
    let results = resultsOf.get(column)
    if (results === undefined) {
      results = { byValue: new Map() }
      resultsOf.set(column, results)
    }
    return resultFor(spec, compute, column, results, options)
  }
}

function callOnBars(spec: IndicatorSpec, compute: Compute) {
  const results: Results = { byValue: new Map() }
  return (options?: unknown, ...more: unknown[]) => {
    if (more.length > 0)
      throw tooMany(spec, `one number or one object; it reads ${spec.inputs.join(', ')} of the bars by itself`)
    return resultFor(spec, compute, undefined, results, options)
  }
}

/** `ta.macd(close, 5, 35, 5)`: taking the first number and the usual values of the rest would be a silent mistake. */
function tooMany(spec: IndicatorSpec, wanted: string): BacksweepError {
  return new BacksweepError('option-invalid', `ta.${spec.name} got too many arguments: give it ${wanted}.`, {
    indicator: spec.name,
  })
}

function resultFor(
  spec: IndicatorSpec,
  compute: Compute,
  source: Column | undefined,
  results: Results,
  given: unknown,
) {
  const values = optionValues(spec.name, spec.options, given)
  let found = results
  for (const value of values) {
    let next = found.byValue.get(value)
    if (next === undefined) {
      next = { byValue: new Map() }
      found.byValue.set(value, next)
    }
    found = next
  }
  found.result ??= compute(source, values)
  return found.result
}

function computeOn(spec: IndicatorSpec, bars: PriceColumns, computed: (column: Column) => void): Compute {
  const names = Object.keys(spec.options)
  return (source, values) => {
    const options = Object.fromEntries(names.map((name, i) => [name, values[i]]))
    const inputs = spec.inputs.map((input) => (input === 'source' ? (source as Column) : bars[input]))
    const columns = computeIndicator(spec, options, inputs).map(markConstant)
    columns.forEach(computed)
    if (columns.length === 1) return columns[0]
    return Object.freeze(Object.fromEntries(spec.outputs.map((output, i) => [output, columns[i]])))
  }
}

/** Checks a source; plain numbers become a column, once. */
function sourceReader(length: number): (source: unknown, name: string) => Column {
  const converted = new WeakMap<readonly unknown[], Column>()
  return (source, name) => {
    if (!(source instanceof Float64Array) && !Array.isArray(source)) {
      throw new BacksweepError(
        'option-invalid',
        `ta.${name} got ${described(source)} for its source: give a column, as in ta.${name}(bars.close, …).`,
        { indicator: name, value: described(source) },
      )
    }
    if (source.length !== length) {
      throw new BacksweepError(
        'option-invalid',
        `ta.${name} got a source of ${source.length} values, but there are ${length} bars: give one value per bar, NaN where there is none.`,
        { indicator: name, found: source.length, expected: length },
      )
    }
    if (source instanceof Float64Array) return source

    let column = converted.get(source)
    if (column === undefined) {
      column = toColumn(source, name)
      converted.set(source, column)
    }
    return column
  }
}

function toColumn(numbers: readonly unknown[], name: string): Column {
  const column = new Float64Array(numbers.length)
  for (let i = 0; i < column.length; i++) {
    const value = numbers[i]
    // null would become 0 and '1' would become 1
    if (typeof value !== 'number') {
      throw new BacksweepError(
        'option-invalid',
        `ta.${name} got ${described(value)} at index ${i} of its source: give numbers, NaN where there is none.`,
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
