import { describe, expect, test } from 'vitest'
import { type FinalFilter, openStore, type RunOptions, runSweep, type WindowFilter } from '../../../src/index.ts'
import { summarize } from '../../../src/sweep/run/filters.ts'
import { setFaults } from '../../support/faulty/strategy.ts'
import {
  countingRun,
  exported,
  faultySweep,
  rowsOf,
  scratchFolder,
  stoppedRun,
  threeRanges,
} from '../../support/faulty/sweeps.ts'

const sweep = faultySweep({ sets: 120, dateRanges: threeRanges, metrics: 'screening' })
const folder = scratchFolder()
const setOf = ({ parameters }: { parameters: Readonly<Record<string, unknown>> }) => Number(parameters.set)

/** Sets below 60 go on after the first range, those below 30 after the second. */
const halving: WindowFilter = (rows, range) =>
  rows.filter((row) => setOf(row) < { first: 60, second: 30, third: 1e9 }[range]!)
const even: FinalFilter = (rows) => rows.filter((row) => setOf(row) % 2 === 0)

/** Filters that keep what they were shown. */
function watched(windowFilter: WindowFilter = halving, finalFilter: FinalFilter = even) {
  const shown: string[] = []
  const filters = {
    windowFilter: ((rows, range) => {
      shown.push(JSON.stringify([range, rows]))
      return windowFilter(rows, range)
    }) satisfies WindowFilter,
    finalFilter: ((rows) => {
      shown.push(JSON.stringify(['final', rows]))
      return finalFilter(rows)
    }) satisfies FinalFilter,
  }
  return { shown, filters }
}

const uninterrupted = watched()
const wanted = await exported(await runSweep(sweep, { workers: 'none', ...uninterrupted.filters }))

