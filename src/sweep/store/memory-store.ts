import type { BacktestRow } from './row.ts'
import type { RunHeader, Store } from './store.ts'

/** Keeps the rows in memory, for programs that look at the result at once and for trying things. */
export class MemoryStore implements Store {
  readonly place = 'memory:'
  readonly header: RunHeader
  readonly notices: readonly string[] = []
  private readonly kept: BacktestRow[] = []

  constructor(header: RunHeader) {
    this.header = header
  }

  async append(rows: readonly BacktestRow[]): Promise<void> {
    for (const row of rows) this.kept.push(row)
  }

  async *rows(): AsyncGenerator<BacktestRow> {
    yield* this.kept
  }

  async close(): Promise<void> {}
}
