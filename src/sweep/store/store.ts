import type { BacktestRow } from './row.ts'

/** What a store says about the run in it, so that its rows can be understood and ranked without the sweep file. */
export interface RunHeader {
  /** Version of the store's layout; a higher one than this code knows is refused. */
  readonly schema: 1
  /** Version of backsweep that made the run. */
  readonly engine: string
  readonly sweep: string
  readonly strategy: string
  /** Names of the strategy's parameters, in the order in which they vary (the last fastest). */
  readonly parameters: readonly string[]
  readonly data: {
    readonly symbol: string
    readonly timeframe: string
    readonly bars: number
    readonly fingerprint: string
  }
  /** ISO dates or times, half-open. */
  readonly ranges: readonly {
    readonly name: string
    readonly start: string
    readonly end: string
    readonly bars: number
  }[]
  readonly settings: Readonly<Record<string, unknown>>
  readonly metrics: readonly string[]
  readonly rankBy: string
  /** Backtests in the plan. */
  readonly planned: number
}

/** Where the rows of one run live. Rows come back in the order of the plan. */
export interface Store {
  /** As the user names it: `memory:` or `json:DIR`. */
  readonly place: string
  readonly header: RunHeader
  /** Adds rows; when the promise resolves they are durable. */
  append(rows: readonly BacktestRow[]): Promise<void>
  /** Streams all rows, one at a time. */
  rows(): AsyncIterable<BacktestRow>
  /** What reading found odd but could live with, in words: a line torn by a crash that was left out. */
  readonly notices: readonly string[]
  close(): Promise<void>
}

/** The version this code writes and the highest it reads. */
export const storeSchema = 1
