import { describe, expect, test } from 'vitest'
import { above } from '../../../src/signals/compare.ts'
import { defineStrategy } from '../../../src/simulation/model/strategy.ts'
import { range } from '../../../src/sweep/plan/search-space.ts'
import { defineSweep } from '../../../src/sweep/plan/sweep.ts'
import { type Progress, runSweep, type SweepResult } from '../../../src/sweep/run/run-sweep.ts'
import type { BacktestRow } from '../../../src/sweep/store/row.ts'
import { storeSchema } from '../../../src/sweep/store/store.ts'
import { expectClose } from '../../support/close-to.ts'
import { cross, day, firstDay, smallSweep, swingingBars } from './small-sweep.ts'

async function rowsOf(result: SweepResult): Promise<BacktestRow[]> {
  const rows: BacktestRow[] = []
  for await (const row of result.backtests()) rows.push(row)
  return rows
}

const twoMonths = [
  { name: 'february', start: '2020-02-01', end: '2020-03-01' },
  { name: 'january', start: '2020-01-01', end: '2020-02-01' },
]

describe('runSweep', () => {
  test('gives a row for every backtest, in the order of the plan', async () => {
    const result = await runSweep(smallSweep({ dateRanges: twoMonths }))
    expect(result).toMatchObject({ complete: 20, failed: 0, interrupted: false, store: 'memory:', notices: [] })

    const wanted: unknown[] = []
    for (const range of ['january', 'february'])
      for (let fast = 2; fast < 6; fast++)
        for (let slow = 4; slow < 13; slow += 4)
          if (fast < slow) wanted.push({ strategy: 'cross', parameters: { fast, slow }, range, status: 'complete' })
    const rows = await rowsOf(result)
    expect(rows.map(({ metrics, ...head }) => head)).toEqual(wanted)
    for (const { metrics } of rows) expect(Object.keys(metrics)).toEqual(result.header.metrics)
  })

  test('says in the header what was run', async () => {
    const sweep = smallSweep({ dateRanges: twoMonths, rankBy: 'cagr', riskFreeRate: 0.01 })
    const { header } = await runSweep(sweep)
    expect(header).toMatchObject({
      schema: storeSchema,
      sweep: 'small',
      strategy: 'cross',
      parameters: ['fast', 'slow'],
      data: { symbol: 'SWING', timeframe: '1d', bars: 400, fingerprint: swingingBars().fingerprint },
      ranges: [
        { name: 'january', start: '2020-01-01', end: '2020-02-01', bars: 31 },
        { name: 'february', start: '2020-02-01', end: '2020-03-01', bars: 29 },
      ],
      settings: { ...sweep.execution, riskFreeRate: 0.01, periodsPerYear: 365 },
      rankBy: 'cagr',
      parameterSets: 10,
    })
  })

  test('top(n) is the best n of the rows', async () => {
    const result = await runSweep(smallSweep({ rankBy: 'maxDrawdown' }))
    const rows = await rowsOf(result)
    rows.sort((a, b) => Number(a.metrics.maxDrawdown) - Number(b.metrics.maxDrawdown))
    expect(result.top(5)).toEqual(rows.slice(0, 5))
    expect(result.top(99)).toHaveLength(10)
  })

  test('twice gives the same rows', async () => {
    expect(await rowsOf(await runSweep(smallSweep()))).toEqual(await rowsOf(await runSweep(smallSweep())))
  })

  test("metrics: 'screening' gives what 'default' gives, to the bit but for the last digits of Sharpe", async () => {
    const all = await rowsOf(await runSweep(smallSweep({ metrics: 'default' })))
    const few = await rowsOf(await runSweep(smallSweep({ metrics: 'screening' })))
    expect(few).toHaveLength(10)
    for (const [i, { metrics }] of few.entries()) {
      expect(Object.keys(metrics)).toEqual(['totalReturn', 'sharpe', 'maxDrawdown', 'trades'])
      const { sharpe, ...exact } = metrics
      for (const [name, value] of Object.entries(exact)) expect(value, name).toBe(all[i].metrics[name])
      expectClose(sharpe as number, all[i].metrics.sharpe as number, 'sharpe', 1e-10)
    }
  })

  test('forgets the indicators used least lately when it has 10 MB of them, which changes nothing', async () => {
    const seen = new Map<number, Set<unknown>>()
    const strategy = defineStrategy({
      ...cross,
      signals(context, { fast, slow }) {
        for (const period of [fast, slow]) {
          const columns = seen.get(period) ?? new Set()
          seen.set(period, columns.add(context.ta.sma(context.bars.close, period)))
        }
        return cross.signals(context, { fast, slow })
      },
    })
    const options = { data: swingingBars(4000), strategy, where: () => true, metrics: 'screening' } as const
    // sets in a list are run in its order
    const rowsFor = async (listed: { fast: number; slow: number }[]) =>
      rowsOf(await runSweep(smallSweep({ ...options, parameters: listed }), { workers: 'none' }))
    const [twos, threes] = [2, 3].map((fast) => range(4, 804).map((slow) => ({ fast, slow })))
    const few = [...(await rowsFor(twos.slice(0, 400))), ...(await rowsFor(threes.slice(0, 400)))]

    seen.clear()
    const many = await rowsFor([...twos, ...threes])
    expect(seen.get(2)!.size).toBe(1) // used all the time
    expect(seen.get(4)!.size).toBe(2)
    const [held, again] = seen.get(4)!
    expect(held).toEqual(again) // nothing was written over what the strategy has kept
    expect(many.filter(({ parameters }) => Number(parameters.slow) < 404)).toEqual(few)
  })

  test('tells the progress, the last time of the whole', async () => {
    const told: Progress[] = []
    await runSweep(smallSweep(), { onProgress: (progress) => told.push(progress) })
    expect(told.at(-1)).toMatchObject({ done: 10, total: 10, failed: 0 })
    for (const [i, { done, elapsed }] of told.entries()) {
      expect(done).toBeGreaterThanOrEqual(told[i - 1]?.done ?? 0)
      expect(elapsed).toBeGreaterThanOrEqual(told[i - 1]?.elapsed ?? 0)
    }
  })
})

