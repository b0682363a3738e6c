import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type RunOptions, runSweep } from '../../../src/index.ts'
import type { Executor } from '../../../src/sweep/run/executor.ts'
import { inOrder } from '../../../src/sweep/run/in-order.ts'
import type { Chunk } from '../../../src/sweep/run/job.ts'
import { setFaults } from '../../support/faulty/strategy.ts'
import { exported, faultySweep, scratchFolder, sha256, someBars, threeRanges } from '../../support/faulty/sweeps.ts'
import {
  closureOver,
  exportedClosure,
  hiddenIn,
  neverExported,
  outsideAnyFile,
  withoutModule,
} from '../../support/faulty/unloadable.ts'

const folder = scratchFolder()
const sweep = faultySweep({ sets: 400, dateRanges: threeRanges.slice(0, 2) })
setFaults({ 17: 'throws', 399: 'returns ragged signals' })
const common: RunOptions = { continueOnError: true, snapshotInterval: 'weekly', keepTrades: true }
const wanted = sha256(await exported(await runSweep(sweep, { ...common, workers: 'none' })))

describe('runSweep gives one sha256 of its rows', () => {
  const stores = ['memory:', `json:${folder}/N`, `sqlite:${folder}/N.db`]
  let n = 0
  const cases = [
    ...(['none', 1, 2, 7] as const).flatMap((workers) => stores.map((store) => ({ workers, store, batchSize: 50 }))),
    ...([1, 1000] as const).flatMap((batchSize) => stores.map((store) => ({ workers: 2 as const, store, batchSize }))),
    { workers: 'none' as const, store: 'memory:', batchSize: 1 },
    { workers: 'auto' as const, store: 'memory:', batchSize: 1000 },
  ]
  test.each(cases)('workers $workers, batch size $batchSize, $store', async ({ store, ...options }) => {
    const place = store.replace('/N', `/${++n}`)
    const result = await runSweep(sweep, {
      ...common,
      ...options,
      store: place,
      checkpointBatchSize: options.batchSize,
    })
    expect(sha256(await exported(result))).toBe(wanted)
    if (store !== 'memory:') expect(sha256(await exported(place))).toBe(wanted)
    expect(result).toMatchObject({ complete: 796, failed: 4 })
  })
})

describe('a json: store has the same bytes', () => {
  const read = (place: string) =>
    ['results.jsonl', 'checkpoints.json'].map((name) => readFileSync(`${place}/${name}`, 'latin1'))
  const without = { continueOnError: true }

  test.each([
    ['with', common],
    ['without', without],
  ])('whether workers or the driver make text of the rows, %s details', async (name, options) => {
    const run = async (workers: 'none' | 2) => {
      const place = `${folder}/text-${name}-${workers}`
      await runSweep(sweep, { ...options, workers, store: `json:${place}`, checkpointBatchSize: 77 })
      return read(place)
    }
    const [lines, checkpoints] = await run('none')
    expect(lines.length).toBeGreaterThan(100_000)
    expect(await run(2)).toEqual([lines, checkpoints])
  })

  test.each(['none', 2] as const)('when checkpoints are read back from its lines, workers: %s', async (workers) => {
    const place = `${folder}/read-back-${workers}`
    const options = { ...without, workers, store: `json:${place}` }
    await runSweep(sweep, options)
    const written = read(place)
    rmSync(`${place}/checkpoints.json`)
    await runSweep(sweep, { ...options, resume: true })
    expect(read(place)).toEqual(written)
  })

  test('when half of it was copied from a run of other date ranges', async () => {
    const [store, fresh] = ['copied', 'fresh'].map((name) => `${folder}/${name}`)
    const half = faultySweep({ sets: 400, dateRanges: threeRanges.slice(0, 1) })
    await runSweep(half, { ...without, workers: 2, store: `json:${store}` })
    await runSweep(sweep, { ...without, workers: 2, store: `json:${store}`, resume: true })
    await runSweep(sweep, { ...without, workers: 2, store: `json:${fresh}` })
    expect(read(store)).toEqual(read(fresh))
  })

  test('of checkpoints when two date ranges have the same dates: the later one counts', async () => {
    const [{ start, end }] = threeRanges
    const twice = faultySweep({ sets: 20, dateRanges: ['a', 'b'].map((name) => ({ name, start, end })) })
    const place = `${folder}/twice`
    await runSweep(twice, { ...without, workers: 'none', store: `json:${place}` })
    const [lines, checkpoints] = read(place)
    const later = lines.trimEnd().split('\n').slice(20)
    const [fingerprints] = Object.values<Record<string, string>>(JSON.parse(checkpoints))
    expect(Object.values(fingerprints)).toEqual(later.map((line) => JSON.parse(line).fingerprint))
    expect(checkpoints.split('\n')).toHaveLength(20 + 5)
  })
})

