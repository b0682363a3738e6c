import type { SweepResult } from '../sweep/run/run-sweep.ts'
import { openStore } from '../sweep/store/open-store.ts'
import type { BacktestRow } from '../sweep/store/row.ts'
import type { RunHeader } from '../sweep/store/store.ts'
import { trialsOf } from '../sweep/store/trials.ts'

/** Where a verdict reads the run from: its rows, in the order of the plan, as often as they are needed. */
export interface Source {
  readonly store: string
  readonly header: RunHeader
  /** All trials ever made at the store's address. */
  readonly trials: number
  rows(range?: string): AsyncIterable<BacktestRow>
  close(): Promise<void>
}

/** Of a store, or of a run that has just ended: one in memory has no address to open. */
export async function sourceOf(place: string | SweepResult): Promise<Source> {
  if (typeof place === 'string' || place.store !== 'memory:') {
    const store = await openStore(typeof place === 'string' ? place : place.store)
    const { size } = await trialsOf(store)
    return {
      store: store.address,
      header: store.header,
      trials: size,
      rows: (range) => store.rows(range),
      close: () => store.close(),
    }
  }
  const { header, complete, failed } = place
  return {
    store: place.store,
    header,
    trials: complete + failed,
    rows: (range) => some(place, range),
    close: async () => {},
  }
}

async function* some(result: SweepResult, range?: string): AsyncGenerator<BacktestRow> {
  for await (const row of result.backtests()) if (range === undefined || row.range === range) yield row
}
