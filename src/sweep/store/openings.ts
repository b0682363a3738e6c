import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { wallClock } from '../../base/clock.ts'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { Parameters } from '../../simulation/model/strategy.ts'
import { writeWhole } from './files.ts'

/** One time that a holdout was opened. */
export interface Opening {
  /** ISO time, UTC. */
  readonly opened: string
  readonly sweep: string
  readonly strategy: string
  /** Of the winner, which alone was run. */
  readonly parameters: Parameters
  /** ISO dates or times of the bars that were seen, half-open. */
  readonly start: string
  readonly end: string
}

/*
 * Openings are lines of JSON in `<path of the store>.openings.jsonl`. The file lies beside the run, not in it, so that it stays whatever
 * becomes of the run: put aside, replaced, changed or damaged. It is no part of what a run exports, because it tells the time.
 */

/** Adds an opening to the record beside the run at `place`; durable when the promise resolves. The caller holds the lock of the run. */
export async function recordOpening(place: string, opening: Omit<Opening, 'opened'>): Promise<void> {
  const path = recordOf(place)
  const before = existsSync(path) ? await readFile(path, 'utf8') : ''
  const line = JSON.stringify({ opened: new Date(wallClock()).toISOString(), ...opening })
  await writeWhole(path, `${before}${line}\n`)
}

/**
 * Every time that a holdout was opened with the run at `place` or one before it there, in order. 'store-damaged' when the record cannot
 * be read: then it is not known that a holdout is sealed.
 */
export async function readOpenings(place: string): Promise<readonly Opening[]> {
  const path = recordOf(place)
  if (!existsSync(path)) return []
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line))
  } catch (error) {
    throw new BacksweepError(
      'store-damaged',
      `${path}, which records when the holdout was opened, cannot be read: ${messageOf(error)}. Bring back what was written there.`,
      { file: path },
    )
  }
}

/** What every look at results says of openings; null when there were none. */
export function openingsNotice(openings: readonly Opening[]): string | null {
  const last = openings.at(-1)
  if (last === undefined) return null
  const times = openings.length === 1 ? 'once' : `${openings.length} times, last`
  return `The holdout has been opened ${times} on ${last.opened.slice(0, 10)} (bars from ${last.start} on, sweep "${last.sweep}"): it is no test of anything chosen since.`
}

function recordOf(place: string): string {
  return `${place}.openings.jsonl`
}
