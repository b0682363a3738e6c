import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { BacksweepError } from '../base/errors.ts'
import { nearest } from '../base/suggest.ts'

/**
 * The text of a UTF-8 file, without a byte order mark. Errors: 'file-not-found', which names files of the
 * same folder with a similar name, and 'file-unreadable'.
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8')
    return text.startsWith('\uFEFF') ? text.slice(1) : text
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
    if (code === 'ENOENT') throw await notFound(path, cause)
    const reason = code === 'EISDIR' ? 'is a folder: name a file in it' : `cannot be read (${code})`
    throw new BacksweepError('file-unreadable', `${path} ${reason}`, { file: path, reason: code }, { cause })
  }
}

async function notFound(path: string, cause: unknown): Promise<BacksweepError> {
  const absolute = resolve(path)
  const neighbours = await readdir(dirname(absolute)).catch(() => undefined)
  const similar = nearest(basename(absolute), neighbours ?? [])
  let hint = 'No file there has a similar name: check the path'
  if (neighbours === undefined) hint = `There is no folder ${dirname(absolute)}: check the path`
  else if (similar.length > 0) hint = `Did you mean ${similar.map((name) => `"${name}"`).join(' or ')}?`
  return new BacksweepError(
    'file-not-found',
    `File "${path}" does not exist, looked for at ${absolute}. ${hint}`,
    { file: path, absolute, nearest: similar },
    { cause },
  )
}