describe('what a strategy sees', () => {
  /** Holds a position from the first bar on which the average is known. */
  const holdWhenKnown = defineStrategy({
    name: 'hold-when-known',
    parameters: { period: 50 },
    signals: ({ bars, ta }, { period }) => ({ enterLong: above(ta.sma(bars.close, period), 0) }),
  })
  const data = swingingBars(300)
  const sweepOn = (dateRanges?: { name: string; start: number; end: number }[]) =>
    defineSweep({
      name: 'seen',
      strategy: holdWhenKnown,
      parameters: {},
      data,
      metrics: ['exposure'],
      rankBy: 'exposure',
      ...(dateRanges && { dateRanges }),
    })
  const rangeOf = (name: string, from: number, to: number) => ({
    name,
    start: firstDay + from * day,
    end: firstDay + to * day,
  })

  test('bars before the range warm its indicators up', async () => {
    const ranges = [rangeOf('from the first bar', 0, 100), rangeOf('warm', 60, 160), rangeOf('half warm', 20, 120)]
    const rows = await rowsOf(await runSweep(sweepOn(ranges)))
    // known on bar 49, filled on bar 50 at the earliest, and never before the second bar of the range
    expect(rows.map(({ range, metrics }) => [range, metrics.exposure])).toEqual([
      ['from the first bar', 0.5],
      ['half warm', 0.7],
      ['warm', 0.99],
    ])
  })

  test('there are no bars after the end of the range', async () => {
    const seen: { length: number; last: number; indicator: number }[] = []
    const spy = defineStrategy({
      name: 'spy',
      parameters: {},
      signals({ bars, ta }) {
        const { length, time } = bars
        seen.push({ length, last: time[length - 1], indicator: ta.sma(bars.close, 2).length })
        return { enterLong: new Uint8Array(length) }
      },
    })
    const dateRanges = [rangeOf('a', 10, 40), rangeOf('b', 20, 200), rangeOf('c', 30, 300)]
    await runSweep(defineSweep({ name: 'seen', strategy: spy, parameters: {}, data, dateRanges }))
    expect(seen).toEqual(
      [40, 200, 300].map((end) => ({ length: end, last: firstDay + (end - 1) * day, indicator: end })),
    )
  })

  test('a backtest on a range is the same whatever comes after the range', async () => {
    const dateRanges = [rangeOf('a', 60, 200)]
    const rows = await rowsOf(await runSweep(smallSweep({ data, dateRanges })))
    const cut = await rowsOf(await runSweep(smallSweep({ data: data.slice(0, 200), dateRanges })))
    expect(rows).toEqual(cut)
  })
})

