import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import type { SweepOptions } from '../sweep/plan/sweep.ts'
import type { RunOptions } from '../sweep/run/run-options.ts'
import type { Workers } from '../sweep/run/workers.ts'

/** Where and how `cerebro.run` works; all but `maxCpus` is as for `runSweep` and `defineSweep`. */
export interface CerebroOptions
  extends Pick<
      RunOptions,
      | 'store'
      | 'resume'
      | 'fresh'
      | 'retryFailed'
      | 'continueOnError'
      | 'timeLimit'
      | 'memoryLimit'
      | 'onProgress'
      | 'signal'
    >,
    Pick<SweepOptions<object>, 'metrics' | 'periodsPerYear' | 'riskFreeRate'> {
  /**
   * `null` (default): all cores, as soon as they pay off: a job of a second or less is done in this process before threads would have
   * started. 1: in this process. N: that many threads.
   */
  readonly maxCpus?: number | null
}

const runNames = [
  'store',
  'resume',
  'fresh',
  'retryFailed',
  'continueOnError',
  'timeLimit',
  'memoryLimit',
  'onProgress',
  'signal',
] as const satisfies (keyof CerebroOptions)[]
const sweepNames = ['metrics', 'periodsPerYear', 'riskFreeRate'] as const satisfies (keyof CerebroOptions)[]
const names: readonly string[] = ['maxCpus', ...runNames, ...sweepNames]

/** Refuses names that do not exist, and a wrong `maxCpus`; the rest is checked where it is used. */
export function checkCerebroOptions(options: CerebroOptions): void {
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw unknownName('option', name, names, 'of Cerebro')
  }
  const { maxCpus = null } = options
  if (maxCpus === null || (Number.isInteger(maxCpus) && maxCpus >= 1)) return
  throw new BacksweepError(
    'option-invalid',
    `Cerebro: maxCpus is ${maxCpus}: give null for all cores, 1 for this process, or a number of threads.`,
    { option: 'maxCpus' },
  )
}

/** Those that are for `runSweep`. */
export function runOptionsOf(options: CerebroOptions): RunOptions {
  return picked(options, runNames)
}

/** Those that are for `defineSweep`. Its ranking plays no part, but must be by a metric that there is. */
export function sweepOptionsOf(
  options: CerebroOptions,
): Pick<SweepOptions<object>, 'metrics' | 'periodsPerYear' | 'riskFreeRate' | 'rankBy'> {
  const { metrics } = options
  const [first] = Array.isArray(metrics) && !metrics.includes('sharpe') ? metrics : []
  return { ...picked(options, sweepNames), ...(first !== undefined && { rankBy: first }) }
}

/** One backtest is always run here: threads would only cost. */
export function workersOf({ maxCpus = null }: CerebroOptions, optimizes: boolean): Workers {
  if (!optimizes || maxCpus === 1) return 'none'
  return maxCpus ?? 'auto-all'
}

function picked<K extends keyof CerebroOptions>(
  options: CerebroOptions,
  wanted: readonly K[],
): Pick<CerebroOptions, K> {
  return Object.fromEntries(wanted.map((name) => [name, options[name]])) as Pick<CerebroOptions, K>
}
