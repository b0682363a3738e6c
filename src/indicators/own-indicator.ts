import { BacksweepError, messageOf } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import type { Indicator, IndicatorInput } from './indicator.ts'
import { described, type OptionTable, optionRules } from './options.ts'
import { registry } from './registry.ts'

/**
 * Defines an indicator of the user's own, of the same shape as the built-in ones, and infers its exact type. A
 * strategy calls it with `ta.use(indicator)`, and it is remembered by its identity: define it once, at the top
 * level of a module.
 *
 * `compute` gets outputs filled with NaN and writes the values there are. It is a pure function: what it gives
 * depends on its arguments alone, and on bar t on bars up to t only. Nothing at run time checks that; `checkIndicator` does, in a test.
 *
 * Users know it as `defineIndicator`; the built-in ones, which tests check, are made with that of indicator.ts.
 *
 * Throws 'option-invalid' or 'name-unknown' when the definition is not one. When `compute` throws or returns something, the call
 * in the strategy throws 'indicator-invalid'.
 */
export function defineOwnIndicator<
  Options extends OptionTable,
  const Inputs extends readonly IndicatorInput[],
  const Outputs extends readonly string[],
>(definition: Indicator<Options, Inputs, Outputs>): Indicator<Options, Inputs, Outputs> {
  refuseBadName(definition.name)
  refuseBadInputs(definition.inputs)
  refuseBadOptions(definition.options)
  refuseBadOutputs(definition.outputs)
  refuseNoFunction('warmup', definition.warmup, 'give a function of the options that returns [bars without a value]')
  refuseNoFunction('compute', definition.compute, 'give a function that fills the outputs')

  const { inputs, outputs, options } = definition
  for (const part of [inputs, outputs, options, ...Object.values(options)]) Object.freeze(part)
  const indicator = Object.freeze({ ...definition, compute: guarded(definition) })
  own.add(indicator)
  return indicator
}

const own = new WeakSet<object>()

/** How a strategy writes the call of an indicator, for messages. */
export function calledAs(indicator: Indicator): string {
  return own.has(indicator) ? `ta.use(${indicator.name})` : `ta.${indicator.name}`
}

/** Refuses what neither `defineIndicator` has made nor is built in: nobody has checked it. */
export function refuseUnchecked(indicator: Indicator, by: string): void {
  if (own.has(indicator) || Object.values<unknown>(registry).includes(indicator)) return
  throw new BacksweepError(
    'option-invalid',
    `${by} got ${described(indicator)}: give an indicator that defineIndicator has made.`,
    { value: described(indicator) },
  )
}

/** The kernel with its outputs cleared before, and with what it does wrong told in words. */
function guarded<
  Options extends OptionTable,
  Inputs extends readonly IndicatorInput[],
  Outputs extends readonly string[],
>(definition: Indicator<Options, Inputs, Outputs>): Indicator<Options, Inputs, Outputs>['compute'] {
  return (options, inputs, outputs) => {
    for (const output of outputs) output.fill(NaN)
    let returned: unknown
    try {
      returned = definition.compute(options, inputs, outputs)
    } catch (error) {
      if (error instanceof BacksweepError) throw error
      throw failed(`compute threw: ${messageOf(error)}`, { cause: error })
    }
    if (returned === undefined) return
    if (returned instanceof Promise) {
      returned.catch(() => {}) // a rejection that nobody handles would end the process
      throw failed('compute returned a promise: make it a plain function, without async.')
    }
    throw failed(`compute returned ${described(returned)}: write into the outputs that it gets, and return nothing.`)

    function failed(text: string, cause?: ErrorOptions): BacksweepError {
      const message = `The indicator "${definition.name}" failed on ${inputs[0].length} bars: ${text}`
      return new BacksweepError('indicator-invalid', message, { indicator: definition.name }, cause)
    }
  }
}

const inputNames: readonly string[] = [
  'source',
  'open',
  'high',
  'low',
  'close',
  'volume',
] satisfies readonly IndicatorInput[]

function refuseBadName(name: unknown): void {
  if (typeof name !== 'string' || name === '') throw wrong('name', name, 'give the indicator a name')
  if (Object.hasOwn(registry, name)) throw wrong('name', name, 'a built-in indicator has that name; give yours another')
}

function refuseBadInputs(inputs: unknown): void {
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw wrong('inputs', inputs, `give an array of one or more of ${inputNames.join(', ')}`)
  }
  for (const input of inputs) {
    if (!inputNames.includes(input)) throw unknownName('input', String(input), inputNames, 'in defineIndicator')
  }
}

function refuseBadOptions(options: unknown): void {
  if (!isObject(options)) throw wrong('options', options, 'give an object of options, {} for none')
  for (const [i, [name, option]] of Object.entries(options).entries()) {
    const field = `options.${name}`
    if (!isObject(option)) throw wrong(field, option, "write period('what it is'), or factor or fraction")
    const { kind, meaning } = option
    if (typeof kind !== 'string' || !Object.hasOwn(optionRules, kind)) {
      throw wrong(`${field}.kind`, kind, `write one of ${Object.keys(optionRules).join(', ')}`)
    }
    if (typeof meaning !== 'string' || meaning === '')
      throw wrong(`${field}.meaning`, meaning, 'say in words what it is')
    if (!('usual' in option)) {
      // else a call with a number, which is the first option, would leave it without a value
      if (i > 0) throw wrong(`${field}.usual`, undefined, 'only the first option may do without a usual value')
      continue
    }
    const { holds, text } = optionRules[kind as keyof typeof optionRules]
    if (typeof option.usual !== 'number' || !holds(option.usual))
      throw wrong(`${field}.usual`, option.usual, `give ${text}`)
  }
}

function refuseBadOutputs(outputs: unknown): void {
  if (!Array.isArray(outputs) || outputs.length === 0) {
    throw wrong('outputs', outputs, 'give an array of one or more names')
  }
  for (const [i, output] of outputs.entries()) {
    if (typeof output !== 'string' || output === '') throw wrong(`outputs[${i}]`, output, 'give a name')
    if (outputs.indexOf(output) < i) throw wrong(`outputs[${i}]`, output, 'each output needs a name of its own')
  }
}

function refuseNoFunction(field: string, value: unknown, advice: string): void {
  if (typeof value !== 'function') throw wrong(field, value, advice)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(field: string, found: unknown, advice: string): BacksweepError {
  const shown =
    found === undefined ? 'missing' : Array.isArray(found) && found.length === 0 ? 'empty' : described(found)
  return new BacksweepError('option-invalid', `defineIndicator: ${field} is ${shown}: ${advice}.`, { option: field })
}
