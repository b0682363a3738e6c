import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { smaCross } from '../../examples/sma-cross/sma-cross.ts'
import {
  type BacktestRow,
  defineSweep,
  differentialEvolution,
  dryRun,
  latinHypercube,
  openStore,
  type RunOptions,
  randomSearch,
  range,
  readStatus,
  runBacktest,
  runSweep,
  type Search,
  type SearchOptions,
  tpe,
  type WindowFilter,
} from '../../src/index.ts'
import { trialsAt } from '../../src/sweep/store/trials.ts'
import { type Fault, setFaults } from '../support/faulty/strategy.ts'
import {
  countingRun,
  exported,
  faultySweep,
  rowsOf,
  scratchFolder,
  sha256,
  stoppedRun,
  threeRanges,
} from '../support/faulty/sweeps.ts'
import { sp500 } from '../support/sp500.ts'

const folder = scratchFolder()
const dateRanges = threeRanges.slice(0, 2)
const trials = 90
let n = 0

afterEach(() => setFaults({}))

/** 900 parameter sets in a grid, of which where() keeps two thirds. */
function searching(search: Search, options: Parameters<typeof faultySweep>[0] = {}) {
  return faultySweep({
    parameters: { set: range(0, 300), scale: [1, 2, 3] },
    where: isKept,
    search,
    dateRanges,
    metrics: 'screening',
    ...options,
  })
}

function isKept({ set }: { readonly set: number }): boolean {
  return set % 3 !== 1
}

function place(kind: string): string {
  return kind === 'memory' ? 'memory:' : `${kind}:${folder}/run-${++n}${kind === 'sqlite' ? '.db' : ''}`
}

/** Averages that cross on twenty years of days: 19,300 pairs of windows. */
function crossing(search: Search, rankBy: 'sharpe' | 'maxDrawdown' = 'sharpe') {
  return defineSweep({
    name: 'crossing',
    strategy: smaCross,
    parameters: { fast: range(2, 100), slow: range(20, 250) },
    where: ({ fast, slow }) => fast < slow,
    search,
    data: sp500,
    metrics: 'screening',
    rankBy,
  })
}

const parametersOf = (rows: readonly BacktestRow[]) => rows.map(({ parameters }) => JSON.stringify(parameters))

const searches: Readonly<Record<string, (options: SearchOptions) => Search>> = {
  randomSearch,
  latinHypercube,
  differentialEvolution: (options) => differentialEvolution({ ...options, population: 20 }),
  tpe,
}
const learning = ['differentialEvolution', 'tpe'] as const

