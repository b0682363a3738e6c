import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Bars, defineStrategy, type Opening, openStore, runBacktest, runSweep } from '../../../src/index.ts'
import { exported, scratchFolder } from '../../support/faulty/sweeps.ts'
import { cross, day, firstDay, smallSweep, swingingBars } from './small-sweep.ts'

const folder = scratchFolder()
const module = new URL('../../../examples/sma-cross/sma-cross.ts', import.meta.url).href
const sealedAt = firstDay + 300 * day
const holdout = { from: sealedAt }
let n = 0

function place(kind = 'json'): string {
  return `${kind}:${folder}/holdout-${++n}${kind === 'sqlite' ? '.db' : ''}`
}

function sweepOf(options: Parameters<typeof smallSweep>[0] = {}) {
  return smallSweep({ holdout, strategy: { ...cross, module }, ...options })
}

/** The bars of the sweep with other prices from `bar` on. */
function changedFrom(bar: number): Bars {
  const bars = swingingBars()
  const factor = (t: number) => (t < bar ? 1 : 1 + 0.3 * Math.sin(t))
  const scaled = (column: ArrayLike<number>) => Array.from(column, (price, t) => price * factor(t))
  const { symbol, timeframe, time, open, high, low, close } = bars
  return Bars.from({
    symbol,
    timeframe,
    time,
    open: scaled(open),
    high: scaled(high),
    low: scaled(low),
    close: scaled(close),
  })
}

describe('defineSweep with a holdout', () => {
  test('shows strategies no bar at or after it, in runSweep and runBacktest', async () => {
    const lengths = new Set<number>()
    const watching = defineStrategy({
      name: 'watching',
      parameters: { fast: 3, slow: 10 },
      signals({ bars }) {
        lengths.add(bars.length)
        return { enterLong: new Uint8Array(bars.length).fill(1) }
      },
    })
    const sweep = sweepOf({ strategy: watching })
    const result = await runSweep(sweep, { workers: 'none' })
    const { time, equity } = await runBacktest(sweep, { fast: 2 })
    expect(lengths).toEqual(new Set([300]))
    expect(equity).toHaveLength(300)
    expect(time.at(-1)).toBe(sealedAt - day)
    expect(result.header).toMatchObject({ holdout: '2020-10-27', data: { bars: 300 } })
    expect(result.openings).toEqual([])
    expect(result.holdout).toBeNull()
  })

  test('gives the results of a sweep whose data end there', async () => {
    const rows = async (sweep: ReturnType<typeof sweepOf>) => exported(await runSweep(sweep, { workers: 'none' }))
    const wanted = await rows(smallSweep({ data: swingingBars().slice(0, 300) }))
    expect(await rows(sweepOf())).toEqual(wanted)
    expect(await rows(sweepOf({ holdout: { share: 0.25 } }))).toEqual(wanted)
    expect(await rows(sweepOf({ data: changedFrom(300) }))).toEqual(wanted)
  })

  test.each([
    [
      { start: firstDay, end: sealedAt + 1 },
      'ends at 2020-10-27T00:00:00.001Z, but bars from 2020-10-27 on are held out',
    ],
    [{ name: 'late', start: sealedAt, end: sealedAt + 9 * day }, 'Date range "late" ends at 2020-11-05'],
  ])('refuses the date range %j, which reaches into it', async (range, message) => {
    await expect(runSweep(sweepOf({ dateRanges: [range] }))).rejects.toThrow(message)
  })

  test('takes a date range that ends where it begins', async () => {
    const result = await runSweep(sweepOf({ dateRanges: [{ start: firstDay, end: sealedAt }] }), { workers: 'none' })
    expect(result.header.ranges[0].bars).toBe(300)
  })

  test.each([
    [{ from: '2019-01-01' }, /begins at 2019-01-01 and leaves no bars/],
    [{ from: '2031-01-01' }, /begins at 2031-01-01 and holds out no bars/],
    [{ share: 0.9999 }, /is a share of 0.9999 and leaves no bars/],
  ])('refuses %j, which holds out nothing or everything', async (given, message) => {
    await expect(runSweep(sweepOf({ holdout: given }))).rejects.toThrow(message)
  })
})

