import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { bytesOf } from './row-bytes.ts'
import { type RowColumns, textsAt } from './row-columns.ts'
import { openToCommit } from './sqlite-database.ts'
import type { WriterAnswer, WriterStart } from './sqlite-writer.ts'

/** The thread of a `SqliteWriter`: inserts each batch in one transaction and says when it is on the disk. */

const port = parentPort
assert(port !== null, 'this file runs in a worker')
const { path, strategy, metrics } = workerData as WriterStart
const width = metrics.length
const columns = 6 + width
let database: DatabaseSync
let insertBacktest: StatementSync
let insertDetails: StatementSync

/** Opening may fail, too; what it throws is the answer to the first batch. */
const opened = openToCommit(path).then((connection) => {
  database = connection
  insertBacktest = database.prepare(`INSERT OR REPLACE INTO backtests VALUES (${Array(columns).fill('?').join(', ')})`)
  insertDetails = database.prepare('INSERT OR REPLACE INTO details VALUES (?, ?)')
})
opened.catch(() => {})

port.on('message', async (message: RowColumns | 'end') => {
  if (message === 'end') {
    await opened.then(
      () => database.close(),
      () => {},
    )
    port.close()
    return
  }
  let answer: WriterAnswer = null
  try {
    await opened
    write(message)
  } catch (error) {
    answer = error as Error
  }
  port.postMessage(answer)
})

function write(batch: RowColumns): void {
  try {
    database.exec('BEGIN IMMEDIATE')
    insert(batch)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function insert(batch: RowColumns): void {
  const { numbers, errors, metrics, details } = batch
  const values = new Array<number | string | null>(columns)
  values[2] = strategy
  for (let row = 0; row < numbers.length; row++) {
    const [fingerprint, parameters, range] = textsAt(batch, row)
    values[0] = numbers[row]
    values[1] = fingerprint
    values[3] = parameters
    values[4] = range
    values[5] = errors[row]
    for (let i = 0; i < width; i++) {
      const value = metrics[row * width + i]
      values[6 + i] = Number.isNaN(value) ? null : value
    }
    insertBacktest.run(...values)
    const bytes = bytesOf(details, row)
    if (bytes.length > 0) insertDetails.run(numbers[row], bytes)
  }
}
