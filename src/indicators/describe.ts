import type { IndicatorSpec } from './indicator.ts'
import type { OptionalOption, RequiredOption } from './options.ts'

/** An indicator in words and numbers, as docs/indicators.md and `backsweep indicators` show it. */
export interface IndicatorDescription {
  readonly name: string
  readonly title: string
  /** The shortest call that works: `ta.sma(source, 20)`, `ta.macd(source)`. */
  readonly call: string
  /** The call with every option written out: `ta.macd(source, { fast: 12, slow: 26, signal: 9 })`. */
  readonly fullCall: string
  readonly formula: string
  readonly inputs: readonly string[]
  readonly options: readonly OptionDescription[]
  /** The options in the calls: the usual values, and 20 where there is none. */
  readonly exampleOptions: Readonly<Record<string, number>>
  /** `from` is the first bar with a value, with the options of the calls. */
  readonly outputs: readonly { readonly name: string; readonly from: number }[]
}

export interface OptionDescription {
  readonly name: string
  readonly kind: RequiredOption['kind']
  readonly meaning: string
  /** What the kind allows, in words. */
  readonly allowed: string
  /** null: it must be given. */
  readonly usual: number | null
}

/** Stands where an option has no usual value. */
const exampleValue = 20

const allowed = { period: 'whole number from 1', factor: 'positive number', fraction: 'between 0 and 1' }

export function describeIndicator(spec: IndicatorSpec): IndicatorDescription {
  const { name, title, formula, inputs } = spec
  const options = Object.entries(spec.options).map(([option, given]) => describeOption(option, given))
  const exampleOptions = Object.fromEntries(options.map(({ name, usual }) => [name, usual ?? exampleValue]))
  const required = options.filter(({ usual }) => usual === null).map(({ name }) => name)
  const warmup = spec.warmup(exampleOptions)
  return {
    name,
    title,
    call: callText(spec, required, exampleOptions),
    fullCall: callText(spec, Object.keys(exampleOptions), exampleOptions),
    formula,
    inputs,
    options,
    exampleOptions,
    outputs: spec.outputs.map((output, i) => ({ name: output, from: warmup[i] })),
  }
}

function describeOption(name: string, option: RequiredOption | OptionalOption): OptionDescription {
  const { kind, meaning } = option
  return { name, kind, meaning, allowed: allowed[kind], usual: 'usual' in option ? option.usual : null }
}

function callText(spec: IndicatorSpec, given: readonly string[], values: Readonly<Record<string, number>>): string {
  const parts = spec.inputs.includes('source') ? ['source'] : []
  if (given.length === 1) parts.push(String(values[given[0]])) // a number is the first option
  if (given.length > 1) parts.push(`{ ${given.map((name) => `${name}: ${values[name]}`).join(', ')} }`)
  return `ta.${spec.name}(${parts.join(', ')})`
}
