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

/** Every parameter of a strategy with the values it takes, in the order in which they vary (the last fastest). */
export interface SearchSpace {
  readonly names: readonly string[]
  readonly values: readonly (readonly ParameterValue[])[]
  /** Parameter sets of the full grid. */
  readonly size: number
}

/** Parameter sets are numbered one by one before any runs: so many take half a gigabyte. */
const largestGrid = 100_000_000

/**
 * The space of `given` values; parameters left out keep their default. A parameter that does not exist, a value of
 * another type than the default's, a value listed twice and a parameter without values are errors.
 */
export function searchSpace(defaults: Parameters, given: Readonly<Record<string, unknown>>): SearchSpace {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaults, name)) throw unknownName('parameter', name, Object.keys(defaults))
  }
  // given parameters come in the order given: the user chose which one varies fastest
  const names = [...Object.keys(defaults).filter((name) => !Object.hasOwn(given, name)), ...Object.keys(given)]
  const values = names.map((name) =>
    Object.hasOwn(given, name) ? checkedValues(name, given[name], defaults[name]) : [defaults[name]],
  )
  const size = values.reduce((product, list) => product * list.length, 1)
  if (size > largestGrid) {
    throw new BacksweepError(
      'option-invalid',
      `The grid has ${size} parameter sets: at most ${largestGrid} can be numbered; use larger steps.`,
      {
        size,
      },
    )
  }
  return Object.freeze({ names, values, size })
}

/** The parameter set with this number in the full grid. */
export function parametersAt(space: SearchSpace, number: number): Parameters {
  const chosen = new Array<ParameterValue>(space.names.length)
  let rest = number
  for (let i = space.names.length - 1; i >= 0; i--) {
    const list = space.values[i]
    chosen[i] = list[rest % list.length]
    rest = Math.floor(rest / list.length)
  }
  const parameters: Record<string, ParameterValue> = {}
  for (let i = 0; i < chosen.length; i++) parameters[space.names[i]] = chosen[i]
  return parameters
}

/** Numbers of the parameter sets that `where` keeps, in order. */
export function keptNumbers(space: SearchSpace, where: ((parameters: never) => unknown) | undefined): Uint32Array {
  if (where === undefined) return Uint32Array.from({ length: space.size }, (_, number) => number)
  const kept: number[] = []
  for (let number = 0; number < space.size; number++) {
    const parameters = parametersAt(space, number)
    try {
      if (where(parameters as never)) kept.push(number)
    } catch (error) {
      throw new BacksweepError(
        'option-invalid',
        `where() threw on ${JSON.stringify(parameters)}: ${messageOf(error)}`,
        {},
        { cause: error },
      )
    }
  }
  return Uint32Array.from(kept)
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

/** As in JSON, which has no words for NaN, infinities and what is no data at all. */
function shown(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value)
}
