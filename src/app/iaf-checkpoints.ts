import { BacksweepError, messageOf } from '../base/errors.ts'
import { readTextFile } from '../data/text-file.ts'
import { BacktestDateRange } from './backtest-date-range.ts'

/** The strategies that are done on one date range. */
export interface IafCheckpoint {
  readonly dateRange: BacktestDateRange
  /** Ids in the order of the file, each with its hash; null where the file has none. */
  readonly strategies: ReadonlyMap<string, string | null>
}

/**
 * Reads the `checkpoints.json` of Investing Algorithm Framework: which strategies are done on which date range, in the order
 * of the file. Both forms are read, lists of ids and ids with hashes; a `json:` store's own `checkpoints.json` is of the second.
 *
 * Keys are `<start>_<end>` in ISO form, in UTC without a zone. Errors: 'file-not-found', and 'file-unreadable' for a file that
 * is no such index, naming the entry.
 */
export async function readIafCheckpoints(path: string): Promise<readonly IafCheckpoint[]> {
  const index = parse(await readTextFile(path), path)
  return Object.entries(index).map(([key, done]) =>
    Object.freeze({ dateRange: dateRangeOf(key, path), strategies: strategiesOf(done, key, path) }),
  )
}

function parse(text: string, path: string): Record<string, unknown> {
  let index: unknown
  try {
    index = JSON.parse(text)
  } catch (error) {
    throw unreadable(path, `is not JSON: ${messageOf(error)}`)
  }
  if (isObject(index)) return index
  throw unreadable(path, 'is not an object of "<start>_<end>" with the strategies done')
}

function dateRangeOf(key: string, path: string): BacktestDateRange {
  const dates = key.split('_')
  if (dates.length !== 2) throw unreadable(path, `has the entry "${key}", which is not <start>_<end>`)
  const [startDate, endDate] = dates
  try {
    return new BacktestDateRange({ startDate, endDate })
  } catch (error) {
    throw unreadable(path, `has the entry "${key}": ${messageOf(error)}`)
  }
}

function strategiesOf(done: unknown, key: string, path: string): Map<string, string | null> {
  const entries: [unknown, unknown][] | null = Array.isArray(done)
    ? done.map((id) => [id, null])
    : isObject(done)
      ? Object.entries(done)
      : null
  const isEntry = (entry: [unknown, unknown]): entry is [string, string | null] =>
    typeof entry[0] === 'string' && (entry[1] === null || typeof entry[1] === 'string')
  if (entries === null || !entries.every(isEntry)) {
    throw unreadable(path, `has the entry "${key}", which is neither a list of ids nor an object of id and hash`)
  }
  return new Map(entries)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(path: string, problem: string): BacksweepError {
  return new BacksweepError('file-unreadable', `${path} ${problem}: give a checkpoints.json.`, { file: path })
}
