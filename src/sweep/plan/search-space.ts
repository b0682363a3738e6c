import { BacksweepError, messageOf } from '../../base/errors.ts'
import { unknownName } from '../../base/suggest.ts'
import type { Parameters, ParameterValue } from '../../simulation/model/strategy.ts'

/**
 * The numbers from `start` up to, not including, `end`, in steps of `step` (default 1; negative counts down).
 *
 * Values have as many decimals as `start` and `step` have, so that `range(-0.1, 0.3, 0.1)` is -0.1, 0, 0.1, 0.2 and
 * not what the additions give.
 */
export function range(start: number, end: number, step = 1): readonly number[] {
  if (![start, end, step].every(Number.isFinite) || step === 0) {
    throw new BacksweepError(
      'option-invalid',
      `range(${start}, ${end}, ${step}): give finite numbers and a step other than 0.`,
      {
        option: 'range',
      },
    )
  }
  const count = Math.max(0, Math.ceil((end - start) / step - 1e-9))
  const decimals = Math.max(decimalsOf(start), decimalsOf(step))
  return Object.freeze(Array.from({ length: count }, (_, i) => rounded(start + i * step, decimals)))
}

/** Digits behind the point in the shortest text of a number: 1 for 0.1, 7 for 1e-7. */
function decimalsOf(value: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  const [, fraction = ''] = digits.split('.')
  return Math.max(0, fraction.length - Number(exponent))
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(Math.min(100, decimals))) + 0 // -0.00 becomes 0
}

/** The parameter sets of a sweep, numbered from 0: all combinations of a grid, or those of a list. */
export type SearchSpace = Grid | ListedSets

/** Every parameter of a strategy with the values it takes, in the order in which they vary (the last fastest). */
export interface Grid {
  readonly names: readonly string[]
  readonly values: readonly (readonly ParameterValue[])[]
  /** Parameter sets of the full grid. */
  readonly size: number
}

/** Parameter sets one by one, for searches that are no grid. */
export interface ListedSets {
  readonly names: readonly string[]
  /** The values of each set, in the order of `names`. */
  readonly sets: readonly (readonly ParameterValue[])[]
  readonly size: number
}

/** How a sweep may give its parameters: a value or a list of values for each, or a list of whole sets. */
export type GivenParameters = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

/** The condition that parameter sets must fulfil. */
export type Where = (parameters: never) => unknown

/** Parameter sets by their number in the grid or the list; 32 bits are not enough for grids that only searches can handle. */
export type GridNumbers = Uint32Array | Float64Array

/** Parameter sets are numbered one by one before any runs: so many take half a gigabyte. */
export const largestGrid = 100_000_000

/** The grid, of at most `largest` sets, or the list that a sweep asks for. */
export function spaceOf(defaults: Parameters, given: GivenParameters, largest = largestGrid): SearchSpace {
  return isList(given) ? listedSets(defaults, given) : searchSpace(defaults, given, largest)
}

/**
 * The space of `given` values; parameters left out keep their default. A parameter that does not exist, a value of
 * another type than the default's, a value listed twice and a parameter without values are errors.
 */
export function searchSpace(
  defaults: Parameters,
  given: Readonly<Record<string, unknown>>,
  largest = largestGrid,
): Grid {
  checkNames(defaults, given)
  // given parameters come in the order given: the user chose which one varies fastest
  const names = [...Object.keys(defaults).filter((name) => !Object.hasOwn(given, name)), ...Object.keys(given)]
  const values = names.map((name) =>
    Object.hasOwn(given, name) ? checkedValues(name, given[name], defaults[name]) : [defaults[name]],
  )
  const size = values.reduce((product, list) => product * list.length, 1)
  if (size > largest) {
    const instead =
      largest > largestGrid
        ? 'use larger steps'
        : 'use larger steps, or a search such as randomSearch({ trials: 10_000 })'
    throw new BacksweepError(
      'option-invalid',
      `The grid has ${size} parameter sets: at most ${largest} can be numbered; ${instead}.`,
      {
        size,
      },
    )
  }
  return Object.freeze({ names, values, size })
}

/**
 * The space of exactly the sets listed, in their order; parameters that a set leaves out keep their default. What is an
 * error in a grid is one here, and so is a set listed twice.
 */