describe.each(Object.keys(searches))('a sweep with %s', (name) => {
  const search = searches[name]
  const sweep = searching(search({ trials }))
  const faults: Readonly<Record<number, Fault>> = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [10 * i + 3, 'throws' as const]),
  )
  const common: RunOptions = { continueOnError: true }

  test('runs as many different sets as it has trials on every date range, all of which where() keeps', async () => {
    const { result, calls } = await countingRun(sweep, {})
    const rows = await rowsOf(result)
    expect(calls).toHaveLength(2 * trials)
    expect(result).toMatchObject({ complete: 2 * trials, failed: 0 })
    for (const { name: of } of dateRanges) {
      const sets = parametersOf(rows.filter(({ range: on }) => on === of))
      expect(new Set(sets).size).toBe(trials)
      expect(sets).toEqual(parametersOf(rows.slice(0, trials)))
    }
    expect(rows.every(({ parameters }) => isKept(parameters as { set: number }))).toBe(true)
    expect(result.header).toMatchObject({ search: search({ trials }), parameterSets: trials })
  })

  test('gives the same bytes for any workers, batch sizes and stores, with failing strategies', async () => {
    setFaults(faults)
    const wanted = await exported(await runSweep(sweep, { ...common, workers: 'none' }))
    expect(wanted.filter((row) => row.includes('"failed"')).length).toBeGreaterThan(2)
    for (const options of [
      { workers: 1, store: place('json'), batchSize: 1, checkpointBatchSize: 1 },
      { workers: 2, store: place('sqlite'), batchSize: 1000 },
      { workers: 2, store: place('json'), batchSize: 7, checkpointBatchSize: 1000 },
      { workers: 3, store: place('memory') },
      { workers: 'auto' as const, store: place('sqlite'), checkpointBatchSize: 13 },
    ]) {
      const result = await runSweep(sweep, { ...common, ...options })
      expect(sha256(await exported(result)), JSON.stringify(options)).toBe(sha256(wanted))
    }
  })

  test.each(['json', 'sqlite'])(
    'stopped anywhere and resumed (%s:) gives the bytes of a run that was not',
    async (kind) => {
      setFaults(faults)
      const whole = await runSweep(sweep, { ...common, workers: 'none' })
      const wanted = await exported(whole)
      for (const checkpointBatchSize of [1, 16, 1000]) {
        const store = place(kind)
        let before = 0
        for (const calls of [1, 7, 25, 60, 40]) {
          const stopped = await stoppedRun(calls, sweep, { ...common, store, resume: true, checkpointBatchSize })
          const done = stopped.complete + stopped.failed
          expect(stopped.interrupted || done === 2 * trials).toBe(true)
          expect(done).toBeGreaterThanOrEqual(before)
          before = done
          const rows = await exported(store)
          expect(rows.filter((row) => !wanted.includes(row))).toEqual([])
        }
        const { result, calls } = await countingRun(sweep, { ...common, store, resume: true })
        expect(calls).toHaveLength(2 * trials - before)
        expect(await exported(store)).toEqual(wanted)
        expect(result.top(30)).toEqual(whole.top(30))
        expect(await readStatus(store)).toMatchObject({
          planned: 2 * trials,
          done: 2 * trials,
          share: 1,
          failed: whole.failed,
        })
      }
    },
  )

  test('tries all that where() keeps, once, when it has more trials than that', async () => {
    const small = { set: range(0, 30) }
    const { result, calls } = await countingRun(searching(search({ trials: 500 }), { parameters: small }), {})
    expect(calls).toHaveLength(2 * 20)
    expect(result.header.parameterSets).toBe(20)
    expect(new Set(parametersOf(await rowsOf(result))).size).toBe(20)
  })

  test('runs each set as runBacktest does', async () => {
    const [best] = (await runSweep(sweep, { workers: 'none' })).top(1)
    const { metrics } = await runBacktest(sweep, best.parameters, { range: best.range })
    expect(best.metrics).toEqual(metrics)
  })

  test('stops at the first failure like a grid, and with --retry-failed comes to the run without failures', async () => {
    const wanted = await exported(await runSweep(sweep, { workers: 'none' }))
    setFaults(faults)
    const store = place('json')
    await expect(runSweep(sweep, { workers: 'none', store })).rejects.toMatchObject({ code: 'strategy-failed' })
    const { failed } = await runSweep(sweep, { ...common, workers: 'none', store, resume: true })
    expect(failed).toBeGreaterThan(2)
    setFaults({})
    const retried = await runSweep(sweep, { workers: 'none', store, resume: true, retryFailed: true })
    expect(retried).toMatchObject({ complete: 2 * trials, failed: 0 })
    expect(await exported(store)).toEqual(wanted)
  })

  test('with a window and a final filter gives the same bytes for any workers, stopped or not', async () => {
    const windowFilter: WindowFilter = (rows) => rows.filter(({ parameters }) => Number(parameters.set) % 2 === 0)
    const filters = { windowFilter, finalFilter: (rows: Parameters<WindowFilter>[0]) => rows.slice(0, 10) }
    const { result, calls } = await countingRun(sweep, filters)
    const wanted = await exported(result)
    const even = parametersOf(await rowsOf(result))
      .slice(0, trials)
      .filter((set) => JSON.parse(set).set % 2 === 0)
    expect(calls).toHaveLength(trials + even.length)
    expect(wanted.filter((row) => row.includes('"status":"complete"'))).toHaveLength(20)
    const parallel = await runSweep(sweep, { ...filters, workers: 2, store: place('json') })
    expect(await exported(parallel)).toEqual(wanted)

    const store = place('sqlite')
    for (const stop of [20, 50])
      await stoppedRun(stop, sweep, { ...filters, store, resume: true, checkpointBatchSize: 8 })
    await runSweep(sweep, { ...filters, workers: 'none', store, resume: true })
    expect(await exported(store)).toEqual(wanted)
    expect(await readStatus(store)).toMatchObject({ planned: trials + even.length, done: trials + even.length })
  })

  test('tells progress up to all of its trials, and dryRun how many there are', async () => {
    const told: number[] = []
    await runSweep(sweep, { workers: 'none', onProgress: ({ done, total }) => told.push(done, total) })
    expect(told.slice(-2)).toEqual([2 * trials, 2 * trials])
    expect(await dryRun(sweep, { workers: 'none' })).toMatchObject({ parameterSets: trials, backtests: 2 * trials })
  })
})

