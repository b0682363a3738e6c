import { BacksweepError } from '../base/errors.ts'
import { unknownName } from '../base/suggest.ts'
import { snapshotIntervals } from '../sweep/store/details.ts'
import type { Backtest } from './backtest.ts'
import { BacktestDateRange, type BacktestDateRangeOptions } from './backtest-date-range.ts'
import type { SnapshotInterval } from './snapshot-interval.ts'
import { TradingStrategy } from './trading-strategy.ts'

/** Options of `runVectorBacktestsWithCheckpoints`. */
export interface VectorBacktestOptions {
  /** Parameter sets of one vector strategy, or of several. */
  readonly strategies: readonly TradingStrategy[]
  /** They run in order of start. */
  readonly backtestDateRanges: readonly (BacktestDateRange | BacktestDateRangeOptions)[]
  /** Cash at the start of every backtest; default: the market's initialBalance. */
  readonly initialAmount?: number
  /** Which of the app's markets; needed only when it has several. */
  readonly market?: string
  readonly tradingSymbol?: string
  /** Annual, as a fraction: 0.027 is 2.7 %. Default 0. */
  readonly riskFreeRate?: number
  /** Kept in the storage directory, with the trades; nothing is kept without one. Default DAILY. */
  readonly snapshotInterval?: SnapshotInterval
  /** Where the run is kept, as the store `json:DIR`; default: in memory, until the call returns. */
  readonly backtestStorageDirectory?: string
  /** True (default): go on with the run that is in the storage directory. False: start over; the run there is kept aside. */
  readonly useCheckpoints?: boolean
  /** Shows one line on stderr. Default false. */
  readonly showProgress?: boolean
  /** Record backtests that fail and go on, instead of stopping at the first. Default false. */
  readonly continueOnError?: boolean
  /** After each date range: returns those of the backtests that go on. */
  readonly windowFilterFunction?: (backtests: readonly Backtest[], dateRange: BacktestDateRange) => readonly Backtest[]
  /** After the last date range: returns those of the backtests that remain. */
  readonly finalFilterFunction?: (backtests: readonly Backtest[]) => readonly Backtest[]
  /** Stops the run; what was done is in the storage directory, and the call is rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Options of `runVectorBacktestsWithCheckpointsOptimized`: the same, and how to be fast. */
export interface OptimizedVectorBacktestOptions extends VectorBacktestOptions {
  /** Backtests handed out and not yet written, at most; default 100. */
  readonly batchSize?: number
  /** Results in one durable write; default 50. */
  readonly checkpointBatchSize?: number
  /** null (default) or 1: in this process; -1: a worker for every core; N: that many. */
  readonly nWorkers?: number | null
}

type Rule = readonly [allows: (value: unknown) => boolean, advice: string]

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isFunction = (value: unknown) => typeof value === 'function'
const isWhole = (value: unknown) => Number.isInteger(value) && (value as number) >= 1
const isBetween = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && value > low && value < high
const isListOf = (allows: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(allows)

const yesOrNo: Rule = [(value) => typeof value === 'boolean', 'give true or false']
const filter: Rule = [isFunction, 'give a function that returns those of its backtests that go on']
const count: Rule = [isWhole, 'give a whole number from 1']
const isDateRange = (value: unknown) => typeof value === 'object' && value !== null

const plainRules: { readonly [K in keyof VectorBacktestOptions]-?: Rule } = {
  strategies: [isListOf((one) => one instanceof TradingStrategy), 'give a list of TradingStrategy, at least one'],
  backtestDateRanges: [isListOf(isDateRange), 'give a list of BacktestDateRange, at least one'],
  initialAmount: [isBetween(0, Infinity), 'give an amount of money above 0'],
  market: [isText, 'give the name of a market that addMarket added'],
  tradingSymbol: [isText, 'give the trading symbol of a market that addMarket added'],
  riskFreeRate: [isBetween(-1, 1), 'give a fraction: 0.027 is 2.7 % a year'],
  snapshotInterval: [
    (value) => snapshotIntervals.includes(value as SnapshotInterval),
    'give SnapshotInterval.DAILY, WEEKLY, STRATEGY_ITERATION or NONE',
  ],
  backtestStorageDirectory: [isText, 'give the path of a folder'],
  useCheckpoints: yesOrNo,
  showProgress: yesOrNo,
  continueOnError: yesOrNo,
  windowFilterFunction: filter,
  finalFilterFunction: filter,
  signal: [(value) => value instanceof AbortSignal, 'give the signal of an AbortController'],
}

const optimizedRules: { readonly [K in keyof OptimizedVectorBacktestOptions]-?: Rule } = {
  ...plainRules,
  batchSize: count,
  checkpointBatchSize: count,
  nWorkers: [
    (value) => value === null || value === -1 || isWhole(value),
    'give null or 1 for this process, -1 for all cores, or a number of workers',
  ],
}

/** Throws the first thing that is wrong with the options of a run; undefined counts as left out. */
export function checkPlainOptions(options: VectorBacktestOptions): void {
  check(options, plainRules, 'runVectorBacktestsWithCheckpoints')
}

export function checkOptimizedOptions(options: OptimizedVectorBacktestOptions): void {
  check(options, optimizedRules, 'runVectorBacktestsWithCheckpointsOptimized')
}

/** The date ranges as given, or made from what was given. */
export function dateRangesOf({ backtestDateRanges }: VectorBacktestOptions): BacktestDateRange[] {
  return backtestDateRanges.map((given) => (given instanceof BacktestDateRange ? given : new BacktestDateRange(given)))
}

function check(options: object, rules: Readonly<Record<string, Rule>>, call: string): void {
  const given = new Map<string, unknown>(Object.entries(options ?? {}).filter(([, value]) => value !== undefined))
  for (const name of given.keys()) {
    if (!Object.hasOwn(rules, name)) throw unknownName('option', name, Object.keys(rules), `of ${call}`)
  }
  const required = ['strategies', 'backtestDateRanges']
  for (const [name, [allows, advice]] of Object.entries(rules)) {
    if (given.has(name) ? allows(given.get(name)) : !required.includes(name)) continue
    const found = given.has(name) ? shown(given.get(name)) : 'missing'
    throw new BacksweepError('option-invalid', `${call}: ${name} is ${found}: ${advice}.`, { option: name })
  }
  if (given.get('useCheckpoints') === true && !given.has('backtestStorageDirectory')) {
    throw new BacksweepError(
      'option-invalid',
      `${call}: useCheckpoints is true without a backtestStorageDirectory: give the folder that holds the checkpoints.`,
      { option: 'useCheckpoints' },
    )
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list with something else in it'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