export function listedSets(defaults: Parameters, listed: readonly Readonly<Record<string, unknown>>[]): ListedSets {
  if (listed.length === 0) {
    throw new BacksweepError('sweep-empty', 'The list of parameter sets is empty: give at least one.')
  }
  const names = Object.keys(defaults)
  const placeOf = new Map<string, number>()
  const sets = listed.map((set, place) => {
    checkNames(defaults, set)
    const values = names.map((name) =>
      Object.hasOwn(set, name) ? checkedValue(name, set[name], defaults[name]) : defaults[name],
    )
    const key = JSON.stringify(values)
    const before = placeOf.get(key)
    if (before !== undefined) {
      throw new BacksweepError(
        'option-invalid',
        `Parameter sets ${before + 1} and ${place + 1} of the list are the same, ${JSON.stringify(set)}: give every set once.`,
        { first: before + 1, second: place + 1 },
      )
    }
    placeOf.set(key, place)
    return values
  })
  return Object.freeze({ names, sets, size: sets.length })
}

/** The parameter set with this number in the space. */
export function parametersAt(space: SearchSpace, number: number): Parameters {
  const chosen = 'sets' in space ? space.sets[number] : combinationAt(space, number)
  const parameters: Record<string, ParameterValue> = {}
  for (let i = 0; i < chosen.length; i++) parameters[space.names[i]] = chosen[i]
  return parameters
}

function combinationAt(grid: Grid, number: number): ParameterValue[] {
  const chosen = new Array<ParameterValue>(grid.names.length)
  let rest = number
  for (let i = grid.names.length - 1; i >= 0; i--) {
    const list = grid.values[i]
    chosen[i] = list[rest % list.length]
    rest = Math.floor(rest / list.length)
  }
  return chosen
}

/** Numbers of the parameter sets that `where` keeps, in order. */
export function keptNumbers(space: SearchSpace, where: Where | undefined): Uint32Array {
  if (where === undefined) return Uint32Array.from({ length: space.size }, (_, number) => number)
  const kept: number[] = []
  for (let number = 0; number < space.size; number++) if (keeps(space, where, number)) kept.push(number)
  return Uint32Array.from(kept)
}

/** Whether `where` keeps the parameter set with this number. */
export function keeps(space: SearchSpace, where: Where | undefined, number: number): boolean {
  if (where === undefined) return true
  const parameters = parametersAt(space, number)
  try {
    return Boolean(where(parameters as never))
  } catch (error) {
    throw new BacksweepError(
      'option-invalid',
      `where() threw on ${JSON.stringify(parameters)}: ${messageOf(error)}`,
      {},
      { cause: error },
    )
  }
}

function checkedValues(name: string, given: unknown, standard: ParameterValue): readonly ParameterValue[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (list.length === 0) {
    throw new BacksweepError(
      'sweep-empty',
      `Parameter "${name}" has no values: give at least one (range(a, b) leaves out b).`,
      {
        parameter: name,
      },
    )
  }
  const seen = new Set<unknown>()
  for (const value of list) {
    checkedValue(name, value, standard)
    if (seen.has(value)) {
      throw new BacksweepError(
        'option-invalid',
        `Parameter "${name}" lists ${shown(value)} twice: give every value once.`,
        {
          parameter: name,
        },
      )
    }
    seen.add(value)
  }
  return list as readonly ParameterValue[]
}

function checkedValue(name: string, value: unknown, standard: ParameterValue): ParameterValue {
  if (typeof value !== typeof standard || Number.isNaN(value) || Math.abs(value as number) === Infinity) {
    const wanted = typeof standard === 'number' ? 'a finite number' : `a ${typeof standard}`
    throw new BacksweepError(
      'option-invalid',
      `Parameter "${name}" has the value ${shown(value)}: it must be ${wanted}, like its default ${standard}.`,
      {
        parameter: name,
      },
    )
  }
  return value as ParameterValue
}

function checkNames(defaults: Parameters, given: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaults, name)) throw unknownName('parameter', name, Object.keys(defaults))
  }
}

/** Array.isArray alone does not narrow readonly arrays away. */
function isList(given: GivenParameters): given is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(given)
}

/** As in JSON, which has no words for NaN, infinities and what is no data at all. */
function shown(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value)
}
