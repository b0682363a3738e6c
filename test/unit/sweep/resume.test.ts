import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Bars, openStore, percentCommission, type RunOptions, range, runSweep } from '../../../src/index.ts'
import { openRun } from '../../../src/sweep/run/open-run.ts'
import { prepareSweep } from '../../../src/sweep/run/prepare.ts'
import { keepNothing } from '../../../src/sweep/store/details.ts'
import { fingerprinter } from '../../../src/sweep/store/fingerprints.ts'
import { createStore, openToWrite } from '../../../src/sweep/store/open-store.ts'
import { faulty, setFaults } from '../../support/faulty/strategy.ts'
import {
  countingRun,
  exported,
  faultySweep,
  scratchFolder,
  someBars,
  stoppedRun,
  threeRanges,
} from '../../support/faulty/sweeps.ts'

const folder = scratchFolder()
const dateRanges = threeRanges.slice(0, 2)
const sets = 60
const sweep = faultySweep({ sets, dateRanges })
const wanted = await exported(await runSweep(sweep, { workers: 'none' }))
const everySet = Array.from({ length: sets }, (_, set) => set)
let n = 0

afterEach(() => setFaults({}))

/** An address where nothing is yet, and its path. */
function place(kind: string): { store: string; path: string } {
  const path = `${folder}/run-${++n}${kind === 'sqlite' ? '.db' : ''}`
  return { store: `${kind}:${path}`, path }
}

/** The strategy, with a file of its own as its code. */
function coded(code: string) {
  const file = `${folder}/code-${++n}.ts`
  writeFileSync(file, code)
  return { ...faulty, module: pathToFileURL(file).href }
}

type Columns = Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', number[]>

function barsWith(change: (columns: Columns) => void, symbol = someBars.symbol): Bars {
  const { time, open, high, low, close, volume } = someBars
  const columns = Object.fromEntries(
    Object.entries({ time, open, high, low, close, volume }).map(([name, column]) => [name, [...column]]),
  ) as Columns
  change(columns)
  return Bars.from({ symbol, timeframe: someBars.timeframe, ...columns })
}

const raise = (bar: number) =>
  barsWith(({ high, close }) => {
    high[bar] += 1
    close[bar] = high[bar]
  })
const append = () =>
  barsWith((columns) => {
    for (const column of Object.values(columns)) column.push(column[column.length - 1])
    columns.time[columns.time.length - 1] += 86_400_000
  })
const firstBarOf2001 = someBars.indexAt(Date.UTC(2001, 0, 1))
const reversed = range(sets - 1, -1, -1)

