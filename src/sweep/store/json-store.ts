import { existsSync, readSync } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open, readFile, rename, rm, truncate } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { BacksweepError, messageOf } from '../../base/errors.ts'
import type { MetricName } from '../../metrics/registry.ts'
import { strategyId } from '../plan/strategy-id.ts'
import { CheckpointEntries, entryOf } from './checkpoint-entries.ts'
import { type BacktestDetails, decodeDetails } from './details.ts'
import { Eliminations } from './eliminations.ts'
import { makeFolder, syncFolder, taken, unfinished, unwritable, writeWhole } from './files.ts'
import { checksum, type DetailsPlace, type Line, LineBuffer, linesOf, parseLine, peekLine } from './json-line.ts'
import { type Ranking, rank } from './leaderboard.ts'
import { releaseLock, takeLock } from './lock.ts'
import { type BacktestRow, metricValue } from './row.ts'
import { bytesOf } from './row-bytes.ts'
import {
  type Batch,
  type BatchPart,
  type IndexEntry,
  numbersOf,
  type Places,
  type RunHeader,
  type Store,
  type StoredBacktest,
  storeSchema,
} from './store.ts'

interface Writing {
  readonly results: FileHandle
  readonly details: FileHandle
  detailsLength: number
  readonly lines: LineBuffer
  /** Those of all lines in the file; null where the lines are to be read for them, because some came before or two may be of one name. */
  entries: CheckpointEntries | null
}

/** Lines of results.jsonl that have been found. */
interface Found {
  /** By number of the backtest, in bytes; a length of 0 where there is none. */
  readonly offsets: Float64Array
  readonly lengths: Int32Array
  lines: number
  /** Bytes they take. */
  end: number
}

/**
 * A folder people can read:
 *
 * - `run.json`: what was run;
 * - `results.jsonl`: one backtest a line with a checksum, appended in batches and synced, so that a kill leaves at most a torn
 *   last line; of two lines with one number the later counts;
 * - `checkpoints.json`: for people and other tools, `<start>_<end>` → { strategy: fingerprint }; written when a run ends, never read here;
 * - `eliminated.json`: date range → places of the parameter sets that its filter eliminated;
 * - `trials.txt`: fingerprints of backtests of runs that this one replaced, one a line; only where there are such;
 * - `details.bin`: snapshots and trades; empty when none are kept;
 * - `lock`: who is writing.
 */