describe('inOrder(executor, chunks, batchSize)', () => {
  /** Finishes the chunks it was given in an order of its own. */
  function shuffling(next: (waiting: number) => number): Executor {
    const waiting: (() => void)[] = []
    return {
      width: 4,
      run: ({ numbers }) =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ metrics: Float64Array.from(numbers), failures: [], details: null, time: 0 }))
          setImmediate(() => waiting.splice(next(waiting.length), 1)[0]?.())
        }),
      close: async () => {},
    }
  }
  /** 500 backtests, five at a time where so many are allowed. */
  function handouts(): (most: number) => Chunk | null {
    let from = 0
    return (most) => {
      const sets = Uint32Array.from({ length: Math.min(5, most, 500 - from) }, (_, i) => from + i)
      from += sets.length
      return sets.length === 0 ? null : { range: 0, sets, numbers: sets }
    }
  }
  const orders: [string, (waiting: number) => number][] = [
    ['first in, first out', () => 0],
    ['last in, first out', (waiting) => waiting - 1],
    ['from the middle', (waiting) => Math.floor(waiting / 2)],
  ]
  test.each(orders)('yields in the order of the chunks when they finish %s', async (_, next) => {
    const seen: number[] = []
    for await (const { result } of inOrder(shuffling(next), handouts(), 1000)) seen.push(...result.metrics)
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => i))
  })

  test.each([1, 5, 12, 50])('has at most batchSize %i in flight', async (batchSize) => {
    let inFlight = 0
    let most = 0
    const executor: Executor = {
      width: 4,
      run: async ({ numbers }) => {
        inFlight += numbers.length
        most = Math.max(most, inFlight)
        return { metrics: Float64Array.from(numbers), failures: [], details: null, time: 0 }
      },
      close: async () => {},
    }
    for await (const { result } of inOrder(executor, handouts(), batchSize)) inFlight -= result.metrics.length
    expect(most).toBeLessThanOrEqual(batchSize)
    expect(most).toBeGreaterThan(batchSize / 2)
  })
})

describe('a strategy that workers cannot load is refused before anything runs or is written', () => {
  const cases = [
    [
      'has no module',
      withoutModule,
      /does not say where it is: add module: import\.meta\.url to defineStrategy and export it/,
    ],
    ['is not exported', hiddenIn.strategy, /does not export it .*write "export const …" before defineStrategy/],
    ['is made by a function', neverExported(3), /does not export it/],
    ['has a module that is no file', outsideAnyFile, /is no file: write module: import\.meta\.url/],
    [
      'has other defaults than the exported one',
      { ...exportedClosure, parameters: { set: 3, scale: 1 } },
      /other parameters/,
    ],
    [
      'closes over another value than the exported one',
      closureOver(3),
      /get other results for \{.*\} than the strategy given/,
    ],
  ] as const
  test.each(cases)('it %s', async (name, strategy, message) => {
    for (const kind of ['json', 'sqlite']) {
      const path = `${folder}/${kind}-${name.replaceAll(' ', '-')}`
      const refused = runSweep(faultySweep({ strategy, sets: 30 }), {
        workers: 2,
        store: `${kind}:${path}`,
        checkpointBatchSize: 1,
      })
      await expect(refused).rejects.toMatchObject({
        code: 'strategy-unloadable',
        message: expect.stringMatching(message),
      })
      if (existsSync(path)) expect(await exported(`${kind}:${path}`)).toEqual([])
      else expect(name).not.toBe('closes over another value than the exported one')
    }
  })

  test('one that closes over the same value as the exported one runs', async () => {
    const result = await runSweep(faultySweep({ strategy: closureOver(2), sets: 30 }), { workers: 2 })
    expect(result).toMatchObject({ complete: 30, failed: 0 })
  })

  test('auto runs a strategy without module in this process', async () => {
    expect(await runSweep(faultySweep({ strategy: withoutModule, sets: 30 }))).toMatchObject({ complete: 30 })
  })
})

test('a strategy that prints megabytes does not disturb', async () => {
  setFaults({})
  const quiet = await exported(await runSweep(faultySweep({ sets: 60 }), { workers: 2 }))
  setFaults({ 3: 'prints megabytes', 4: 'prints megabytes', 30: 'prints megabytes' })
  const loud = await runSweep(faultySweep({ sets: 60 }), { workers: 2 })
  setFaults({})
  expect(loud).toMatchObject({ complete: 60, failed: 0 })
  const rows = await exported(loud)
  expect(rows.filter((_, set) => ![3, 4, 30].includes(set))).toEqual(
    quiet.filter((_, set) => ![3, 4, 30].includes(set)),
  )
})

describe('a process whose run has ended ends by itself', () => {
  const script = (body: string) => `
    import { runSweep, defineSweep, csv, range } from ${JSON.stringify(new URL('../../../src/index.ts', import.meta.url))}
    import { faulty } from ${JSON.stringify(new URL('../../support/faulty/strategy.ts', import.meta.url))}
    const data = csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' })
    const sweep = (sets) => defineSweep({ name: 'x', strategy: faulty, parameters: { set: range(0, sets) }, data })
    ${body}
    console.log('done')`
  const cases = [
    ['with workers', {}, `await runSweep(sweep(300), { workers: 2 })`],
    ['with a failure', { 150: 'throws' }, `await runSweep(sweep(300), { workers: 2 }).catch(() => {})`],
    [
      'with auto, stopped while a chunk waits that would make it start threads',
      { 3: 'throws', 8: 'is slow' },
      `await runSweep(sweep(200000), { workers: 'auto' }).catch(() => {})`,
    ],
    [
      'with a hanging backtest',
      { 20: 'hangs' },
      `await runSweep(sweep(300), { workers: 2, timeLimit: 0.3 }).catch(() => {})`,
    ],
  ] as const
  test.each(cases)('%s', async (_, faults, body) => {
    const file = `${folder}/script.ts`
    writeFileSync(file, script(body))
    const env = { ...process.env, FAULTS: JSON.stringify(faults) }
    const run = promisify(execFile)(process.execPath, ['-C', 'backsweep-source', file], { timeout: 20_000, env })
    expect((await run).stdout).toBe('done\n')
  })
})

test('the bars of the tests are long enough for the strategy to trade', async () => {
  const result = await runSweep(faultySweep({ sets: 10 }), { workers: 'none' })
  expect(someBars.length).toBe(800)
  for (const row of result.top(10)) expect(row.metrics.trades).toBeGreaterThan(5)
})