describe.each(['json', 'sqlite'])('a run in %s:, resumed with something changed', (kind) => {
  const base = { sets, dateRanges, strategy: coded('export const a = 1') }
  const cases: {
    change: string
    before?: Parameters<typeof faultySweep>[0]
    after: Parameters<typeof faultySweep>[0]
    options?: RunOptions
    calls: readonly number[]
    lost: number
    why: RegExp
  }[] = [
    {
      change: 'code',
      after: { strategy: coded('export const a = 2') },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /the strategy's code changed/,
    },
    {
      change: 'more parameter sets',
      after: { sets: 63 },
      calls: [60, 61, 62, 60, 61, 62],
      lost: 0,
      why: /the parameter sets or date ranges changed/,
    },
    {
      change: 'fewer parameter sets',
      after: { sets: 40 },
      calls: [],
      lost: 40,
      why: /the parameter sets or date ranges changed/,
    },
    {
      change: 'parameter sets in another order',
      after: { parameters: { set: reversed } },
      calls: [],
      lost: 0,
      why: /the parameter sets or date ranges changed/,
    },
    {
      change: 'parameters in another order',
      before: { parameters: { scale: [1, 2], set: [5, 6] } },
      after: { parameters: { set: [5, 6], scale: [1, 2] } },
      calls: [],
      lost: 0,
      why: /the sweep changed|the parameter sets or date ranges changed/,
    },
    {
      change: 'other values of a parameter',
      before: { parameters: { set: [1, 2, 3] } },
      after: { parameters: { set: [3, 9, 1] } },
      calls: [9, 9],
      lost: 2,
      why: /the parameter sets/,
    },
    {
      change: 'bars appended after the ranges',
      after: { data: append() },
      calls: [],
      lost: 0,
      why: /the data changed outside the date ranges/,
    },
    {
      change: 'a bar changed after the ranges',
      after: { data: raise(790) },
      calls: [],
      lost: 0,
      why: /the data changed outside the date ranges/,
    },
    {
      change: 'a bar changed in the second range',
      after: { data: raise(firstBarOf2001) },
      calls: everySet,
      lost: 60,
      why: /because the data of date range "second" changed;/,
    },
    {
      change: 'a bar changed in the first range',
      after: { data: raise(3) },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /the data of date range "first" changed, the data of date range "second" changed/,
    },
    {
      change: 'bars appended to a range that has no end',
      before: { dateRanges: undefined },
      after: { dateRanges: undefined, data: append() },
      calls: everySet,
      lost: 60,
      why: /date range "all" changed/,
    },
    {
      change: 'the symbol',
      after: { data: barsWith(() => {}, 'OTHER') },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /the symbol is OTHER/,
    },
    {
      change: 'costs',
      after: { commission: percentCommission(0.002) },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /commission changed/,
    },
    {
      change: 'the engine',
      after: { engine: 'event' as const },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /engine changed/,
    },
    {
      change: 'the engine back',
      before: { engine: 'event' as const },
      after: { engine: 'vector' as const },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /engine changed/,
    },
    {
      change: 'the risk-free rate',
      after: { riskFreeRate: 0.01 },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /riskFreeRate changed/,
    },
    {
      change: 'the metrics',
      after: { metrics: 'screening' },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /the list of metrics changed/,
    },
    {
      change: 'the ranking',
      after: { rankBy: 'totalReturn' },
      calls: [],
      lost: 0,
      why: /results are ranked by totalReturn instead of sharpe/,
    },
    {
      change: 'what is kept',
      after: {},
      options: { keepTrades: true },
      calls: [...everySet, ...everySet],
      lost: 120,
      why: /what is kept of a backtest changed/,
    },
    {
      change: 'one more range',
      after: { dateRanges: threeRanges },
      calls: everySet,
      lost: 0,
      why: /date range "third" is new/,
    },
    {
      change: 'one range less',
      after: { dateRanges: threeRanges.slice(1, 2) },
      calls: [],
      lost: 60,
      why: /the parameter sets or date ranges changed/,
    },
    {
      change: 'another end of a range',
      after: { dateRanges: [threeRanges[0], { ...threeRanges[1], end: '2001-12-01' }] },
      calls: everySet,
      lost: 60,
      why: /date range "second" changed/,
    },
  ]
  test.each(cases)(
    '$change: runs again exactly what it touches and says why',
    async ({ before, after, options, calls, lost, why }) => {
      const { store, path } = place(kind)
      const old = await exported(await runSweep(faultySweep({ ...base, ...before }), { workers: 'none', store }))
      const changed = faultySweep({ ...base, ...before, ...after })
      const resumed = await countingRun(changed, { store, resume: true, ...options })
      const fresh = await runSweep(changed, { workers: 'none', ...options })

      expect(resumed.calls).toEqual(calls)
      expect(await exported(store)).toEqual(await exported(fresh))
      expect(resumed.result.top(1000)).toEqual(fresh.top(1000))
      expect(resumed.result).toMatchObject({ complete: fresh.complete, failed: 0 })
      const [notice] = resumed.result.notices
      expect(notice).toMatch(why)
      expect(notice).toContain(`${lost} of ${old.length} results no longer hold`)
      expect(notice).toContain(`the run as it was is now in ${path}.1.`)
      expect(await exported(`${kind}:${path}.1`)).toEqual(old)

      const again = await countingRun(changed, { store, resume: true, ...options })
      expect(again.calls).toEqual([])
      expect(again.result.notices).toEqual([
        expect.stringMatching(/^Resumed: (\d+) of \1 backtests are done, 0 to do\.$/),
      ])
      expect(
        readdirSync(folder).filter((name) => name.includes(`run-${n}`) && /next|lock|starting|taking/.test(name)),
      ).toEqual([])
    },
  )

  test('a comment in the code changes nothing', async () => {
    const { store } = place(kind)
    const strategy = coded('export const a = 1')
    await runSweep(faultySweep({ ...base, strategy }), { workers: 'none', store })
    writeFileSync(fileURLToPath(strategy.module), '// the same\nexport const a = 1 ')
    const { calls } = await countingRun(faultySweep({ ...base, strategy }), { store, resume: true })
    expect(calls).toEqual([])
  })

  test('another engine version runs everything again', async () => {
    const { store, path } = place(kind)
    const { header } = await runSweep(sweep, { workers: 'none', store: `${store}.now` })
    const older = { ...header, engine: '0.0.1' }
    const fingerprintOf = fingerprinter(older)
    const now = await openStore(`${store}.now`)
    const written = await createStore(store, older)
    for await (const backtest of now.backtests()) {
      const { number, parameters } = backtest
      await written.append([{ ...backtest, fingerprint: fingerprintOf(Math.floor(number / sets), parameters) }])
    }
    await written.close()
    await now.close()
    const { calls, result } = await countingRun(sweep, { store, resume: true })
    expect(calls).toEqual([...everySet, ...everySet])
    expect(result.notices[0]).toBe(
      `120 of 120 results no longer hold, because backsweep is ${header.engine} instead of 0.0.1; the run as it was is now in ${path}.1.`,
    )
    expect(await exported(store)).toEqual(wanted)
  })

  test('another sweep in the store is refused and stays as it is', async () => {
    const { store } = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    const other = runSweep(faultySweep({ sets, dateRanges, name: 'other' }), { workers: 'none', store, resume: true })
    await expect(other).rejects.toMatchObject({
      code: 'store-differs',
      message: expect.stringContaining('holds the sweep "faulty", not "other"'),
    })
    expect(await exported(store)).toEqual(wanted)
  })

  test.each([0, 1, 2])('killed after %i moves of replacing a run that differs, nothing is lost', async (moves) => {
    const { store, path } = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    const more = faultySweep({ sets: 62, dateRanges })
    if (moves === 2) await runSweep(more, { workers: 'none', store: `${kind}:${path}.next` })
    else cpSync(path, `${path}.next`, { recursive: true })
    if (moves > 0) renameSync(path, `${path}.1`)
    const { calls } = await countingRun(more, { store, resume: true })
    expect(calls).toEqual(moves === 2 ? [] : [60, 61, 60, 61])
    expect(await exported(store)).toEqual(await exported(await runSweep(more, { workers: 'none' })))
    expect(existsSync(`${path}.next`)).toBe(false)
  })
})

