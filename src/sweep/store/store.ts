import type { MetricName } from '../../metrics/registry.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import type { Search } from '../plan/search.ts'
import type { SearchSpace } from '../plan/search-space.ts'
import type { BacktestDetails, Keep } from './details.ts'
import type { Ranking } from './leaderboard.ts'
import { type BacktestRow, namedMetrics } from './row.ts'
import type { Stretch } from './stretch.ts'

/** The version of the layout this code writes, and the highest it reads. */
export const storeSchema = 1

/** What a store says about the run in it, so that its rows can be understood and ranked without the sweep file. */
export interface RunHeader {
  /** Version of the store's layout; a higher one than `storeSchema` is refused. */
  readonly schema: number
  /** Version of backsweep that made the run. */
  readonly engine: string
  readonly sweep: string
  readonly strategy: string
  /** Identity of the strategy's code. */
  readonly code: string
  /** Names of the strategy's parameters, in the order in which they vary (the last fastest). */
  readonly parameters: readonly string[]
  readonly data: {
    readonly symbol: string
    /** Of a portfolio, in the order of the sweep's `data`. */
    readonly symbols?: readonly string[]
    readonly timeframe: string
    readonly bars: number
    readonly fingerprint: string
  }
  /** ISO date or time from which bars were held out; absent when none were. */
  readonly holdout?: string
  /** In order of start. */
  readonly ranges: readonly RunRange[]
  /** Costs, sizing, fills, annualisation: all that changes results beside code, data and parameters. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly keep: Keep
  readonly metrics: readonly string[]
  readonly rankBy: string
  /** What chose the parameter sets; not there when they are the whole grid or list. */
  readonly search?: Search
  /** Parameter sets; the backtest with number n has set n % parameterSets on range floor(n / parameterSets). */
  readonly parameterSets: number
  /** Identity of the list of parameter sets and date ranges. */
  readonly plan: string
}

export interface RunRange {
  readonly name: string
  /** ISO dates or times, half-open [start, end). */
  readonly start: string
  readonly end: string
  readonly bars: number
  /** Of the bars up to the end, which is all that a backtest on this range can see. */
  readonly fingerprint: string
  /** Starts of the bars at whose close the equity is kept, UTC epoch milliseconds. */
  readonly snapshots: readonly number[]
}

/** A backtest as a runner hands it over and a store keeps it. Without names, which are in the header: there are very many. */
export interface StoredBacktest {
  /** Place in the plan, from 0. */
  readonly number: number
  /** Identity of all that its result depends on. */
  readonly fingerprint: string
  readonly parameters: Parameters
  /** Name of the date range. */
  readonly range: string
  /** Why it failed; null when it did not. */
  readonly error: string | null
  /** In the order of the header's; NaN is undefined. None when it failed. */
  readonly metrics: Float64Array
  /** Snapshots and trades as bytes (see details.ts), when they are kept. */
  readonly details: Uint8Array | null
  /** What a `json:` store writes of it, where a worker has made that already. */
  readonly texts?: RowTexts
}

export interface RowTexts {
  /** Its line without details, with the end of the line. */
  readonly line: Uint8Array
  /** Its entry in checkpoints.json. */
  readonly entry: Uint8Array
}

/** Backtests that a store is given at once, in order: an array of them, or those of a run. */
export interface Batch extends Iterable<StoredBacktest> {
  readonly length: number
  /** The one at this place, from 0. */
  at(place: number): StoredBacktest | undefined
  /** Where they are columns still: these, of which another thread can make rows. */
  readonly columns?: BatchColumns
}

export interface BatchColumns {
  readonly space: SearchSpace
  readonly parts: readonly BatchPart[]
}

/** The backtests of a stretch at the places [from, to). */
export interface BatchPart {
  readonly stretch: Stretch
  readonly from: number
  readonly to: number
}

export type RowParts = Pick<StoredBacktest, 'parameters' | 'range' | 'error'> & { readonly metrics: ArrayLike<number> }

/** A backtest as users see it, but for what filters say of it. */
export function rowOf(
  header: Pick<RunHeader, 'strategy' | 'metrics'>,
  { parameters, range, error, metrics }: RowParts,
): BacktestRow {
  const head = { strategy: header.strategy, parameters, range }
  return error === null
    ? { ...head, status: 'complete', metrics: namedMetrics(header.metrics, metrics) }
    : { ...head, status: 'failed', error, metrics: {} }
}

/** Places in the list of parameter sets, half-open. */
export interface Places {
  readonly from: number
  readonly to: number
}

/** Numbers [from, to) of the backtests that `rows` is asked for. */
export function numbersOf({ ranges, parameterSets }: RunHeader, range?: string, sets?: Places): Places {
  if (range === undefined) return { from: 0, to: ranges.length * parameterSets }
  const place = ranges.findIndex(({ name }) => name === range)
  if (place < 0) return { from: 0, to: 0 }
  const { from, to } = sets ?? { from: 0, to: parameterSets }
  return { from: place * parameterSets + from, to: place * parameterSets + to }
}

/** What is known of a stored backtest without reading it. */
export interface IndexEntry {
  readonly number: number
  readonly fingerprint: string
  readonly failed: boolean
}

/**
 * Where one run lives. A store is opened for writing by one process at a time, and for reading by any number.
 *
 * Backtests are known by their number in the plan. Appending one again replaces the one before.
 */
export interface Store {
  /** As the user names it: `memory:`, `json:DIR` or `sqlite:FILE`. */
  readonly address: string
  readonly header: RunHeader
  /** What was odd but could be lived with, in words: a line torn by a crash that was left out; and that the holdout has been opened. */
  readonly notices: readonly string[]
  /**
   * Adds backtests, one call after the other; when the promise resolves they are durable, all or (after a crash) some from the front.
   * Their memory may be freed then: only `memory:` keeps them as they are.
   */
  append(batch: Batch): Promise<void>
  /** Says which parameter sets a filter has eliminated, by place in the list of sets, after `range` (its name, or `final`). Replaces what was said of that range. */
  eliminate(range: string, sets: readonly number[]): Promise<void>
  /** What `eliminate` has been told, by range. */
  readonly eliminated: ReadonlyMap<string, readonly number[]>
  /**
   * Fingerprints of backtests that runs before this one made at this address and that are not in it: a winner is the best of
   * them, too. Empty in stores that were made before there was such a list.
   */
  earlierTrials(): Promise<ReadonlySet<string>>
  /** Adds to `earlierTrials`; durable when the promise resolves. */
  addEarlierTrials(fingerprints: Iterable<string>): Promise<void>
  /** Every backtest there is, in any order: read once, when a run resumes. */
  index(): AsyncIterable<IndexEntry>
  /** Whole backtests, in any order, for copying to another store. */
  backtests(): AsyncIterable<StoredBacktest>
  /**
   * All rows in the order of the plan, one at a time, marked as `filtered` where eliminated; with `range` those of one date range, with `sets` of
   * these those of the parameter sets at the places [from, to).
   */
  rows(range?: string, sets?: Places): AsyncIterable<BacktestRow>
  /** The best `count` complete rows by a metric that the run has. */
  ranking(metric: MetricName, count: number): Promise<Ranking>
  /** Snapshots and trades of one backtest; null when none were kept. */
  details(number: number): Promise<BacktestDetails | null>
  close(): Promise<void>
}
