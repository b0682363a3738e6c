import { readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { type Progress, type RunOptions, runSweep } from '../../../src/index.ts'
import { JsonStore } from '../../../src/sweep/store/json-store.ts'
import { SqliteStore } from '../../../src/sweep/store/sqlite-store.ts'
import { hook } from '../../support/faulty/strategy.ts'
import {
  countingRun,
  exported,
  faultySweep,
  scratchFolder,
  stoppedRun,
  threeRanges,
} from '../../support/faulty/sweeps.ts'

const folder = scratchFolder()
const sweep = faultySweep({ sets: 200, dateRanges: threeRanges.slice(0, 2), metrics: 'screening' })
const stores = { json: JsonStore, sqlite: SqliteStore }
let n = 0

const address = (kind: string) => `${kind}:${folder}/run-${++n}${kind === 'sqlite' ? '.db' : ''}`

afterEach(() => {
  vi.restoreAllMocks()
  hook.onCall = () => {}
})

describe.each(['json', 'sqlite'] as const)('a run in %s:', (kind) => {
  let writes: MockInstance
  let reads: MockInstance
  beforeEach(() => {
    writes = vi.spyOn(stores[kind].prototype, 'append')
    reads = vi.spyOn(stores[kind].prototype, 'index')
  })

  const cases = (['none', 2] as const).flatMap((workers) =>
    [1, 7, 50, 1000].map((checkpointBatchSize) => ({ workers, checkpointBatchSize })),
  )
  test.each(cases)(
    'writes N·M / $checkpointBatchSize times and once at the end of each range (workers $workers)',
    async (options) => {
      const store = address(kind)
      await runSweep(sweep, { ...options, store })
      const size = options.checkpointBatchSize
      const sizes = writes.mock.calls.map(([rows]) => rows.length)
      expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(400)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(size)
      expect(sizes.length).toBeLessThanOrEqual(Math.ceil(400 / size) + 2)
      expect(reads).not.toHaveBeenCalled()
      expect(await exported(store)).toHaveLength(400)
    },
  )

  test('at the defaults writes a short run once, and with a filter, which reads the store, once for each range', async () => {
    await runSweep(sweep, { workers: 'none', store: address(kind) })
    expect(writes).toHaveBeenCalledTimes(1)
    writes.mockClear()
    await runSweep(sweep, { workers: 'none', store: address(kind), windowFilter: (rows) => rows })
    expect(writes).toHaveBeenCalledTimes(2)
  })

  test.each(['none', 2] as const)(
    'reads its index once when it is resumed, and writes only what is new (workers %s)',
    async (workers) => {
      const store = address(kind)
      const { complete } = await stoppedRun(30, sweep, { store, checkpointBatchSize: 10 })
      expect(complete).toBeLessThan(200)
      writes.mockClear()
      await runSweep(sweep, { workers, store, resume: true, checkpointBatchSize: 10 })
      expect(reads).toHaveBeenCalledTimes(1)
      const sizes = writes.mock.calls.map(([rows]) => rows.length)
      expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(400 - complete)
      expect(sizes.length).toBeLessThanOrEqual(Math.ceil((400 - complete) / 10) + 2)
    },
  )

  test('that is complete writes nothing when it is resumed', async () => {
    const store = address(kind)
    await runSweep(sweep, { workers: 'none', store })
    writes.mockClear()
    await countingRun(sweep, { store, resume: true })
    expect(writes).not.toHaveBeenCalled()
    expect(reads).toHaveBeenCalledTimes(1)
  })
})

/** Rows in the files of a store, whatever the process that writes them may know. */
function rowsOnDisk(store: string): number {
  const path = store.slice(store.indexOf(':') + 1)
  if (store.startsWith('json:')) return readFileSync(`${path}/results.jsonl`, 'latin1').split('\n').length - 1
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(database.prepare('SELECT count(*) AS rows FROM backtests').get()?.rows)
  } finally {
    database.close()
  }
}

