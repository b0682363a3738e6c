import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'

/**
 * The options of indicators: plain numbers, so that they can be swept, printed and made part of a key.
 *
 * An option has a usual value only where everybody means the same one (RSI 14, MACD 12, 26, 9); an
 * option without must be given.
 */
export interface RequiredOption {
  /** A period counts bars: a whole number of at least 1. A factor is any positive number, a fraction one below 1. */
  readonly kind: 'period' | 'factor' | 'fraction'
  readonly meaning: string
}

export interface OptionalOption extends RequiredOption {
  readonly usual: number
}

/** Every option of an indicator by name, the main one first: `ta.sma(close, 20)` sets that. */
export type OptionTable = Readonly<Record<string, RequiredOption | OptionalOption>>

/** A number for every option. */
export type OptionValues<Options extends OptionTable> = { readonly [Name in keyof Options]: number }

type OptionalNames<Options extends OptionTable> = {
  [Name in keyof Options]: Options[Name] extends OptionalOption ? Name : never
}[keyof Options]

/** What a caller gives: a number for every option, but those with a usual value may be left out. */
export type GivenOptions<Options extends OptionTable> = Joined<
  { readonly [Name in Exclude<keyof Options, OptionalNames<Options>>]: number } & {
    readonly [Name in OptionalNames<Options>]?: number
  }
>

/** One object type, in which the compiler finds options that do not exist; in an intersection with `{}` it does not. */
type Joined<T> = { [Name in keyof T]: T[Name] }

export function period(meaning: string): RequiredOption
export function period(meaning: string, usual: number): OptionalOption
export function period(meaning: string, usual?: number): RequiredOption {
  return option('period', meaning, usual)
}

export function factor(meaning: string): RequiredOption
export function factor(meaning: string, usual: number): OptionalOption
export function factor(meaning: string, usual?: number): RequiredOption {
  return option('factor', meaning, usual)
}

export function fraction(meaning: string): RequiredOption
export function fraction(meaning: string, usual: number): OptionalOption
export function fraction(meaning: string, usual?: number): RequiredOption {
  return option('fraction', meaning, usual)
}

function option(kind: RequiredOption['kind'], meaning: string, usual?: number): RequiredOption {
  return Object.freeze(usual === undefined ? { kind, meaning } : { kind, meaning, usual })
}

/** What each kind of option allows. */
export const optionRules = {
  period: { holds: (value: number) => Number.isSafeInteger(value) && value >= 1, text: 'a whole number of at least 1' },
  factor: { holds: (value: number) => Number.isFinite(value) && value > 0, text: 'a positive number' },
  fraction: { holds: (value: number) => value > 0 && value < 1, text: 'a number above 0 and below 1' },
}

/** Whose options are given: the indicator's name, and how its call is written, for messages. */
export interface OptionsOwner {
  readonly name: string
  readonly called: string
}

/**
 * The value of every option in the order of the table, from what the caller gave: nothing, a number
 * for the first option, or an object. Throws 'name-unknown' for an option that does not exist and
 * 'option-invalid' for a value that is missing or not allowed.
 */
export function optionValues(owner: OptionsOwner, table: OptionTable, given: unknown): number[] {
  const { name: indicator, called } = owner
  const names = Object.keys(table)
  if (typeof given === 'number') {
    if (names.length === 0) {
      throw new BacksweepError('option-invalid', `${called} takes no options, but got ${given}: leave it out.`, {
        indicator,
        value: given,
      })
    }
    return names.map((name, i) => allowed(owner, name, table[name], i === 0 ? given : undefined))
  }
  if (given !== undefined && !isPlainObject(given)) {
    throw new BacksweepError(
      'option-invalid',
      `${called} got ${described(given)} for its options: give a number or an object of ${listed(table)}.`,
      { indicator, value: described(given) },
    )
  }
  for (const name in given) if (!Object.hasOwn(table, name)) throw unknownName('option', name, names, `of ${called}`)
  return names.map((name) => allowed(owner, name, table[name], given?.[name]))
}

function allowed(owner: OptionsOwner, name: string, option: RequiredOption | OptionalOption, given: unknown): number {
  const value = given === undefined && 'usual' in option ? option.usual : given
  const { holds, text } = optionRules[option.kind]
  if (typeof value === 'number' && holds(value)) return value
  const found = value === undefined ? 'missing' : described(value)
  throw new BacksweepError(
    'option-invalid',
    `${owner.called}: the option "${name}" (${option.meaning}) is ${found}: give ${text}.`,
    {
      indicator: owner.name,
      option: name,
      value: typeof value === 'number' ? value : found,
    },
  )
}

/** A value as an error message shows it. */
export function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

function listed(table: OptionTable): string {
  return Object.keys(table).join(', ') || 'none'
}