describe.each(learning)('a run with %s', (name) => {
  const search = searches[name]

  test('finds better sets than random search with as many trials', async () => {
    const best = async (make: (options: SearchOptions) => Search, seed: number) => {
      const [{ metrics }] = (await runSweep(crossing(make({ trials: 150, seed })), { workers: 'none' })).top(1)
      return Number(metrics.sharpe)
    }
    const seeds = [1, 2, 3, 4, 5, 6, 7]
    const learnt = await Promise.all(seeds.map((seed) => best(search, seed)))
    const drawn = await Promise.all(seeds.map((seed) => best(randomSearch, seed)))
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    expect(sum(learnt)).toBeGreaterThan(sum(drawn))
  })

  test('looks for low values of a metric of which lower is better', async () => {
    const rows = await rowsOf(await runSweep(crossing(search({ trials: 150 }), 'maxDrawdown'), { workers: 'none' }))
    const found = rows.map(({ metrics }) => Number(metrics.maxDrawdown))
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(found.slice(100))).toBeLessThan(0.9 * mean(found.slice(0, 15)))
  })

  test('can be given more trials or fewer: what was done is its beginning', async () => {
    const wanted = await exported(await runSweep(searching(search({ trials: 140 })), { workers: 'none' }))
    const store = place('json')
    await runSweep(searching(search({ trials: 60 })), { workers: 'none', store })
    const longer = searching(search({ trials: 140 }))
    expect(await dryRun(longer, { workers: 'none', store, resume: true })).toMatchObject({ toDo: 160, refused: null })
    const { result, calls } = await countingRun(longer, { store, resume: true })
    expect(calls).toHaveLength(160)
    expect(await exported(store)).toEqual(wanted)
    expect(result.notices).toEqual([
      expect.stringMatching(
        /^0 of 120 results no longer hold, because the search is .*trials 140.* instead of .*trials 60.*; the run as it was is now in .*\.1\.$/,
      ),
      'Resumed: 120 of 280 backtests are done, 160 to do.',
    ])

    const shorter = await countingRun(searching(search({ trials: 60 })), { store, resume: true })
    expect(shorter.calls).toEqual([])
    expect(await exported(store)).toHaveLength(120)
  })

  test.each([
    {
      what: 'another seed',
      now: searching(search({ trials, seed: 2 })),
      why: /the search is .*seed 2.* instead of .*seed 1/,
    },
    {
      what: 'another search',
      now: searching(differentialEvolution({ trials, population: 7 })),
      why: /the search is differential-evolution \(.*population 7\)/,
    },
    {
      what: 'other values',
      now: searching(search({ trials }), { parameters: { set: range(0, 299) } }),
      why: /the parameter sets or date ranges changed/,
    },
    { what: 'other costs', now: searching(search({ trials }), { initialAmount: 5 }), why: /initialAmount changed/ },
    {
      what: 'another metric to rank by',
      now: searching(search({ trials }), { rankBy: 'totalReturn' }),
      why: /results are ranked by totalReturn instead of sharpe/,
    },
  ])('is not resumed with $what, but with a line that says so, and nothing is changed', async ({ now, why }) => {
    const store = place('json')
    await runSweep(searching(search({ trials })), { workers: 'none', store })
    const before = await exported(store)
    await expect(runSweep(now, { workers: 'none', store, resume: true })).rejects.toMatchObject({
      code: 'store-differs',
      message: expect.stringMatching(
        new RegExp(
          `^The run in ${store} cannot be resumed, because .*${why.source}.*, and what a search tries depends on all results before: start over with --fresh`,
        ),
      ),
    })
    expect((await dryRun(now, { workers: 'none', store, resume: true })).refused).toMatch(why)
    expect(await exported(store)).toEqual(before)
    const fresh = await runSweep(now, { workers: 'none', store, fresh: true })
    expect(await exported(fresh)).not.toEqual(before)
  })

  test('whose results lie in a damaged line computes that again and comes to the same end', async () => {
    const sweep = searching(search({ trials }))
    const store = place('json')
    const wanted = await exported(await runSweep(sweep, { workers: 'none', store }))
    const file = `${store.slice('json:'.length)}/results.jsonl`
    const bytes = readFileSync(file)
    bytes[Math.floor(bytes.length / 2)] ^= 1
    writeFileSync(file, bytes)
    const { calls } = await countingRun(sweep, { store, resume: true })
    expect(calls).toHaveLength(1)
    expect(await exported(store)).toEqual(wanted)
  })

  test('takes the course of its filters, and says when that is another than before', async () => {
    const sweep = searching(search({ trials }))
    const windowFilter: WindowFilter = (rows) => rows.filter(({ parameters }) => Number(parameters.set) > 150)
    const wanted = await exported(await runSweep(sweep, { workers: 'none', windowFilter }))
    const store = place('json')
    await runSweep(sweep, { workers: 'none', store })
    const { notices } = await runSweep(sweep, { workers: 'none', store, resume: true, windowFilter })
    expect(notices.at(-1)).toMatch(/^\d+ results of the run before were replaced: .* the search took another course\.$/)
    expect(await exported(store)).toEqual(wanted)
  })

  test.each(['json', 'sqlite'])('counts what it replaces as trials (%s:)', async (kind) => {
    const sweep = searching(search({ trials }))
    const store = place(kind)
    await runSweep(sweep, { workers: 'none', store })
    const before = await trialsAt(store)
    const windowFilter: WindowFilter = (rows) => rows.filter(({ parameters }) => Number(parameters.set) > 150)
    await runSweep(sweep, { workers: 'none', store, resume: true, windowFilter })
    const after = await trialsAt(store)
    expect(after?.size).toBeGreaterThan(before!.size)
    expect([...before!].filter((fingerprint) => !after?.has(fingerprint))).toEqual([])
  })
})