describe('runSweep with windowFilter and finalFilter', () => {
  test('runs on later ranges only what went on', async () => {
    const { result, calls } = await countingRun(sweep, { windowFilter: halving, finalFilter: even })
    const all = Array.from({ length: 120 }, (_, set) => set)
    expect(calls).toEqual([...all, ...all.slice(0, 60), ...all.slice(0, 30)])
    expect(result).toMatchObject({ complete: 210, failed: 0, interrupted: false })
  })

  test('marks the rows of eliminated sets on every range they ran on with what eliminated them, and has none after it', async () => {
    const rows = await rowsOf(await runSweep(sweep, { workers: 'none', windowFilter: halving, finalFilter: even }))
    const found = rows.map((row) => [row.range, setOf(row), row.status, row.filteredBy])
    const last = (set: number) => (set % 2 === 0 ? ['complete', undefined] : ['filtered', 'final'])
    const expected = [
      ...Array.from({ length: 120 }, (_, set) => [
        'first',
        set,
        ...(set >= 60 ? ['filtered', 'first'] : set >= 30 ? ['filtered', 'second'] : last(set)),
      ]),
      ...Array.from({ length: 60 }, (_, set) => ['second', set, ...(set >= 30 ? ['filtered', 'second'] : last(set))]),
      ...Array.from({ length: 30 }, (_, set) => ['third', set, ...last(set)]),
    ]
    expect(found).toEqual(expected)
    expect(rows.every(({ metrics }) => metrics.sharpe !== undefined)).toBe(true)
  })

  test('does not rank what was eliminated', async () => {
    const result = await runSweep(sweep, { workers: 'none', windowFilter: halving, finalFilter: even })
    expect(result.top(1000)).toHaveLength(45)
    expect(result.top(1000).every((row) => setOf(row) < 30 && setOf(row) % 2 === 0)).toBe(true)
  })

  test('shows a filter the metrics of all ranges so far, in order', async () => {
    const { shown, filters } = watched()
    const rows = await rowsOf(await runSweep(sweep, { workers: 'none', ...filters }))
    const calls = shown.map((text) => JSON.parse(text))
    expect(calls.map(([range, seen]) => [range, seen.length])).toEqual([
      ['first', 120],
      ['second', 60],
      ['third', 30],
      ['final', 30],
    ])
    for (const [range, seen] of calls) {
      const names = { first: ['first'], second: ['first', 'second'] }[range as 'first'] ?? ['first', 'second', 'third']
      for (const row of seen) {
        expect(Object.keys(row.ranges)).toEqual(names)
        expect(row.metrics).toEqual(row.ranges[names[names.length - 1]])
        for (const name of names) {
          expect(row.ranges[name]).toEqual(rows.find((r) => r.range === name && setOf(r) === setOf(row))!.metrics)
        }
      }
    }
  })

  test('runs ranges that are given in another order in order of start', async () => {
    const [first, second, third] = threeRanges
    const shuffled = faultySweep({ sets: 120, dateRanges: [third, first, second], metrics: 'screening' })
    const { shown, filters } = watched()
    const result = await runSweep(shuffled, { workers: 'none', ...filters })
    expect(result.header.ranges.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
    expect(shown).toEqual(uninterrupted.shown)
    expect(await exported(result)).toEqual(wanted)
  })

  test('a finalFilter alone sees every set that is complete on all ranges', async () => {
    setFaults({ 5: 'throws' })
    const { shown, filters } = watched()
    const rows = await rowsOf(
      await runSweep(sweep, { workers: 'none', continueOnError: true, finalFilter: filters.finalFilter }),
    )
    setFaults({})
    const [[, seen], ...more] = shown.map((text) => JSON.parse(text))
    expect(more).toEqual([])
    expect(seen.map(setOf)).toEqual(Array.from({ length: 120 }, (_, set) => set).filter((set) => set !== 5))
    expect(Object.keys(seen[0].ranges)).toEqual(['first', 'second', 'third'])
    expect(rows).toHaveLength(360)
  })

  test('does not show failed backtests to filters, and their sets do not go on', async () => {
    setFaults({ 5: 'throws', 7: 'returns nothing' })
    const { shown, filters } = watched((rows) => rows)
    const result = await runSweep(sweep, { workers: 'none', continueOnError: true, ...filters })
    setFaults({})
    for (const text of shown) {
      const [, rows] = JSON.parse(text)
      expect(rows.map(setOf)).not.toContain(5)
      expect(rows.map(setOf)).not.toContain(7)
    }
    const rows = await rowsOf(result)
    expect(rows.filter((row) => [5, 7].includes(setOf(row))).map(({ range, status }) => [range, status])).toEqual([
      ['first', 'failed'],
      ['first', 'failed'],
    ])
    expect(result).toMatchObject({ complete: 118 * 3, failed: 2 })
  })

  test('a filter may return its rows in any order, or none', async () => {
    const backwards = await runSweep(sweep, { workers: 'none', windowFilter: (rows) => [...rows].reverse() })
    const plain = await runSweep(sweep, { workers: 'none' })
    expect(await exported(backwards)).toEqual(await exported(plain))
    const none = await countingRun(sweep, { windowFilter: () => [] })
    expect(none.calls).toHaveLength(120)
    expect((await rowsOf(none.result)).map(({ filteredBy }) => filteredBy)).toEqual(Array(120).fill('first'))
    expect(none.result.top(5)).toEqual([])
  })
})

describe('filters see the same rows and give the same export', () => {
  const cases: [string, RunOptions][] = [
    ['memory:, in this process', {}],
    ['memory:, 2 workers', { workers: 2 }],
    ['json:, in this process', { store: `json:${folder}/plain` }],
    ['json:, 2 workers, small batches', { store: `json:${folder}/two`, workers: 2, checkpointBatchSize: 7 }],
    ['sqlite:, 2 workers', { store: `sqlite:${folder}/two.db`, workers: 2 }],
  ]
  test.each(cases)('%s', async (_, options) => {
    const { shown, filters } = watched()
    const result = await runSweep(sweep, { workers: 'none', ...options, ...filters })
    expect(shown).toEqual(uninterrupted.shown)
    expect(await exported(result)).toEqual(wanted)
  })

  test.each(['json', 'sqlite'])('resumed again and again from %s:', async (kind) => {
    const store = `${kind}:${folder}/again-${kind}`
    const { filters } = watched()
    let result = await stoppedRun(50, sweep, { store, ...filters, checkpointBatchSize: 5 })
    for (let round = 0; result.interrupted; round++) {
      expect(round).toBeLessThan(20)
      result = await stoppedRun(30, sweep, { store, resume: true, ...filters, checkpointBatchSize: 5 })
    }
    expect(await exported(store)).toEqual(wanted)
    const last = watched()
    const { result: repeated, calls } = await countingRun(sweep, { store, resume: true, ...last.filters })
    expect(calls).toEqual([])
    expect(last.shown).toEqual(uninterrupted.shown)
    expect(await exported(repeated)).toEqual(wanted)
    expect(repeated).toMatchObject({ complete: 210, failed: 0 })
  })
})

describe.each(['json', 'sqlite'])('a filter that changes when a run in %s: is resumed', (kind) => {
  const strict: WindowFilter = (rows, range) => (range === 'first' ? rows.filter((row) => setOf(row) % 3 === 0) : rows)
  const inTurn: { from: string; to: string; before: RunOptions; after: RunOptions }[] = [
    { from: 'none', to: 'one', before: {}, after: { windowFilter: halving, finalFilter: even } },
    { from: 'one', to: 'none', before: { windowFilter: halving, finalFilter: even }, after: {} },
    {
      from: 'one',
      to: 'another',
      before: { windowFilter: halving, finalFilter: even },
      after: { windowFilter: strict },
    },
    {
      from: 'another',
      to: 'one',
      before: { windowFilter: strict },
      after: { windowFilter: halving, finalFilter: even },
    },
    { from: 'a window filter', to: 'a final one', before: { windowFilter: halving }, after: { finalFilter: even } },
    {
      from: 'a late cut',
      to: 'an early one',
      before: { windowFilter: (rows, range) => (range === 'first' ? rows : []) },
      after: { windowFilter: (rows, range) => (range === 'first' ? rows.slice(0, 9) : rows) },
    },
  ]
  test.each(inTurn)(
    'from $from to $to: export and counts are those of an uninterrupted run',
    async ({ from, to, before, after }) => {
      setFaults({ 4: 'throws' })
      const store = `${kind}:${folder}/${from}-${to}-${kind}`.replaceAll(' ', '-')
      await runSweep(sweep, { workers: 'none', continueOnError: true, store, ...before })
      const resumed = await runSweep(sweep, { workers: 'none', continueOnError: true, store, resume: true, ...after })
      const fresh = await runSweep(sweep, { workers: 'none', continueOnError: true, ...after })
      setFaults({})
      expect(await exported(store)).toEqual(await exported(fresh))
      expect(await exported(resumed)).toEqual(await exported(fresh))
      const { complete, failed } = fresh
      expect(resumed).toMatchObject({ complete, failed })
      expect(resumed.top(500)).toEqual(fresh.top(500))
    },
  )
})

describe('a filter that does not work', () => {
  const broken: [string, WindowFilter, RegExp][] = [
    [
      'throws',
      () => {
        throw new TypeError('x is not y')
      },
      /^The filter after "first" threw: x is not y$/,
    ],
    ['returns copies', (rows) => rows.map((row) => ({ ...row })), /something that is not one of its rows/],
    ['returns yes and no', (rows) => rows.map(() => true) as never, /something that is not one of its rows/],
    ['returns nothing', () => undefined as never, /returned undefined: return those of the rows/],
    ['is async', (async (rows: never) => rows) as never, /returned object: return those of the rows/],
  ]
  test.each(broken)(
    'that %s is an error that says after which range, and the range that ran is kept',
    async (name, windowFilter, message) => {
      const store = `json:${folder}/broken-${name.replaceAll(' ', '-')}`
      const failing = runSweep(sweep, { workers: 'none', store, windowFilter })
      await expect(failing).rejects.toMatchObject({ code: 'option-invalid', message: expect.stringMatching(message) })
      const opened = await openStore(store)
      await opened.close()
      expect(await exported(store)).toHaveLength(120)
      const { calls } = await countingRun(sweep, { store, resume: true, windowFilter: halving, finalFilter: even })
      expect(calls).toHaveLength(90)
      expect(await exported(store)).toEqual(wanted)
    },
  )

  test('a final filter that throws is named so', async () => {
    const finalFilter = () => {
      throw new Error('no')
    }
    await expect(runSweep(sweep, { workers: 'none', finalFilter })).rejects.toMatchObject({
      message: 'The filter after "final" threw: no',
    })
  })

  test('a date range called final is refused when there are filters, before anything is written', async () => {
    const named = faultySweep({ sets: 3, dateRanges: [{ ...threeRanges[0], name: 'final' }] })
    const store = `json:${folder}/final`
    await expect(runSweep(named, { workers: 'none', store, finalFilter: even })).rejects.toMatchObject({
      code: 'option-invalid',
    })
    await expect(openStore(store)).rejects.toMatchObject({ code: 'store-not-found' })
  })
})

describe('summarize(metrics of the ranges)', () => {
  test('is worst drawdown, mean and worst Sharpe, compounded return and share of profitable ranges', () => {
    const { compoundedReturn, ...rest } = summarize([
      { totalReturn: 0.1, sharpe: 1, maxDrawdown: 0.1 },
      { totalReturn: -0.2, sharpe: -0.5, maxDrawdown: 0.3 },
      { totalReturn: 0.5, sharpe: 2.5, maxDrawdown: 0.2 },
      { totalReturn: 0, sharpe: 1, maxDrawdown: 0 },
    ])
    expect(rest).toEqual({ worstDrawdown: 0.3, meanSharpe: 1, worstSharpe: -0.5, profitableRanges: 0.5 })
    expect(compoundedReturn).toBeCloseTo(0.32, 12) // 1.1 × 0.8 × 1.5 × 1 - 1
  })

  test('is NaN where a range has no such number', () => {
    const summary = summarize([
      { totalReturn: 0.1, sharpe: null, maxDrawdown: 0.1 },
      { totalReturn: 0.1, sharpe: 1, maxDrawdown: 0.1 },
    ])
    expect(summary).toMatchObject({ meanSharpe: NaN, worstSharpe: NaN, worstDrawdown: 0.1, profitableRanges: 1 })
    expect(summarize([{ maxDrawdown: 0.1 }])).toMatchObject({ compoundedReturn: NaN, profitableRanges: NaN })
  })
})
