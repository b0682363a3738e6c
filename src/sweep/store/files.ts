import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BacksweepError, messageOf } from '../../base/errors.ts'

/** Replaces or makes a file so that after a crash it is there whole, as it was or as it is to be. */
export async function writeWhole(
  path: string,
  text: string | AsyncIterable<string> | Iterable<Uint8Array>,
): Promise<void> {
  const partial = `${path}.writing-${unfinished()}`
  try {
    const file = await open(partial, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw unwritable(path, error)
  }
}

let made = 0

/** Part of a name for something unfinished, which no other process or caller uses. */
export function unfinished(): string {
  return `${process.pid}-${++made}`
}

/**
 * Makes a folder and those above it. Not by `recursive` of Node's mkdir, which never returns where the system says of a folder whose
 * parent exists that the parent does not, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
    await syncFolder(dirname(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    await makeFolder(dirname(path))
    await makeFolder(path)
  }
}

/** Makes renames and new files in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What to throw when writing at `path` failed; an error that is already told to people stays as it is. */
export function unwritable(path: string, error: unknown): BacksweepError {
  if (error instanceof BacksweepError) return error
  return new BacksweepError(
    'file-unreadable',
    `Cannot write ${path}: ${messageOf(error)}.`,
    { file: path },
    { cause: error },
  )
}

/** Another process was quicker: when a run was about to start, the place was free. */
export function taken(path: string): BacksweepError {
  return new BacksweepError(
    'store-exists',
    `${path} has been made by another process in the meantime: name another --store.`,
    { path },
  )
}
