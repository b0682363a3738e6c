import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { RunHeader, StoredBacktest } from './store.ts'

const columnsBeforeMetrics = 6

/** Inserts backtests into the tables of a `sqlite:` store. */
export class SqliteInserter {
  private readonly database: DatabaseSync
  private readonly insertBacktest: StatementSync
  private readonly insertDetails: StatementSync
  /** Bound to the statement for one row after another. */
  private readonly values: (number | string | null)[]

  constructor(database: DatabaseSync, { strategy, metrics }: Pick<RunHeader, 'strategy' | 'metrics'>) {
    const columns = columnsBeforeMetrics + metrics.length
    this.database = database
    this.insertBacktest = database.prepare(
      `INSERT OR REPLACE INTO backtests VALUES (${Array(columns).fill('?').join(', ')})`,
    )
    this.insertDetails = database.prepare('INSERT OR REPLACE INTO details VALUES (?, ?)')
    this.values = new Array(columns)
    this.values[2] = strategy
  }

  /** All of them in one transaction, or none; they are on the disk when it returns. */
  write(backtests: Iterable<StoredBacktest>): void {
    const { database } = this
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const backtest of backtests) this.insert(backtest)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  private insert({ number, fingerprint, parameters, range, error, metrics, details }: StoredBacktest): void {
    const { values } = this
    values[0] = number
    values[1] = fingerprint
    values[3] = JSON.stringify(parameters)
    values[4] = range
    values[5] = error
    for (let i = 0; columnsBeforeMetrics + i < values.length; i++) {
      const value = metrics[i] // none of a failed backtest
      values[columnsBeforeMetrics + i] = value === undefined || Number.isNaN(value) ? null : value
    }
    this.insertBacktest.run(...values)
    if (details !== null && details.length > 0) this.insertDetails.run(number, details)
  }
}
