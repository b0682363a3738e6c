import { BacksweepError } from '../base/errors.ts'
import { computeIndicator, type Indicator, type PriceColumns } from './indicator.ts'
import { type OptionTable, type OptionValues, optionValues } from './options.ts'
import { refuseUnchecked } from './own-indicator.ts'
import type { OptionArguments } from './ta.ts'

/** Missing values at the start of the source, in the trial of a late start. */
const holes = 3

/** Look-ahead is searched for bar by bar on the first bars, and then at some places of the rest. */
const everyBar = 500
const places = 100

/**
 * For tests of an indicator of the user's own: computes it again and again on `bars`, with the closes as its source, and
 * throws 'indicator-invalid', with all that was found, where it breaks a promise:
 *
 * 1. `warmup` gives a number of bars for every output, which is NaN on these and a finite number on all others.
 * 2. It gives the same when it is computed again, and leaves its inputs as they were.
 * 3. It does not look ahead: no value changes in a single bit when later bars are added. Tried are the first 500 lengths of
 *    the bars and 100 longer ones.
 * 4. Missing values at the start of the source only put off the start, so that it can be used on other indicators.
 *
 * Throws 'option-invalid' for options that are not allowed, and when there are too few bars to find anything.
 */
export function checkIndicator<Spec extends Indicator>(
  indicator: Spec,
  bars: PriceColumns,
  ...options: OptionArguments<Spec['options']>
): void {
  refuseUnchecked(indicator, 'checkIndicator')
  const trial: Trial = { indicator, bars, options: completeOptions(indicator, options[0]) }
  const warmup = checkedWarmup(trial)
  const whole = compute(trial, bars.length)
  const problems = [
    early(trial, whole, warmup),
    absent(trial, whole, warmup),
    memory(trial, whole) ?? lookAhead(trial, whole),
  ].filter((problem) => problem !== null)
  if (problems.length === 0) problems.push(...lateStart(trial, warmup))
  if (problems.length > 0) throw broken(trial, problems)
}

interface Trial {
  readonly indicator: Indicator
  readonly bars: PriceColumns
  readonly options: OptionValues<OptionTable>
}

type Outputs = readonly Float64Array[]

function completeOptions({ name, options }: Indicator, given: unknown): OptionValues<OptionTable> {
  const values = optionValues({ name, called: `checkIndicator of ${name}` }, options, given)
  return Object.fromEntries(Object.keys(options).map((option, i) => [option, values[i]]))
}

function checkedWarmup(trial: Trial): readonly number[] {
  const { indicator, bars, options } = trial
  const warmup: unknown = indicator.warmup(options)
  const whole = (count: unknown) => Number.isSafeInteger(count) && (count as number) >= 0
  if (!Array.isArray(warmup) || warmup.length !== indicator.outputs.length || !warmup.every(whole)) {
    const wanted = `an array with a whole number of bars for each of ${indicator.outputs.join(', ')}`
    throw broken(trial, [`warmup returned ${JSON.stringify(warmup)} instead of ${wanted}`])
  }
  const needed = Math.max(...warmup) + holes + 1
  if (bars.length >= needed) return warmup
  throw new BacksweepError(
    'option-invalid',
    `checkIndicator: ${bars.length} bars are too few for the warm-up of ${indicator.name}: give at least ${needed}, better some hundred more.`,
    { indicator: indicator.name, found: bars.length, expected: needed },
  )
}

/** Computes on copies of the first bars, with the first `missing` values of the source replaced by NaN. */
function compute(trial: Trial, length: number, missing = 0): Outputs {
  const { indicator, bars, options } = trial
  const given = indicator.inputs.map((input) => {
    const column = bars[input === 'source' ? 'close' : input].slice(0, length)
    return input === 'source' ? column.fill(NaN, 0, missing) : column
  })
  const inputs = given.map((column) => column.slice())
  const outputs = computeIndicator(indicator, options, inputs)
  const changed = inputs.findIndex((column, i) => firstDifference(column, given[i]) < length)
  if (changed < 0) return outputs
  throw broken(trial, [`compute writes into its input ${indicator.inputs[changed]}, which all backtests share`])
}

function early({ indicator }: Trial, outputs: Outputs, warmup: readonly number[]): string | null {
  for (const [k, output] of indicator.outputs.entries()) {
    const bar = outputs[k].subarray(0, warmup[k]).findIndex((value) => !Number.isNaN(value))
    if (bar >= 0) return `${output} is ${outputs[k][bar]} on bar ${bar}, in its warm-up of ${warmup[k]} bars`
  }
  return null
}

function absent({ indicator }: Trial, outputs: Outputs, warmup: readonly number[]): string | null {
  for (const [k, output] of indicator.outputs.entries()) {
    const bar = outputs[k].findIndex((value, i) => i >= warmup[k] && !Number.isFinite(value))
    if (bar >= 0)
      return `${output} is ${outputs[k][bar]} on bar ${bar}, though it should have values from bar ${warmup[k]} on`
  }
  return null
}

function memory(trial: Trial, whole: Outputs): string | null {
  const again = compute(trial, whole[0].length)
  for (const [k, output] of trial.indicator.outputs.entries()) {
    const bar = firstDifference(again[k], whole[k])
    if (bar < again[k].length) {
      return `${output} of bar ${bar} is ${whole[k][bar]}, and ${again[k][bar]} when it is computed again`
    }
  }
  return null
}

function lookAhead(trial: Trial, whole: Outputs): string | null {
  for (const length of lengths(whole[0].length)) {
    const part = compute(trial, length)
    for (const [k, output] of trial.indicator.outputs.entries()) {
      const bar = firstDifference(part[k], whole[k])
      if (bar < length) {
        const [now, later] = [part[k][bar], whole[k][bar]]
        return `${output} looks ahead: on bar ${bar} it is ${now} with the bars up to ${length - 1}, and ${later} with those up to ${whole[k].length - 1}`
      }
    }
  }
  return null
}

function lateStart(trial: Trial, warmup: readonly number[]): string[] {
  if (!trial.indicator.inputs.includes('source')) return []
  const outputs = compute(trial, trial.bars.length, holes)
  const late = warmup.map((count) => count + holes)
  const problem = absent(trial, outputs, late)
  return problem === null ? [] : [`${problem}, when the first ${holes} values of its source are missing`]
}

/** Lengths of 0 to `total - 1` bars: the first ones all, of the others some. */
function lengths(total: number): number[] {
  const step = Math.max(1, (total - everyBar) / places)
  const first = Math.min(total, everyBar)
  const others = Math.ceil((total - first) / step)
  return [
    ...Array.from({ length: first }, (_, length) => length),
    ...Array.from({ length: others }, (_, i) => total - 1 - Math.floor(i * step)),
  ]
}

/** Index of the first value of `a` that differs from that of `b` in any bit; the length of `a` when none does. */
function firstDifference(a: Float64Array, b: Float64Array): number {
  const index = a.findIndex((value, i) => !Object.is(value, b[i]))
  return index < 0 ? a.length : index
}

function broken({ indicator }: Trial, problems: readonly string[]): BacksweepError {
  return new BacksweepError(
    'indicator-invalid',
    `The indicator "${indicator.name}" breaks its promises: ${problems.join('; ')}.`,
    { indicator: indicator.name, problems },
  )
}