describe('a strategy that fails', () => {
  const brittle = defineStrategy({
    name: 'brittle',
    parameters: { n: 0 },
    signals({ bars, ta }, { n }) {
      if (n % 3 === 2) throw new RangeError(`no ${n}`)
      if (n === 4) return { enterLong: [true] }
      return { enterLong: above(bars.close, ta.sma(bars.close, n)) } // n = 0 is no period
    },
  })
  const sweep = defineSweep({
    name: 'brittle',
    strategy: brittle,
    parameters: { n: range(0, 9) },
    data: swingingBars(),
  })

  test('stops the run, naming strategy, parameters, date range and reason', async () => {
    await expect(runSweep({ ...sweep, parameters: { n: [1, 2, 3] } })).rejects.toMatchObject({
      code: 'strategy-failed',
      message:
        'brittle with {"n":2} on "all" failed: signals() threw: no 2 (To record failures and go on: --continue-on-error, or continueOnError: true.)',
    })
  })

  test('is strategy-failed also for signals and options that cannot be', async () => {
    await expect(runSweep({ ...sweep, parameters: { n: 4 } })).rejects.toMatchObject({
      code: 'strategy-failed',
      message: expect.stringContaining('enterLong has 1 values for 400 bars'),
    })
    await expect(runSweep({ ...sweep, parameters: { n: 0 } })).rejects.toMatchObject({
      code: 'strategy-failed',
      message: expect.stringContaining('ta.sma: the option "period" (bars in the window) is 0'),
    })
  })

  test('with continueOnError costs exactly the backtests that failed, which are recorded', async () => {
    const result = await runSweep(sweep, { continueOnError: true })
    expect(result).toMatchObject({ complete: 4, failed: 5, interrupted: false })
    const rows = await rowsOf(result)
    expect(rows.map(({ parameters, status, error }) => [parameters.n, status, error])).toEqual([
      [0, 'failed', expect.stringContaining('"period" (bars in the window) is 0')],
      [1, 'complete', undefined],
      [2, 'failed', 'signals() threw: no 2'],
      [3, 'complete', undefined],
      [4, 'failed', 'enterLong has 1 values for 400 bars: return one per bar.'],
      [5, 'failed', 'signals() threw: no 5'],
      [6, 'complete', undefined],
      [7, 'complete', undefined],
      [8, 'failed', 'signals() threw: no 8'],
    ])
    for (const { status, metrics } of rows) expect(Object.keys(metrics).length > 0).toBe(status === 'complete')
    expect(
      result
        .top(99)
        .map(({ parameters }) => parameters.n)
        .sort(),
    ).toEqual([1, 3, 6, 7])
  })

  test('does not change what the others give', async () => {
    const mixed = await rowsOf(await runSweep(sweep, { continueOnError: true }))
    const alone = await rowsOf(await runSweep({ ...sweep, parameters: { n: [1, 3, 6, 7] } }))
    expect(mixed.filter(({ status }) => status === 'complete')).toEqual(alone)
  })

  test('is counted in the progress', async () => {
    const told: Progress[] = []
    await runSweep(sweep, { continueOnError: true, onProgress: (progress) => told.push(progress) })
    expect(told.at(-1)).toMatchObject({ done: 9, total: 9, failed: 5 })
  })
})