describe.each(['json', 'sqlite'])('resume of a run in %s:', (kind) => {
  test('of a complete run runs nothing', async () => {
    const { store } = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    const { calls, result } = await countingRun(sweep, { store, resume: true })
    expect(calls).toEqual([])
    expect(result).toMatchObject({ complete: 120, failed: 0, interrupted: false })
    expect(result.notices).toEqual(['Resumed: 120 of 120 backtests are done, 0 to do.'])
    expect(await exported(store)).toEqual(wanted)
  })

  test.each([1, 9, 30])('of a run stopped at call %i goes on where it was', async (call) => {
    const { store } = place(kind)
    const stopped = await stoppedRun(call, sweep, { store, checkpointBatchSize: 3 })
    expect(stopped.interrupted).toBe(true)
    const done = stopped.complete
    expect(await exported(store)).toHaveLength(done)
    const { calls, result } = await countingRun(sweep, { store, resume: true })
    expect(calls).toHaveLength(120 - done)
    expect(result.notices).toEqual([`Resumed: ${done} of 120 backtests are done, ${120 - done} to do.`])
    expect(await exported(store)).toEqual(wanted)
  })

  test('where there is no run starts one', async () => {
    const { store } = place(kind)
    const { calls } = await countingRun(sweep, { store, resume: true })
    expect(calls).toHaveLength(120)
  })

  test('without resume or fresh refuses to touch a run', async () => {
    const { store } = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    await expect(runSweep(sweep, { workers: 'none', store })).rejects.toMatchObject({ code: 'store-exists' })
    await expect(runSweep(sweep, { store, resume: true, fresh: true })).rejects.toMatchObject({
      code: 'option-invalid',
    })
    expect(await exported(store)).toEqual(wanted)
  })

  test('fresh keeps the run aside', async () => {
    const { store, path } = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    for (const aside of [1, 2]) {
      const { calls, result } = await countingRun(sweep, { store, fresh: true })
      expect(calls).toHaveLength(120)
      expect(result.notices).toEqual([`The run that was there before is now in ${path}.${aside}.`])
      expect(await exported(`${kind}:${path}.${aside}`)).toEqual(wanted)
    }
  })

  test('failed backtests stay failed, until retryFailed runs them and them alone again', async () => {
    const { store } = place(kind)
    setFaults({ 5: 'throws', 20: 'returns nothing' })
    const options = { store, resume: true, continueOnError: true }
    await runSweep(sweep, { workers: 'none', ...options })
    const failing = await exported(store)
    setFaults({})
    const without = await countingRun(sweep, options)
    expect(without.calls).toEqual([])
    expect(without.result).toMatchObject({ complete: 116, failed: 4 })
    expect(await exported(store)).toEqual(failing)
    const retried = await countingRun(sweep, { ...options, retryFailed: true })
    expect(retried.calls).toEqual([5, 20, 5, 20])
    expect(retried.result).toMatchObject({ complete: 120, failed: 0 })
    expect(await exported(store)).toEqual(wanted)
    expect((await countingRun(sweep, options)).calls).toEqual([])
  })

  test('retryFailed goes together with a change', async () => {
    const { store } = place(kind)
    setFaults({ 5: 'throws' })
    const options = { store, resume: true, continueOnError: true, retryFailed: true }
    await runSweep(sweep, { workers: 'none', ...options })
    setFaults({})
    const more = faultySweep({ sets: 61, dateRanges })
    const { calls, result } = await countingRun(more, options)
    expect(calls).toEqual([5, 60, 5, 60])
    expect(result.notices[0]).toContain('0 of 120 results no longer hold')
    expect(await exported(store)).toEqual(await exported(await runSweep(more, { workers: 'none' })))
  })

  test('a strategy without module cannot be resumed', async () => {
    const { store } = place(kind)
    const { module: _, ...strategy } = faulty
    const own = faultySweep({ sets, strategy })
    await runSweep(own, { workers: 'none', store })
    await expect(runSweep(own, { workers: 'none', store, resume: true })).rejects.toMatchObject({
      code: 'strategy-unloadable',
    })
  })
})