export class JsonStore implements Store {
  readonly address: string
  readonly header: RunHeader
  readonly notices: string[] = []
  private readonly folder: string
  /** Of checkpoints.json, in the order of the date ranges. */
  private readonly keys: readonly string[]
  private readonly eliminations: Eliminations
  private writing: Writing | null = null
  private found: Found | null = null
  private looking: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, header: RunHeader) {
    this.address = `json:${folder}`
    this.folder = folder
    this.header = header
    this.keys = header.ranges.map(({ start, end }) => `${start}_${end}`)
    this.eliminations = new Eliminations(header)
  }

  /** Starts a run in `folder`, which must not exist. The folder appears whole, locked by this process, or not at all. */
  static async create(folder: string, header: RunHeader): Promise<JsonStore> {
    const fresh = `${folder}.starting-${unfinished()}`
    try {
      await makeFolder(dirname(resolve(folder)))
      await rm(fresh, { recursive: true, force: true }) // of a process of the same PID that was killed
      await mkdir(fresh)
      await writeWhole(join(fresh, 'run.json'), `${JSON.stringify(header, null, 2)}\n`)
      await writeWhole(join(fresh, 'results.jsonl'), '')
      await takeLock(join(fresh, 'lock'), folder)
      await rename(fresh, folder)
      await syncFolder(dirname(resolve(folder)))
    } catch (error) {
      await rm(fresh, { recursive: true, force: true }).catch(() => {})
      const { code, syscall } = error as NodeJS.ErrnoException
      if (syscall === 'rename' && (code === 'ENOTEMPTY' || code === 'EEXIST')) throw taken(folder)
      throw unwritable(folder, error)
    }
    return JsonStore.openLocked(folder)
  }

  /** Opens the run in `folder` for reading. */
  static async open(folder: string): Promise<JsonStore> {
    const path = join(folder, 'run.json')
    if (!existsSync(path)) {
      throw new BacksweepError(
        'store-not-found',
        `There is no run in ${folder} (${path} does not exist): give the place that "backsweep run" named.`,
        { folder },
      )
    }
    const store = new JsonStore(folder, await readHeader(path))
    await store.readEliminated()
    return store
  }

  /** Opens the run in `folder` for appending; a torn last line is cut off. */
  static async openToWrite(folder: string): Promise<JsonStore> {
    if (!existsSync(join(folder, 'run.json'))) return JsonStore.open(folder) // which says what is missing
    await takeLock(join(folder, 'lock'), folder)
    return JsonStore.openLocked(folder)
  }

  /** Moves a run that nobody is writing to. */
  static async move(from: string, to: string): Promise<void> {
    await takeLock(join(from, 'lock'), from)
    try {
      await rename(from, to)
      await syncFolder(dirname(resolve(to)))
    } catch (error) {
      releaseLock(join(from, 'lock'))
      throw unwritable(to, error)
    }
    releaseLock(join(to, 'lock')) // it has moved along; at the old place there may be another by now
  }

  private static async openLocked(folder: string): Promise<JsonStore> {
    try {
      const store = new JsonStore(folder, await readHeader(join(folder, 'run.json')))
      await store.repair()
      const results = await open(join(folder, 'results.jsonl'), 'a')
      const details = await open(join(folder, 'details.bin'), 'a')
      const detailsLength = (await details.stat()).size
      // of two ranges with the same bars each has a name of its own, but they share a key, where the later one counts
      const hasOwnKeys = new Set(store.keys).size === store.keys.length
      const entries = hasOwnKeys && (await results.stat()).size === 0 ? new CheckpointEntries() : null
      store.writing = { results, details, detailsLength, lines: new LineBuffer(), entries }
      return store
    } catch (error) {
      releaseLock(join(folder, 'lock'))
      throw error
    }
  }

  get eliminated(): ReadonlyMap<string, readonly number[]> {
    return this.eliminations.byRange
  }

  async append(batch: Batch): Promise<void> {
    const writing = this.writer()
    const { columns } = batch
    const bytes: Uint8Array[] = []
    if (columns === undefined) {
      writing.entries = null // copies from an earlier run: a search may run their parameters again, under another number
      for (const backtest of batch) this.add(backtest, writing, bytes)
    } else {
      let place = 0
      for (const part of columns.parts) {
        const end = place + part.to - part.from
        if (this.addMade(part, writing)) place = end
        else while (place < end) this.add(batch.at(place++)!, writing, bytes)
      }
    }
    const lines = writing.lines.take()
    try {
      if (bytes.length > 0) {
        await writing.details.appendFile(Buffer.concat(bytes))
        await writing.details.datasync() // before the lines that point to them
      }
      if (lines.length > 0) {
        await writing.results.appendFile(lines)
        await writing.results.datasync()
      }
    } catch (error) {
      writing.entries = null // there may be some of lines that are not in the file
      throw unwritable(this.path('results.jsonl'), error)
    }
  }

  async eliminate(range: string, sets: readonly number[]): Promise<void> {
    this.writer()
    if (!this.eliminations.set(range, sets)) return
    await writeWhole(this.path('eliminated.json'), `${JSON.stringify(Object.fromEntries(this.eliminations.byRange))}\n`)
  }

  async earlierTrials(): Promise<ReadonlySet<string>> {
    const path = this.path('trials.txt')
    if (!existsSync(path)) return new Set()
    return new Set((await readFile(path, 'utf8')).split('\n').filter((line) => line !== ''))
  }

  async addEarlierTrials(fingerprints: Iterable<string>): Promise<void> {
    this.writer()
    const all = new Set([...(await this.earlierTrials()), ...fingerprints])
    await writeWhole(this.path('trials.txt'), `${[...all].join('\n')}\n`)
  }

  async *index(): AsyncGenerator<IndexEntry> {
    for await (const { number, fingerprint, status } of this.lines())
      yield { number, fingerprint, failed: status === 'failed' }
  }

  async *backtests(): AsyncGenerator<StoredBacktest> {
    const file = await open(this.path('details.bin'), 'r').catch(() => null)
    try {
      for await (const { number, fingerprint, parameters, range, error, metrics, details } of this.lines()) {
        const names = error === undefined ? this.header.metrics : []
        yield {
          number,
          fingerprint,
          parameters,
          range,
          error: error ?? null,
          metrics: Float64Array.from(names, (name) => metricValue(metrics[name])),
          details: details === undefined ? null : await this.readDetails(file, details),
        }
      }
    } finally {
      await file?.close()
    }
  }

  async *rows(range?: string, sets?: Places): AsyncGenerator<BacktestRow> {
    const { from, to } = numbersOf(this.header, range, sets)
    const { offsets, lengths } = await this.places()
    const file = await open(this.path('results.jsonl'), 'r')
    try {
      for (let number = from; number < to; number++) {
        if (lengths[number] === 0) continue
        const bytes = await read(file, offsets[number], lengths[number])
        const { number: _, fingerprint: __, details: ___, ...row } = parseLine(bytes)
        const marked = this.eliminations.mark(number, row)
        if (marked !== null) yield marked
      }
    } finally {
      await file.close()
    }
  }

  async ranking(metric: MetricName, count: number): Promise<Ranking> {
    return rank(this.rows(), metric, count)
  }

  async details(number: number): Promise<BacktestDetails | null> {
    let last: Line | undefined
    for await (const line of this.lines()) if (line.number === number) last = line
    if (last?.details === undefined) return null
    const file = await open(this.path('details.bin'), 'r').catch(() => null)
    try {
      return decodeDetails(await this.readDetails(file, last.details), this.header.data)
    } finally {
      await file?.close()
    }
  }

  async close(): Promise<void> {
    const { writing } = this
    if (writing === null) return
    this.writing = null
    try {
      await writing.results.close()
      await writing.details.close()
      await this.writeCheckpoints(writing.entries)
    } finally {
      releaseLock(this.path('lock'))
    }
  }

  /** Adds a backtest to what is to be written, and its details to `bytes`. */
  private add(backtest: StoredBacktest, writing: Writing, bytes: Uint8Array[]): void {
    const { details, number, texts } = backtest
    const place = details && ([writing.detailsLength, details.length, checksum(details)] as const)
    writing.lines.add(this.header, backtest, place)
    if (writing.entries !== null) {
      const range = Math.floor(number / this.header.parameterSets)
      writing.entries.add(this.keys[range], texts?.entry ?? entryOf(this.header, backtest))
    }
    if (details === null) return
    bytes.push(details)
    writing.detailsLength += details.length
  }

  /** Adds the lines that a worker has made, if it has and nothing of details must be put into them. */
  private addMade({ stretch, from, to }: BatchPart, writing: Writing): boolean {
    const { texts, details, range } = stretch
    if (texts === undefined || details !== null) return false
    writing.lines.addMade(bytesOf(texts.lines, from, to))
    writing.entries?.add(this.keys[range], bytesOf(texts.entries, from, to))
    return true
  }

  private async readDetails(file: FileHandle | null, [offset, length, crc]: DetailsPlace) {
    const bytes = file === null ? new Uint8Array(0) : await read(file, offset, length)
    if (checksum(bytes) === crc) return bytes
    const path = this.path('details.bin')
    throw new BacksweepError(
      'store-damaged',
      `${path} is not what was written: run the sweep again with --resume, which recomputes what is damaged.`,
      { file: path },
    )
  }

  private async readEliminated(): Promise<void> {
    const path = this.path('eliminated.json')
    if (!existsSync(path)) return
    try {
      const byRange: Record<string, number[]> = JSON.parse(await readFile(path, 'utf8'))
      for (const [range, sets] of Object.entries(byRange)) this.eliminations.set(range, sets)
    } catch (error) {
      throw new BacksweepError(
        'store-damaged',
        `${path} cannot be read: ${messageOf(error)}. Run the sweep again with --resume, which makes it anew.`,
        { file: path },
      )
    }
  }

  private async writeCheckpoints(entries: CheckpointEntries | null): Promise<void> {
    const path = this.path('checkpoints.json')
    if (entries !== null) return writeWhole(path, entries.file())
    const checkpoints: Record<string, Record<string, string>> = {}
    const keys = new Map(this.header.ranges.map(({ name }, place) => [name, this.keys[place]]))
    for await (const { bytes } of this.wholeLines()) {
      const { strategy, parameters, range, fingerprint } = headOf(bytes)
      const key = keys.get(range) ?? range
      checkpoints[key] ??= {}
      checkpoints[key][strategyId(strategy, parameters)] = fingerprint
    }
    await writeWhole(path, `${JSON.stringify(checkpoints, null, 1)}\n`)
  }

  /** Where the line of every backtest is. */
  private places(): Promise<Found> {
    // one after another: one that is behind would for a while put a line that was replaced back in its place
    const next = this.looking.catch(() => {}).then(() => this.lookOn())
    this.looking = next
    return next
  }

  /** Looks at the lines that have come since the last look. */
  private async lookOn(): Promise<Found> {
    const planned = this.header.parameterSets * this.header.ranges.length
    this.found ??= { offsets: new Float64Array(planned), lengths: new Int32Array(planned), lines: 0, end: 0 }
    const { found } = this
    const before = found.lines
    for await (const { bytes, line } of this.wholeLines(found.end)) {
      const { number } = peekLine(bytes) ?? { number: NaN }
      if (!(number < planned)) throw this.damaged(before + line, 'is not a result of this run')
      found.offsets[number] = found.end
      found.lengths[number] = bytes.length
      found.end += bytes.length + 1
      found.lines++
    }
    return found
  }

  /** Every line, parsed, in the order of the file; a broken one is an error. */
  private async *lines(): AsyncGenerator<Line> {
    for await (const { bytes, line } of this.wholeLines()) {
      let parsed: Line
      try {
        parsed = parseLine(bytes)
      } catch (error) {
        throw this.damaged(line, `is not a result: ${messageOf(error)}`)
      }
      yield parsed
    }
  }

  /** A torn last line is left out with a notice. */
  private async *wholeLines(from = 0): AsyncGenerator<{ bytes: Buffer; line: number }> {
    const path = this.path('results.jsonl')
    if (!existsSync(path)) {
      throw new BacksweepError(
        'store-damaged',
        `${path} is missing: run the sweep again with --resume, which makes it anew.`,
        { file: path },
      )
    }
    for await (const { bytes, line, torn } of linesOf(path, from)) {
      if (torn) this.note(`${path}:${line} was cut off by a crash and is left out.`)
      else yield { bytes, line }
    }
  }

  private damaged(line: number, what: string): BacksweepError {
    const path = this.path('results.jsonl')
    return new BacksweepError(
      'store-damaged',
      `${path}:${line} ${what}. Run the sweep again with --resume, which recomputes what is damaged.`,
      { file: path, line },
    )
  }

  /**
   * Leaves only good lines: what a crash tore is cut off; a damaged file is kept aside and replaced by its good lines. A line is
   * good when its checksum is right and its details are in details.bin as they were written.
   */
  private async repair(): Promise<void> {
    const path = this.path('results.jsonl')
    if (!existsSync(path)) {
      this.note(`${path} is missing: its backtests run again.`)
      await writeWhole(path, '')
    }
    const details = await open(this.path('details.bin'), 'r').catch(() => null)
    try {
      let damaged = 0
      let length = 0
      let isTorn = false
      for await (const { bytes, torn } of linesOf(path)) {
        isTorn = torn
        if (torn) break
        length += bytes.length + 1
        if (!isGood(bytes, details)) damaged++
      }
      if (damaged > 0) {
        const kept = `${path}.damaged-${freeNumber(`${path}.damaged-`)}`
        await copyFile(path, kept)
        await writeWhole(path, goodLines(path, details))
        this.note(
          `${damaged} lines of ${path} were damaged: their backtests run again; the damaged file is kept as ${kept}.`,
        )
      } else if (isTorn) {
        await truncate(path, length)
        this.note(`The last line of ${path} was cut off by a crash: its backtest runs again.`)
      }
    } catch (error) {
      throw unwritable(path, error)
    } finally {
      await details?.close()
    }
    await this.readEliminated().catch(async () => {
      const eliminated = this.path('eliminated.json')
      await rm(eliminated)
      this.note(`${eliminated} was damaged: the filters are asked again.`)
    })
  }

  private note(text: string): void {
    if (!this.notices.includes(text)) this.notices.push(text)
  }

  private path(name: string): string {
    return join(this.folder, name)
  }

  private writer(): Writing {
    if (this.writing === null) throw new Error('this store was opened for reading')
    return this.writing
  }
}