describe.each(['json', 'sqlite'])('runSweep with unseal, in %s', (kind) => {
  test('runs the winner alone on the holdout, flat at its start and warmed up before it', async () => {
    const store = place(kind)
    const result = await runSweep(sweepOf(), { store, unseal: true, workers: 'none' })
    const [winner] = result.top(1)
    const whole = {
      ...sweepOf(),
      holdout: null,
      dateRanges: [{ name: 'holdout', start: sealedAt, end: firstDay + 400 * day }],
    }
    const wanted = await runBacktest(whole, winner.parameters as never)
    expect(result.holdout).toEqual(wanted)
    expect(result.holdout!.equity).toHaveLength(100)
    expect(result.openings).toMatchObject([
      { sweep: 'small', strategy: 'cross', parameters: winner.parameters, start: '2020-10-27' },
    ])
    expect((await exported(result)).map((row) => JSON.parse(row).range)).toEqual(Array(10).fill('all'))
  })

  test('records every opening, and nothing forgets them: resume, fresh, other data, another sweep', async () => {
    const store = place(kind)
    const opened: (readonly Opening[])[] = []
    const run = async (sweep: ReturnType<typeof sweepOf>, options: object) => {
      const result = await runSweep(sweep, { store, workers: 'none', ...options })
      opened.push(result.openings)
      return result
    }
    await run(sweepOf(), {})
    await run(sweepOf(), { resume: true, unseal: true })
    await run(sweepOf(), { resume: true, unseal: true })
    await run(sweepOf(), { resume: true })
    await run(sweepOf({ data: changedFrom(10) }), { resume: true })
    await run(sweepOf({ name: 'other', holdout: { share: 0.1 } }), { fresh: true })
    const last = await run(smallSweep({ strategy: { ...cross, module } }), { fresh: true })
    expect(opened.map(({ length }) => length)).toEqual([0, 1, 2, 2, 2, 2, 2])
    expect(last.notices.at(-1)).toMatch(
      /^The holdout has been opened 2 times, last on \d{4}-\d\d-\d\d \(bars from 2020-10-27/,
    )
    for (const address of [store, `${store}.1`]) {
      const reader = await openStore(address) // the run that was put aside by --fresh says so, too
      expect(reader.notices).toEqual([last.notices.at(-1)])
      await reader.close()
    }
  })
})

describe('runSweep with unseal', () => {
  test('gives rows that are byte for byte those of a run that stays sealed', async () => {
    const [sealed, unsealed] = [place(), place()]
    await runSweep(sweepOf(), { store: sealed, workers: 'none' })
    await runSweep(sweepOf(), { store: unsealed, workers: 'none', unseal: true })
    for (const file of ['run.json', 'results.jsonl']) {
      const read = (store: string) => readFileSync(`${store.slice('json:'.length)}/${file}`, 'utf8')
      expect(read(unsealed)).toBe(read(sealed))
    }
  })

  test('has recorded the opening when the winner fails on the holdout', async () => {
    const store = place()
    const failing = defineStrategy({
      name: 'failing',
      module,
      parameters: { fast: 3, slow: 10 },
      signals({ bars }) {
        if (bars.length > 300) throw new Error('no more')
        return { enterLong: Uint8Array.from(bars.close, (_, t) => Number(t % 5 === 0)) }
      },
    })
    const sweep = sweepOf({ strategy: failing })
    await expect(runSweep(sweep, { store, unseal: true, workers: 'none' })).rejects.toThrow('no more')
    const { openings } = await runSweep(sweep, { store, resume: true, workers: 'none' })
    expect(openings).toHaveLength(1)
  })

  test('opens nothing when the run was stopped before its end, or has no winner', async () => {
    const store = place()
    const options = { store, unseal: true, workers: 'none' } as const
    const stopped = await runSweep(sweepOf(), { ...options, signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ interrupted: true, openings: [], holdout: null })
    const idle = defineStrategy({
      name: 'idle',
      module,
      parameters: { fast: 3, slow: 10 },
      signals: ({ bars }) => ({ enterLong: new Uint8Array(bars.length) }),
    })
    const run = runSweep(sweepOf({ strategy: idle }), { ...options, resume: true })
    await expect(run).rejects.toThrow('The sweep has no winner by sharpe')
    expect(existsSync(`${store.slice('json:'.length)}.openings.jsonl`)).toBe(false)
  })

  test('is refused without a holdout, and in memory, before anything runs', async () => {
    const none = runSweep(smallSweep(), { unseal: true })
    await expect(none).rejects.toThrow('There is nothing to unseal')
    await expect(runSweep(sweepOf(), { unseal: true })).rejects.toThrow('A memory: store cannot record')
  })

  test('does not take a record that cannot be read for a seal', async () => {
    const store = place()
    await runSweep(sweepOf(), { store, unseal: true, workers: 'none' })
    writeFileSync(`${store.slice('json:'.length)}.openings.jsonl`, 'gone')
    await expect(openStore(store)).rejects.toThrow(/records when the holdout was opened, cannot be read/)
  })
})
