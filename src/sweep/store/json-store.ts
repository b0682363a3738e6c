import { createReadStream, existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { BacktestRow } from './row.ts'
import { type RunHeader, type Store, storeSchema } from './store.ts'

/**
 * A folder people can read: `run.json` says what was run, `results.jsonl` holds one row a line, in the
 * order of the plan. Lines are appended in batches and synced, so a kill leaves at most a torn last line.
 */
export class JsonStore implements Store {
  readonly place: string
  readonly header: RunHeader
  readonly notices: string[] = []
  private readonly results: string
  private file: FileHandle | null

  private constructor(folder: string, header: RunHeader, file: FileHandle | null) {
    this.place = `json:${folder}`
    this.header = header
    this.results = join(folder, 'results.jsonl')
    this.file = file
  }

  /** Starts a run in `folder`, which must not hold one. The folder appears whole or not at all. */
  static async create(folder: string, header: RunHeader): Promise<JsonStore> {
    const fresh = `${folder}.starting-${process.pid}`
    try {
      await mkdir(dirname(folder), { recursive: true })
      await mkdir(fresh)
      await writeSynced(join(fresh, 'run.json'), `${JSON.stringify(header, null, 2)}\n`)
      await writeSynced(join(fresh, 'results.jsonl'), '')
      await rename(fresh, folder)
      await syncFolder(dirname(folder))
    } catch (error) {
      await rm(fresh, { recursive: true, force: true }).catch(() => {}) // the first error is the one to tell
      throw unwritable(folder, error)
    }
    return new JsonStore(folder, header, await open(join(folder, 'results.jsonl'), 'a'))
  }

  /** Opens the run in `folder` for reading. */
  static async open(folder: string): Promise<JsonStore> {
    const path = join(folder, 'run.json')
    if (!existsSync(path)) {
      throw new BacksweepError(
        'store-not-found',
        `There is no run in ${folder} (${path} does not exist): give the place that "backsweep run" named.`,
        {
          folder,
        },
      )
    }
    let header: RunHeader
    try {
      header = JSON.parse(await readFile(path, 'utf8'))
      if (typeof header?.schema !== 'number') throw new Error('it has no schema')
    } catch (error) {
      throw new BacksweepError(
        'store-damaged',
        `${path} cannot be read: ${messageOf(error)}. Run the sweep again with --fresh.`,
        { file: path },
      )
    }
    if (!(header.schema <= storeSchema)) {
      throw new BacksweepError(
        'store-version',
        `${path} has layout ${header.schema}, this backsweep reads up to ${storeSchema}: use backsweep ${header.engine} or newer.`,
        { file: path, schema: header.schema },
      )
    }
    return new JsonStore(folder, header, null)
  }

  async append(rows: readonly BacktestRow[]): Promise<void> {
    if (this.file === null) throw new Error('this store was opened for reading')
    let text = ''
    for (const row of rows) text += `${JSON.stringify(row)}\n`
    try {
      await this.file.appendFile(text)
      await this.file.datasync()
    } catch (error) {
      throw unwritable(this.results, error)
    }
  }

  async *rows(): AsyncGenerator<BacktestRow> {
    if (!existsSync(this.results)) {
      throw new BacksweepError('store-damaged', `${this.results} is missing: run the sweep again with --fresh.`, {
        file: this.results,
      })
    }
    let number = 0
    let broken: { line: number; error: unknown } | null = null
    for await (const line of linesOf(this.results)) {
      number++
      if (broken !== null) throw damaged(this.results, broken.line, broken.error)
      try {
        yield parseRow(line)
      } catch (error) {
        broken = { line: number, error } // fine on the last line only: a kill tore it
      }
    }
    if (broken !== null) this.notices.push(`${this.results}:${broken.line} was cut off by a crash and is left out.`)
  }

  async close(): Promise<void> {
    await this.file?.close()
    this.file = null
  }
}

function parseRow(line: string): BacktestRow {
  const row = JSON.parse(line)
  if (typeof row?.metrics !== 'object') throw new Error('it has no metrics')
  return row
}

/** Lines end with line feeds only: readline would also end them at U+2028, which JSON leaves as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    throw new BacksweepError(
      'file-unreadable',
      `Cannot read ${path}: ${messageOf(error)}.`,
      { file: path },
      { cause: error },
    )
  }
  if (rest !== '') yield rest
}

function damaged(file: string, line: number, error: unknown): BacksweepError {
  return new BacksweepError(
    'store-damaged',
    `${file}:${line} is not a result: ${messageOf(error)}. Run the sweep again with --fresh.`,
    {
      file,
      line,
    },
  )
}

function unwritable(path: string, error: unknown): BacksweepError {
  return new BacksweepError(
    'file-unreadable',
    `Cannot write ${path}: ${messageOf(error)}.`,
    { file: path },
    { cause: error },
  )
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
