import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { openToCommit } from './sqlite-database.ts'
import { SqliteInserter } from './sqlite-inserter.ts'
import type { WriterAnswer, WriterStart } from './sqlite-writer.ts'
import type { StoredBacktest } from './store.ts'
import { rowSource, type Stretch, StretchRows } from './stretch.ts'

/** The thread of a `SqliteWriter`: inserts each batch in one transaction and says when it is on the disk. */

const port = parentPort
assert(port !== null, 'this file runs in a worker')
const { path, header, space } = workerData as WriterStart
const source = rowSource(header, space)

/** Opening may fail, too; what it throws is the answer to the first batch. */
const opened = openToCommit(path).then((database) => ({ database, inserter: new SqliteInserter(database, header) }))
opened.catch(() => {})

port.on('message', async (message: readonly Stretch[] | 'end') => {
  if (message === 'end') {
    await opened.then(
      ({ database }) => database.close(),
      () => {},
    )
    port.close()
    return
  }
  let answer: WriterAnswer = null
  try {
    const { inserter } = await opened
    inserter.write(rowsOf(message))
  } catch (error) {
    answer = error as Error
  }
  port.postMessage(answer)
})

function* rowsOf(stretches: readonly Stretch[]): Generator<StoredBacktest> {
  for (const stretch of stretches) {
    const rows = new StretchRows(source, stretch)
    for (let place = 0; place < stretch.sets.length; place++) yield rows.at(place)
  }
}
