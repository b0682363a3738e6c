import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** Node below 24 warns on standard error that its SQLite is experimental: not something that users of a run can act on. */
export async function openDatabase(path: string, readOnly: boolean, immutable = false): Promise<DatabaseSync> {
  const warn = process.emitWarning
  process.emitWarning = (() => {}) as typeof process.emitWarning
  try {
    const { DatabaseSync } = await import('node:sqlite')
    const file = immutable ? new URL(`${pathToFileURL(resolve(path))}?immutable=1`) : path
    return new DatabaseSync(file, { readOnly })
  } finally {
    process.emitWarning = warn
  }
}

/** Opened so that what it commits is on the disk when it says so. */
export async function openToCommit(path: string): Promise<DatabaseSync> {
  const database = await openDatabase(path, false)
  database.exec('PRAGMA synchronous = FULL')
  return database
}