test('a random search resumed with another seed keeps what both have, like any changed plan', async () => {
  const store = place('json')
  const sets = { set: range(0, 40) }
  await runSweep(searching(randomSearch({ trials: 20 }), { parameters: sets }), { workers: 'none', store })
  const now = searching(randomSearch({ trials: 20, seed: 2 }), { parameters: sets })
  const { result, calls } = await countingRun(now, { store, resume: true })
  expect(calls.length).toBeGreaterThan(0)
  expect(calls.length).toBeLessThan(40)
  expect(result.notices[0]).toMatch(
    /because the search is random \(trials 20, seed 2\) instead of random \(trials 20, seed 1\)/,
  )
  expect(await exported(store)).toEqual(await exported(await runSweep(now, { workers: 'none' })))
})

test('the whole grid, resumed after a search, runs what the search left out', async () => {
  const store = place('sqlite')
  const sets = { set: range(0, 60) }
  await runSweep(searching(tpe({ trials: 25 }), { parameters: sets }), { workers: 'none', store })
  const grid = faultySweep({ parameters: sets, where: isKept, dateRanges, metrics: 'screening' })
  const { calls } = await countingRun(grid, { store, resume: true })
  expect(calls).toHaveLength(2 * 40 - 2 * 25)
  expect(await exported(store)).toEqual(await exported(await runSweep(grid, { workers: 'none' })))
  const reader = await openStore(store)
  expect(reader.header.search).toBeUndefined()
  await reader.close()
})
