import { assert } from '../../base/assert.ts'
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
  /** As they came: a row that is made for every backtest is one object more that each collection of garbage goes through. */
  private readonly batches: Batch[] = []
  /** By number: 1 + the place of the batch that a backtest is in, 0 without, and its place in that. */
  private readonly batchOf: Uint32Array
  private readonly placeIn: Uint32Array
  private readonly eliminations: Eliminations
  private readonly earlier = new Set<string>()

  constructor(header: RunHeader) {
    this.header = header
    this.eliminations = new Eliminations(header)
    const planned = header.parameterSets * header.ranges.length
    this.batchOf = new Uint32Array(planned)
    this.placeIn = new Uint32Array(planned)
  }

  get eliminated(): ReadonlyMap<string, readonly number[]> {
    return this.eliminations.byRange
  }

  async append(batch: Batch): Promise<void> {
    const batches = this.batches.push(batch)
    let place = 0
    for (const { number } of batch) {
      assert(number < this.batchOf.length, 'a store has the backtests of its plan')
      this.batchOf[number] = batches
      this.placeIn[number] = place++
    }
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
    for (let number = 0; number < this.batchOf.length; number++) {
      const backtest = this.at(number)
      if (backtest !== undefined) yield backtest
    }
  }

  async *rows(range?: string, sets?: Places): AsyncGenerator<BacktestRow> {
    const { from, to } = numbersOf(this.header, range, sets)
    for (let number = from; number < to; number++) {
      const backtest = this.at(number)
      if (backtest === undefined) continue
      const marked = this.eliminations.mark(number, rowOf(this.header, backtest))
      if (marked !== null) yield marked
    }
  }

  async ranking(metric: MetricName, count: number): Promise<Ranking> {
    return rank(this.rows(), metric, count)
  }

  async details(number: number): Promise<BacktestDetails | null> {
    const bytes = this.at(number)?.details ?? null
    return bytes && decodeDetails(bytes, this.header.data)
  }

  async close(): Promise<void> {}

  private at(number: number): StoredBacktest | undefined {
    const batches = this.batchOf[number]
    return batches > 0 ? this.batches[batches - 1].at(this.placeIn[number]) : undefined
  }
}