describe('a damaged json: store', () => {
  const options: RunOptions = { workers: 'none', keepTrades: true, snapshotInterval: 'weekly' }
  const { path: whole } = place('json')
  beforeAll(async () => {
    await runSweep(sweep, { ...options, store: `json:${whole}` })
  })

  /** A copy of a complete run, damaged; resumed it is as it was. */
  async function damagedAndResumed(damage: (path: string) => void) {
    const { store, path } = place('json')
    cpSync(whole, path, { recursive: true })
    damage(path)
    const before = await read(store).catch(({ code, message }) => ({ code, message }))
    const { calls, result } = await countingRun(sweep, { ...options, store, resume: true })
    expect(await exported(store)).toEqual(wanted)
    for (const number of [0, 7, 119]) {
      expect(await detailsOf(store, number)).toEqual(await detailsOf(`json:${whole}`, number))
    }
    expect((await countingRun(sweep, { ...options, store, resume: true })).calls).toEqual([])
    return { before, calls, notices: result.notices, path }
  }

  const results = (path: string) => `${path}/results.jsonl`
  const linesOf = (path: string) => readFileSync(results(path), 'utf8').split('\n').slice(0, -1)

  test('whose results are missing: reading says so, resume runs everything again', async () => {
    const { before, calls, notices } = await damagedAndResumed((path) => rmSync(results(path)))
    expect(before).toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining('results.jsonl is missing'),
    })
    expect(calls).toHaveLength(120)
    expect(notices[0]).toMatch(/results\.jsonl is missing: its backtests run again\.$/)
  })

  test.each([1, 2, 20, 300])('whose last line lacks %i bytes: only that is left out and run again', async (bytes) => {
    const { before, calls, notices } = await damagedAndResumed((path) => {
      truncateSync(results(path), readFileSync(results(path)).length - bytes)
    })
    expect(before).toMatchObject({
      rows: wanted.slice(0, 119),
      notices: [expect.stringMatching(/:120 was cut off by a crash and is left out/)],
    })
    expect(calls).toEqual([59])
    expect(notices[0]).toMatch(/^The last line of .* was cut off by a crash: its backtest runs again\.$/)
  })

  test('with a bit flipped anywhere: it is never read as a result', async () => {
    const size = readFileSync(results(whole)).length
    const anyBit = fc.tuple(fc.nat(size - 1), fc.nat(7))
    await fc.assert(
      fc.asyncProperty(anyBit, async ([at, bit]) => {
        const { before, calls, notices, path } = await damagedAndResumed((path) => {
          const bytes = readFileSync(results(path))
          bytes[at] ^= 1 << bit
          writeFileSync(results(path), bytes)
        })
        if ('rows' in before)
          expect(before.rows).toEqual(wanted.slice(0, 119)) // the last line end
        else
          expect(before).toMatchObject({
            code: 'store-damaged',
            message: expect.stringMatching(/results\.jsonl:\d+ is not a result/),
          })
        expect(calls.length).toBeGreaterThanOrEqual(1)
        expect(calls.length).toBeLessThanOrEqual(2) // of a line end: both lines
        if (!('rows' in before)) {
          expect(notices[0]).toMatch(
            /^[12] lines of .* were damaged: their backtests run again; the damaged file is kept as /,
          )
          expect(existsSync(`${results(path)}.damaged-1`)).toBe(true)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('with a bit flipped in details.bin: its backtest alone runs again', async () => {
    const { calls } = await damagedAndResumed((path) => {
      const bytes = readFileSync(`${path}/details.bin`)
      bytes[bytes.length >> 1] ^= 4
      writeFileSync(`${path}/details.bin`, bytes)
    })
    expect(calls).toHaveLength(1)
  })

  test.each(['cut off', 'missing'])('whose details.bin is %s: what it held runs again', async (how) => {
    const { calls } = await damagedAndResumed((path) => {
      if (how === 'missing') rmSync(`${path}/details.bin`)
      else truncateSync(`${path}/details.bin`, readFileSync(`${path}/details.bin`).length - 1)
    })
    expect(calls).toHaveLength(how === 'missing' ? 120 : 1)
  })

  test.each(['at the end', 'in the middle'])('with a line twice, %s: it counts once', async (where) => {
    const { before, calls } = await damagedAndResumed((path) => {
      const lines = linesOf(path)
      if (where === 'at the end') appendFileSync(results(path), `${lines[5]}\n`)
      else writeFileSync(results(path), [...lines.slice(0, 50), lines[5], ...lines.slice(50), ''].join('\n'))
    })
    expect(before).toMatchObject({ rows: wanted, notices: [] })
    expect(calls).toEqual([])
  })

  test('with a line lost in the middle: it runs again', async () => {
    const { calls } = await damagedAndResumed((path) => {
      writeFileSync(results(path), [...linesOf(path).slice(0, 8), ...linesOf(path).slice(9), ''].join('\n'))
    })
    expect(calls).toEqual([8])
  })

  test('whose eliminated.json is damaged: the filters are asked again', async () => {
    const { notices } = await damagedAndResumed((path) => writeFileSync(`${path}/eliminated.json`, '{"first":[1,'))
    expect(notices[0]).toMatch(/eliminated\.json was damaged: the filters are asked again\.$/)
  })

  test.each(['{"schema":1,', 'null', '[]'])(
    'whose run.json is %s is refused, and fresh keeps it aside',
    async (text) => {
      const { store, path } = place('json')
      cpSync(whole, path, { recursive: true })
      writeFileSync(`${path}/run.json`, text)
      const damaged = {
        code: 'store-damaged',
        message: expect.stringMatching(/run\.json cannot be read: .* Run the sweep again with --fresh\.$/),
      }
      await expect(openStore(store)).rejects.toMatchObject(damaged)
      await expect(runSweep(sweep, { ...options, store, resume: true })).rejects.toMatchObject(damaged)
      await runSweep(sweep, { ...options, store, fresh: true })
      expect(await exported(store)).toEqual(wanted)
      expect(readFileSync(`${path}.1/run.json`, 'utf8')).toBe(text)
      expect(existsSync(`${path}.1/lock`)).toBe(false)
    },
  )

  test('of a later schema is refused', async () => {
    const { store, path } = place('json')
    cpSync(whole, path, { recursive: true })
    const header = JSON.parse(readFileSync(`${path}/run.json`, 'utf8'))
    writeFileSync(`${path}/run.json`, JSON.stringify({ ...header, schema: 99, engine: '9.9.9' }))
    const later = {
      code: 'store-version',
      message: expect.stringMatching(/layout 99, .* use backsweep 9\.9\.9 or newer/),
    }
    await expect(openStore(store)).rejects.toMatchObject(later)
    await expect(runSweep(sweep, { ...options, store, resume: true })).rejects.toMatchObject(later)
    expect(existsSync(`${path}/lock`)).toBe(false)
  })
})

describe('a damaged sqlite: store', () => {
  test.each([0, 1, 50, 4096, 0.3, 0.5, 0.9, 0.999])(
    'cut off at %d (bytes, or share of its size) is refused, and fresh keeps it aside',
    async (at) => {
      const { store, path } = place('sqlite')
      await runSweep(sweep, { workers: 'none', store, keepTrades: true })
      const size = readFileSync(path).length
      const left = at < 1 ? Math.floor(size * at) : at
      truncateSync(path, left)
      await expect(runSweep(sweep, { workers: 'none', store, keepTrades: true, resume: true })).rejects.toMatchObject({
        code: 'store-damaged',
        message: expect.stringMatching(/cannot be read as a run: .* Run the sweep again with --fresh/),
      })
      expect(readFileSync(path).length).toBe(left)
      await runSweep(sweep, { workers: 'none', store, fresh: true })
      expect(await exported(store)).toEqual(wanted)
      expect(readFileSync(`${path}.1`).length).toBe(left)
    },
  )

  test('reading one whose pages are gone is an error that says so', async () => {
    const { store, path } = place('sqlite')
    await runSweep(sweep, { workers: 'none', store })
    truncateSync(path, Math.floor(readFileSync(path).length / 4096 / 2) * 4096)
    await expect(read(store)).rejects.toMatchObject({ code: 'store-damaged' })
  })

  test('of a later schema is refused', async () => {
    const { store, path } = place('sqlite')
    await runSweep(sweep, { workers: 'none', store })
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.exec('ALTER TABLE run RENAME TO headers')
    database.close()
    const later = { code: 'store-version', message: expect.stringContaining('has layout 99') }
    await expect(openStore(store)).rejects.toMatchObject(later)
    await expect(runSweep(sweep, { workers: 'none', store, resume: true })).rejects.toMatchObject(later)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  /** What kill -9 leaves: the file, and what was last written in the log beside it. */
  async function killed(path: string): Promise<void> {
    const original = `${path}.original`
    const complete = await runSweep(sweep, { workers: 'none', store: `sqlite:${path}.complete` })
    const from = await openStore(complete.store)
    const to = await createStore(`sqlite:${original}`, complete.header)
    for await (const backtest of from.backtests()) await to.append([backtest])
    for (const end of ['', '-wal', '-shm']) copyFileSync(original + end, path + end)
    await to.close()
    await from.close()
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(10_000)
  }

  test('whose process was killed is resumed from file and log', async () => {
    const { store, path } = place('sqlite')
    await killed(path)
    const { calls } = await countingRun(sweep, { store, resume: true })
    expect(calls).toEqual([])
    expect(await exported(store)).toEqual(wanted)
  })

  test('whose process was killed is put aside with all that is in its log', async () => {
    const { store, path } = place('sqlite')
    await killed(path)
    await runSweep(faultySweep({ sets: 3 }), { workers: 'none', store, fresh: true })
    expect(await exported(store)).toHaveLength(3)
    expect(await exported(`sqlite:${path}.1`)).toEqual(wanted)
  })

  test('deleted by hand but for its log: the log is not played into the next run', async () => {
    const { store, path } = place('sqlite')
    await killed(path)
    rmSync(path)
    const other = faultySweep({ parameters: { set: range(100, 300) }, dateRanges })
    const stopped = await stoppedRun(1, other, { store })
    expect(stopped.complete).toBeLessThan(60) // numbers above would show rows of the run before
    const all = await exported(await runSweep(other, { workers: 'none' }))
    expect(await exported(store)).toEqual(all.slice(0, stopped.complete))
  })
})

describe.each(['json', 'sqlite'])('one writer of a run in %s:', (kind) => {
  const lockOf = (path: string) => (kind === 'json' ? `${path}/lock` : `${path}.lock`)
  async function started() {
    const { store, path } = place(kind)
    await stoppedRun(20, sweep, { store, checkpointBatchSize: 5 })
    return { store, path, lock: lockOf(path) }
  }
  const resume = (store: string) => countingRun(sweep, { store, resume: true })

  test.each(['resume', 'fresh'])('a second driver is refused with the PID of the first (%s)', async (how) => {
    const { store, path } = await started()
    const kept = await exported(store)
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { openToWrite } from ${JSON.stringify(new URL('../../../src/sweep/store/open-store.ts', import.meta.url).href)}
       await openToWrite(${JSON.stringify(store)})
       console.log('held')
       setInterval(() => {}, 1000)`,
    ])
    try {
      await once(holder.stdout, 'data')
      const second = runSweep(sweep, { workers: 'none', store, [how]: true })
      await expect(second).rejects.toMatchObject({
        code: 'store-locked',
        message: expect.stringContaining(`${path} is being written by process ${holder.pid} on ${hostname()}`),
      })
      expect(await exported(store)).toEqual(kept)
      expect(existsSync(`${path}.1`)).toBe(false)
    } finally {
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    }
    expect(existsSync(lockOf(path))).toBe(true)
    await resume(store) // its lock is that of a dead process now
    expect(await exported(store)).toEqual(wanted)
    expect(existsSync(lockOf(path))).toBe(false)
  })

  test('a lock of this process is respected, too', async () => {
    const { store } = await started()
    const opened = await openToWrite(store)
    await expect(resume(store)).rejects.toMatchObject({ code: 'store-locked', details: { pid: process.pid } })
    await opened.close()
    await resume(store)
    expect(await exported(store)).toEqual(wanted)
  })

  const dead: [string, string][] = [
    ['of a PID that is no more', JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), born: '1' })],
    ['of a PID that another process has by now', JSON.stringify({ pid: process.ppid, host: hostname(), born: '1' })],
    ['that was never written whole', ''],
    ['that is no lock', '[1, 2]'],
  ]
  test.each(dead)('a lock %s is taken over', async (_, text) => {
    const { store, lock } = await started()
    writeFileSync(lock, text)
    const { result } = await resume(store)
    expect(result.complete).toBe(120)
    expect(await exported(store)).toEqual(wanted)
    expect(existsSync(lock)).toBe(false)
  })

  test('a lock held on another machine is refused, with what to do', async () => {
    const { store, path, lock } = await started()
    const text = JSON.stringify({ pid: 1, host: 'elsewhere', born: '' })
    writeFileSync(lock, text)
    await expect(resume(store)).rejects.toMatchObject({
      code: 'store-locked',
      message: `${path} is being written by process 1 on elsewhere: wait until it is done, or stop it; if it is gone, delete ${lock}.`,
    })
    expect(readFileSync(lock, 'utf8')).toBe(text)
  })

  test('one that finds another run there, which was not when it looked first, is refused and leaves it', async () => {
    const { store } = place(kind)
    const { header } = await runSweep(sweep, { workers: 'none', store })
    const { plan } = await prepareSweep(sweep, keepNothing)
    const options = { resume: false, fresh: false, retryFailed: false }
    await expect(openRun(store, header, plan, options)).rejects.toMatchObject({ code: 'store-exists' })
    expect(await exported(store)).toEqual(wanted)
  })

  test('of several that start at one place at the same time, one runs and its run is whole', async () => {
    const { store } = place(kind)
    const all = await Promise.allSettled(Array.from({ length: 4 }, () => runSweep(sweep, { workers: 'none', store })))
    const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(['store-locked', 'store-exists']).toContain(reason.code)
    expect(await exported(store)).toEqual(wanted)
  })
})

test('what a crash left of a run that was about to start does not disturb, also when the PID is the same', async () => {
  const script = `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { createStore } from ${JSON.stringify(new URL('../../../src/sweep/store/open-store.ts', import.meta.url).href)}
    const header = { schema: 1, parameterSets: 0, ranges: [], metrics: ['sharpe'] }
    for (let i = 1; i < 9; i++) {
      mkdirSync('${folder}/left.starting-' + process.pid + '-' + i + '/rest', { recursive: true })
      writeFileSync('${folder}/left.db.starting-' + process.pid + '-' + i, 'rest')
    }
    await (await createStore('json:${folder}/left', header)).close()
    await (await createStore('sqlite:${folder}/left.db', header)).close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(readdirSync(`${folder}/left`)).not.toContain('rest')
})

test('takeLock lets one process in at a time, while holders die and are followed', async () => {
  const lock = `${folder}/contended.lock`
  const script = `
    import { mkdirSync, rmdirSync, writeFileSync, renameSync } from 'node:fs'
    import { hostname } from 'node:os'
    import { releaseLock, takeLock } from ${JSON.stringify(new URL('../../../src/sweep/store/lock.ts', import.meta.url).href)}
    const [lock, me] = process.argv.slice(2)
    let held = 0
    for (let round = 0; held < 80; round++) {
      try {
        await takeLock(lock, 'store')
      } catch (error) {
        if (error.code !== 'store-locked') throw error
        continue
      }
      held++
      mkdirSync(lock + '.inside') // fails when another is inside
      await new Promise((resolve) => setTimeout(resolve, held % 3))
      rmdirSync(lock + '.inside')
      if (held % 3 === 0) releaseLock(lock)
      else { // die: the lock stays, and its holder is no more
        writeFileSync(lock + me, JSON.stringify({ pid: process.pid, host: hostname(), born: 'dead ' + me + held }))
        renameSync(lock + me, lock)
      }
    }`
  writeFileSync(`${folder}/contender.ts`, script)
  const contenders = [1, 2, 3, 4].map((me) => spawn(process.execPath, [`${folder}/contender.ts`, lock, String(me)]))
  const ends = await Promise.all(
    contenders.map(async (child) => {
      let errors = ''
      child.stderr.on('data', (text) => {
        errors += text
      })
      const [code] = await once(child, 'exit')
      return { code, errors }
    }),
  )
  expect(ends).toEqual(Array(4).fill({ code: 0, errors: '' }))
  expect(readdirSync(folder).filter((name) => /^contended\.lock.*(after|taking|inside)/.test(name))).toEqual([])
})

async function read(address: string) {
  const store = await openStore(address)
  try {
    const rows: string[] = []
    for await (const row of store.rows()) rows.push(JSON.stringify(row))
    return { rows, notices: store.notices }
  } finally {
    await store.close()
  }
}

async function detailsOf(address: string, number: number) {
  const store = await openStore(address)
  try {
    return await store.details(number)
  } finally {
    await store.close()
  }
}
