import type { MetricName } from '../metrics/registry.ts'
import type { SweepResult } from '../sweep/run/run-sweep.ts'
import { rank } from '../sweep/store/leaderboard.ts'
import { openStore } from '../sweep/store/open-store.ts'
import type { BacktestRow } from '../sweep/store/row.ts'
import type { RunHeader } from '../sweep/store/store.ts'
import { trialsOf } from '../sweep/store/trials.ts'

/** Where a verdict reads the run from. */
export interface Source {
  readonly store: string
  readonly header: RunHeader
  /** All trials ever made at the store's address. */
  readonly trials: number
  /** The best row as `backsweep results` ranks: of all date ranges, not eliminated by a filter, the first of equals. */
  readonly first: BacktestRow | null
  readonly failed: number
  /** Rows in the order of the plan, as often as they are needed. */
  rows(range: string): AsyncIterable<BacktestRow>
  close(): Promise<void>
}

/** Of a store, or of a run that has just ended: one in memory has no address to open. */
export async function sourceOf(place: string | SweepResult): Promise<Source> {
  if (typeof place === 'string' || place.store !== 'memory:') {
    const store = await openStore(typeof place === 'string' ? place : place.store)
    const { header } = store
    const { size } = await trialsOf(store)
    const { best, failed } = await store.ranking(header.rankBy as MetricName, 1)
    return {
      store: store.address,
      header,
      trials: size,
      first: best[0] ?? null,
      failed,
      rows: (range) => store.rows(range),
      close: () => store.close(),
    }
  }
  const { header, complete, failed } = place
  const { best } = await rank(place.backtests(), header.rankBy as MetricName, 1)
  return {
    store: place.store,
    header,
    trials: complete + failed,
    first: best[0] ?? null,
    failed,
    rows: (range) => rowsOf(place, range),
    close: async () => {},
  }
}

async function* rowsOf(result: SweepResult, range: string): AsyncGenerator<BacktestRow> {
  for await (const row of result.backtests()) if (row.range === range) yield row
}