describe.each(['json', 'sqlite'])('what onProgress says is done is in the files of %s: at that moment', (kind) => {
  const long = faultySweep({ sets: 5000, dateRanges: threeRanges, metrics: 'screening' })
  test.each([
    { workers: 'none', checkpointBatchSize: 10 },
    { workers: 2, checkpointBatchSize: 10 },
    { workers: 2 },
  ] satisfies RunOptions[])('%o', async (options) => {
    const store = address(kind)
    const told: [done: number, onDisk: number][] = []
    const onProgress = ({ done }: Progress) => told.push([done, rowsOnDisk(store)])
    const result = await runSweep(long, { ...options, store, onProgress })
    expect(result.complete).toBe(15_000)
    for (const [done, onDisk] of told) expect(onDisk).toBeGreaterThanOrEqual(done)
    expect(told[told.length - 1]).toEqual([15_000, 15_000])
    expect(new Set(told.map(([done]) => done)).size).toBeGreaterThan(1) // else it says nothing
  })
})

describe('fsync of a json: store', () => {
  let handle: FileHandle
  beforeEach(async () => {
    const file = await open(import.meta.filename)
    handle = Object.getPrototypeOf(file)
    await file.close()
  })

  test.each([false, true])(
    'comes before a row counts as done, that of details before that of the rows (details kept: %s)',
    async (keepTrades) => {
      const store = address('json')
      const { appendFile, datasync } = handle
      const events: string[] = []
      vi.spyOn(handle, 'appendFile').mockImplementation(async function (this: FileHandle, data, ...more) {
        const text = Buffer.from(data as Uint8Array).toString('latin1')
        events.push(`append ${text.startsWith('{"number":') ? text.split('\n').length - 1 : 'details'}`)
        return appendFile.call(this, data, ...more)
      })
      vi.spyOn(handle, 'datasync').mockImplementation(async function (this: FileHandle) {
        await datasync.call(this)
        events.push('synced')
      })
      hook.onCall = () => {
        for (const end = performance.now() + 1; performance.now() < end; );
      }
      const onProgress = ({ done }: Progress) => events.push(`done ${done}`)
      await runSweep(sweep, { workers: 'none', store, keepTrades, checkpointBatchSize: 10, onProgress })

      const inFiles = events.filter((event) => !event.startsWith('done')) // progress is told while rows are written
      inFiles.forEach((event, i) => {
        if (!event.startsWith('append')) return
        expect(inFiles[i + 1]).toBe('synced')
        if (keepTrades && event !== 'append details')
          expect(inFiles.slice(i - 2, i)).toEqual(['append details', 'synced'])
      })
      let written = 0
      let synced = 0
      let told = 0
      events.forEach((event) => {
        const [what, count] = event.split(' ')
        if (what === 'append' && count !== 'details') written += Number(count)
        if (what === 'synced') synced = written
        if (what === 'done') {
          told++
          expect(Number(count)).toBeLessThanOrEqual(synced)
        }
      })
      expect(synced).toBe(400)
      expect(told).toBeGreaterThan(3)
    },
  )

  test('that fails stops the run, is not tried again, and what was done before is kept', async () => {
    const store = address('json')
    const { datasync } = handle
    let calls = 0
    vi.spyOn(handle, 'datasync').mockImplementation(async function (this: FileHandle) {
      if (++calls === 5) throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })
      return datasync.call(this)
    })
    const told: number[] = []
    const options: RunOptions = {
      workers: 'none',
      store,
      checkpointBatchSize: 10,
      onProgress: ({ done }) => told.push(done),
    }
    await expect(runSweep(sweep, options)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/^Cannot write .*results\.jsonl: EIO: i\/o error, fdatasync\.$/),
    })
    expect(calls).toBe(5)
    expect(Math.max(0, ...told)).toBeLessThanOrEqual(40)
    vi.restoreAllMocks()
    expect((await exported(store)).length).toBeGreaterThanOrEqual(40)
    await runSweep(sweep, { workers: 'none', store, resume: true })
    expect(await exported(store)).toEqual(await exported(await runSweep(sweep, { workers: 'none' })))
  })
})