async function readHeader(path: string): Promise<RunHeader> {
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
  if (header.schema > storeSchema) {
    throw new BacksweepError(
      'store-version',
      `${path} has layout ${header.schema}, this backsweep reads up to ${storeSchema}: use backsweep ${header.engine} or newer.`,
      { file: path, schema: header.schema },
    )
  }
  return header
}

/** Synchronous reading: there are as many small reads as backtests, and each awaited one costs as much as ten of these. */
function isGood(bytes: Buffer, file: FileHandle | null): boolean {
  const line = peekLine(bytes)
  if (line === null || line.details === null) return line !== null
  const [offset, length, crc] = line.details
  const found = Buffer.alloc(length)
  return file !== null && readSync(file.fd, found, 0, length, offset) === length && checksum(found) === crc
}

async function* goodLines(path: string, details: FileHandle | null): AsyncGenerator<string> {
  for await (const { bytes, torn } of linesOf(path)) if (!torn && isGood(bytes, details)) yield `${bytes}\n`
}

/** What a line says before its metrics, which are most of it. A quote inside a text is escaped, so the mark is none of a text. */
function headOf(bytes: Buffer): Pick<Line, 'fingerprint' | 'strategy' | 'parameters' | 'range'> {
  return JSON.parse(`${bytes.subarray(0, bytes.indexOf(',"status":'))}}`)
}

function freeNumber(prefix: string): number {
  let n = 1
  while (existsSync(prefix + n)) n++
  return n
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, offset)
  return bytes
}
