import type { MetricName } from '../../metrics/registry.ts'
import { type BacktestDetails, decodeDetails } from './details.ts'
import { Eliminations } from './eliminations.ts'
import { type Ranking, rank } from './leaderboard.ts'
import type { BacktestRow } from './row.ts'
import {
  type Batch,
  type IndexEntry,
  numbersOf,
  type Places,
  type RunHeader,
  rowOf,
  type Store,
  type StoredBacktest,
} from './store.ts'

/** Keeps a run in memory, for programs that look at the result at once and for trying things. */
export class MemoryStore implements Store {
  readonly address = 'memory:'
  readonly header: RunHeader
  readonly notices: readonly string[] = []
  private readonly kept: (StoredBacktest | undefined)[]
  private readonly eliminations: Eliminations
  private readonly earlier = new Set<string>()

  constructor(header: RunHeader) {
    this.header = header
    this.eliminations = new Eliminations(header)
    // of its full length: one that grows from far beyond its end would become a table of keys
    this.kept = new Array(header.parameterSets * header.ranges.length)
  }

  get eliminated(): ReadonlyMap<string, readonly number[]> {
    return this.eliminations.byRange
  }

  async append(batch: Batch): Promise<void> {
    for (const backtest of batch) this.kept[backtest.number] = backtest
  }

  async eliminate(range: string, sets: readonly number[]): Promise<void> {
    this.eliminations.set(range, sets)
  }

  async earlierTrials(): Promise<ReadonlySet<string>> {
    return this.earlier
  }

  async addEarlierTrials(fingerprints: Iterable<string>): Promise<void> {
    for (const fingerprint of fingerprints) this.earlier.add(fingerprint)
  }

  async *index(): AsyncGenerator<IndexEntry> {
    for await (const { number, fingerprint, error } of this.backtests()) {
      yield { number, fingerprint, failed: error !== null }
    }
  }

  async *backtests(): AsyncGenerator<StoredBacktest> {
    for (const backtest of this.kept) if (backtest !== undefined) yield backtest
  }

  async *rows(range?: string, sets?: Places): AsyncGenerator<BacktestRow> {
    const { from, to } = numbersOf(this.header, range, sets)
    for (let number = from; number < to; number++) {
      const backtest = this.kept[number]
      if (backtest === undefined) continue
      const marked = this.eliminations.mark(number, rowOf(this.header, backtest))
      if (marked !== null) yield marked
    }
  }

  async ranking(metric: MetricName, count: number): Promise<Ranking> {
    return rank(this.rows(), metric, count)
  }

  async details(number: number): Promise<BacktestDetails | null> {
    const bytes = this.kept[number]?.details ?? null
    return bytes && decodeDetails(bytes, this.header.data)
  }

  async close(): Promise<void> {}
}