describe('a strategy that writes into an indicator', () => {
  /** From its third parameter set on it makes every average larger. */
  const spoiling = defineStrategy({
    ...cross,
    signals({ bars, ta }, { fast, slow }) {
      const calm = ta.sma(bars.close, slow)
      if (fast > 2) for (let t = 0; t < calm.length; t++) (calm as Float64Array)[t] += 1
      return { enterLong: above(ta.sma(bars.close, fast), calm) }
    },
  })

  test('fails, with those that it may have spoilt', async () => {
    const sweep = { ...smallSweep(), strategy: spoiling }
    await expect(runSweep(sweep)).rejects.toMatchObject({
      code: 'strategy-failed',
      message: expect.stringContaining(
        'the strategy writes into an indicator, which all backtests share: copy a column',
      ),
    })
    const { complete, failed } = await runSweep(sweep, { continueOnError: true })
    expect([complete, failed]).toEqual([0, 10])
  })
})

describe('a strategy that writes into the bars', () => {
  const spoiler = defineStrategy({
    name: 'spoiler',
    parameters: { n: 1 },
    signals({ bars }, { n }) {
      if (n === 2) (bars.close as Float64Array)[3] += 1e-9
      return { enterLong: new Uint8Array(bars.length) }
    },
  })

  test('fails the whole run, also with continueOnError', async () => {
    const sweep = () =>
      defineSweep({ name: 'spoilt', strategy: spoiler, parameters: { n: [1, 2, 3] }, data: swingingBars() })
    await expect(runSweep(sweep())).rejects.toMatchObject({ code: 'bars-changed' })
    await expect(runSweep(sweep(), { continueOnError: true })).rejects.toMatchObject({
      code: 'bars-changed',
      message: expect.stringContaining('the strategy writes into them'),
    })
  })

  test('may write into a copy', async () => {
    const careful = defineStrategy({
      name: 'careful',
      parameters: {},
      signals({ bars }) {
        const shifted = bars.close.slice()
        for (let t = 0; t < shifted.length; t++) shifted[t] += 1
        return { enterLong: above(shifted, bars.close) }
      },
    })
    const result = await runSweep(
      defineSweep({ name: 'careful', strategy: careful, parameters: {}, data: swingingBars() }),
    )
    expect(result.complete).toBe(1)
  })
})

describe('the signal that stops a run', () => {
  const data = swingingBars(60)
  const sweep = () => smallSweep({ data, parameters: { fast: range(1, 61), slow: range(1, 61) } })

  test('leaves what is done in the store, from the start of the plan', async () => {
    const controller = new AbortController()
    let calls = 0
    const stopping = defineStrategy({
      ...cross,
      signals(context, parameters) {
        if (++calls === 100) controller.abort()
        return cross.signals(context, parameters)
      },
    })
    const result = await runSweep({ ...sweep(), strategy: stopping }, { signal: controller.signal })
    expect(result.interrupted).toBe(true)
    expect(result.header.parameterSets).toBe(1770)

    const rows = await rowsOf(result)
    expect(rows.length).toBe(result.complete)
    expect(rows.length).toBe(calls)
    expect(calls).toBeGreaterThanOrEqual(100)
    const whole = await rowsOf(await runSweep(sweep()))
    expect(rows).toEqual(whole.slice(0, rows.length))
    expect(result.top(1)).toHaveLength(1)
  })

  test('that came before the first backtest leaves none', async () => {
    const result = await runSweep(sweep(), { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ complete: 0, failed: 0, interrupted: true })
    expect(await rowsOf(result)).toEqual([])
    expect(result.top(3)).toEqual([])
  })

  test('that comes after the last backtest changes nothing', async () => {
    const controller = new AbortController()
    const onProgress = ({ done, total }: Progress) => {
      if (done === total) controller.abort()
    }
    const result = await runSweep(smallSweep(), { signal: controller.signal, onProgress })
    expect(result).toMatchObject({ complete: 10, interrupted: false })
  })
})
