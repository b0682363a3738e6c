import { describe, expect, test } from 'vitest'
import {
  Bars,
  differentialEvolution,
  randomSearch,
  runBacktest,
  runSweep,
  tpe,
  validate,
  walkForward,
} from '../../../src/index.ts'
import { exported, scratchFolder } from '../../support/faulty/sweeps.ts'
import { length, peeked, peeker, plantedBars, plantedSweep, sets, timeOf } from './planted.ts'

const sweep = plantedSweep()
const method = walkForward({ train: 200, test: 100 })
const result = await validate(sweep, { method, workers: 'none' })

/** Metrics of every set on the bars from <= t < to. */
async function everySet(from: number, to: number, data = plantedBars()) {
  const dateRanges = [{ start: timeOf(from), end: timeOf(to) }]
  const all = Array.from({ length: sets }, (_, set) => runBacktest(plantedSweep({ dateRanges, data }), { set }))
  return (await Promise.all(all)).map(({ metrics }) => Number(metrics.sharpe))
}

function best(values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}

describe('validate(walkForward({ train: 200, test: 100 }))', () => {
  test('tries in each fold the set that is best on the 200 bars before, and no other', async () => {
    const chosen = await Promise.all([0, 100, 200, 300].map(async (from) => best(await everySet(from, from + 200))))
    expect(result.folds.map(({ parameters }) => parameters)).toEqual(chosen.map((set) => ({ set })))
    expect(new Set(chosen).size).toBeGreaterThan(1)
    expect(result.folds.map(({ train, test }) => [train[0].start, train[0].end, test[0].end, test[0].bars])).toEqual([
      ['2015-01-01', '2015-07-20', '2015-10-28', 100],
      ['2015-04-11', '2015-10-28', '2016-02-05', 100],
      ['2015-07-20', '2016-02-05', '2016-05-15', 100],
      ['2015-10-28', '2016-05-15', '2016-08-22T00:00:00.001Z', 100],
    ])
  })

  test('does not choose the set that is best in the test part alone', async () => {
    expect(best(await everySet(...peeked))).toBe(peeker)
    expect(result.folds[1].test[0]).toMatchObject({ start: '2015-10-28', end: '2016-02-05' }) // the bars that it knows
    expect(result.folds[1].parameters).not.toEqual({ set: peeker })
  })

  test('chooses the same when the bars of the test are others', async () => {
    const other = await validate(plantedSweep({ data: plantedBars([300, 400]) }), { method, workers: 'none' })
    expect(other.folds.slice(0, 2).map(({ parameters }) => parameters)).toEqual(
      result.folds.slice(0, 2).map(({ parameters }) => parameters),
    )
    expect(other.folds[1].inSample).toEqual(result.folds[1].inSample)
    expect(other.folds[1].outOfSample).not.toEqual(result.folds[1].outOfSample)
  })

  test('chains the tests, each started flat with the initial amount', async () => {
    let value = 10_000
    const equity: number[] = []
    let trades = 0
    for (const { parameters, test, outOfSample } of result.folds) {
      const dateRanges = [{ start: test[0].start, end: test[0].end }]
      const alone = await runBacktest(plantedSweep({ dateRanges }), parameters as { set: number })
      expect(outOfSample.totalReturn).toBe(alone.metrics.totalReturn)
      expect(outOfSample.sharpe).toBeCloseTo(Number(alone.metrics.sharpe), 9)
      for (const money of alone.equity) equity.push((value * money) / 10_000)
      value = equity.at(-1)!
      trades += Number(alone.metrics.trades)
    }
    const [path] = result.paths
    expect(path.equity).toHaveLength(400)
    for (let t = 0; t < 400; t++) expect(path.equity[t] / equity[t]).toBeCloseTo(1, 12)
    expect([path.time[0], path.time[399]]).toEqual([timeOf(200), timeOf(length - 1)])
    expect(path.trades).toBe(trades)
    expect(path.totalReturn).toBeCloseTo(value / 10_000 - 1, 12)
    expect(path.sharpeInterval![0]).toBeLessThan(path.sharpe!)
    expect(path.sharpeInterval![1]).toBeGreaterThan(path.sharpe!)
  })

  test('gives profit of a test bar / profit of a training bar as efficiency', () => {
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
    const out = sum(result.folds.map(({ outOfSample }) => outOfSample.totalReturn!)) / 400
    const trained = sum(result.folds.map(({ inSample }) => inSample!.totalReturn!)) / 800
    expect(result.rules!.efficiency).toBeCloseTo(out / trained, 12)
  })

  test('trains from the first bar on when anchored', async () => {
    const { folds } = await validate(sweep, { method: walkForward({ ...method, anchored: true }), workers: 'none' })
    expect(folds.map(({ train }) => train[0].bars)).toEqual([200, 300, 400, 500])
    const chosen = await Promise.all([200, 300, 400, 500].map(async (to) => best(await everySet(0, to))))
    expect(folds.map(({ parameters }) => parameters)).toEqual(chosen.map((set) => ({ set })))
  })

  test('leaves out what lies between tests when it steps farther', async () => {
    const { folds, paths } = await validate(sweep, { method: walkForward({ ...method, step: 150 }), workers: 'none' })
    expect(folds).toHaveLength(3)
    expect(paths[0].equity).toHaveLength(300)
    expect(paths[0].time[100] - paths[0].time[99]).toBe(51 * 86_400_000)
  })

  test('keeps the money idle where no set can be ranked', async () => {
    const flat = plantedBars().close.slice().fill(100)
    const { time } = plantedBars()
    const prices = { open: flat, high: flat, low: flat, close: flat }

    const data = Bars.from({ symbol: 'FLAT', timeframe: '1d', time, ...prices })
    const idle = await validate(plantedSweep({ data, commission: undefined }), { method, workers: 'none' })
    expect(idle.folds.map(({ parameters, inSample }) => [parameters, inSample])).toEqual(Array(4).fill([null, null]))
    expect(idle.paths[0]).toMatchObject({ totalReturn: 0, sharpe: null, sharpeInterval: null, trades: 0 })
    expect(idle.rules).toMatchObject({ efficiency: null })
    expect(idle.rules!.table.map(({ passes }) => passes)).toEqual([false, false, false, false, true])
  })

  test('chooses among the sets that a search draws beforehand', async () => {
    const search = randomSearch({ trials: 4, seed: 3 })
    const drawn = await runSweep(plantedSweep({ search }), { workers: 'none' })
    const tried = new Set(drawn.top(4).map(({ parameters }) => parameters.set))
    const { folds, parameterSets } = await validate(plantedSweep({ search }), { method, workers: 'none' })
    expect(parameterSets).toBe(4)
    for (const { parameters } of folds) expect(tried).toContain(parameters!.set)
  })

  test('does not touch bars that are held out', async () => {
    const holdout = { from: timeOf(400) }
    const sealed = await validate(plantedSweep({ holdout }), { method, workers: 'none' })
    const cut = await validate(plantedSweep({ data: plantedBars().slice(0, 400) }), { method, workers: 'none' })
    expect(sealed.folds).toHaveLength(2)
    expect(sealed).toEqual(cut)
  })

  test('stays within the one date range of the sweep, with bars before it as warm-up', async () => {
    const dateRanges = [{ start: timeOf(50), end: timeOf(400) }]
    const { folds } = await validate(plantedSweep({ dateRanges }), { method, workers: 'none' })
    expect(folds.map(({ train, test }) => [train[0].start, test[0].end])).toEqual([['2015-02-20', '2015-12-17']])
  })
})

describe.each(['json', 'sqlite'])('validate in a %s store', (kind) => {
  test('stopped after some trainings and resumed gives what it gives uninterrupted, and reruns nothing', async () => {
    const folder = scratchFolder()
    const module = new URL('./planted.ts', import.meta.url).href
    const stop = new AbortController()
    let calls = 0
    const { signals } = sweep.strategy as unknown as { signals: (...given: unknown[]) => object }
    const counting = (...given: unknown[]) => {
      if (++calls === 20) stop.abort()
      return signals(...given)
    }
    const loadable = plantedSweep({ strategy: { ...sweep.strategy, module, signals: counting } as never })
    const options = { method, workers: 'none', store: `${kind}:${folder}/stopped` } as const
    const stopped = validate(loadable, { ...options, checkpointBatchSize: 5, signal: stop.signal })
    await expect(stopped).rejects.toThrow('This operation was aborted')
    await expect(validate(loadable, options)).rejects.toThrow(/exists already/)
    const resumed = await validate(loadable, { ...options, resume: true })
    expect(resumed.notices).toEqual([expect.stringMatching(/^Resumed: [12]\d of 48 backtests are done, [1-9]/)])
    const { store: _, notices: __, ...found } = resumed
    expect(result).toMatchObject(found)

    calls = 20
    const again = await validate(loadable, { ...options, resume: true })
    expect(calls).toBe(20)
    expect(again.notices).toEqual(['Resumed: 48 of 48 backtests are done, 0 to do.'])
    expect(again.paths).toEqual(resumed.paths)
    const end = kind === 'sqlite' ? '.db' : ''
    expect(await exported(`${kind}:${folder}/stopped/test-1${end}`)).toHaveLength(1)
    const fresh = await validate(loadable, { ...options, fresh: true })
    expect(fresh.paths).toEqual(resumed.paths)
  })
})

describe('validate refuses', () => {
  const run = (options: object, validation: object = {}) =>
    validate(plantedSweep(options), { method, workers: 'none', ...validation })

  test('several date ranges', async () => {
    const dateRanges = [300, 600].map((to) => ({ start: timeOf(0), end: timeOf(to) }))
    await expect(run({ dateRanges })).rejects.toThrow('The sweep has 2 date ranges, and a validation makes its own')
  })

  test('cash flows, which would count as profit', async () => {
    await expect(run({ cashFlows: [{ every: '1M', amount: 100 }] })).rejects.toThrow('The sweep has cash flows')
  })

  test.each([tpe({ trials: 8 }), differentialEvolution({ trials: 8 })])(
    'the search $kind, which would learn from the bars of tests',
    async (search) => {
      await expect(run({ search })).rejects.toThrow(`The sweep has the search ${search.kind}, which learns`)
    },
  )

  test('spans that the data do not hold', async () => {
    const long = run({}, { method: walkForward({ train: 550, test: 100 }) })
    await expect(long).rejects.toThrow('a training of 550 and a test of 100, which the 600 bars of "all" do not hold')
  })

  test('tests that overlap', async () => {
    const steps = [
      walkForward({ train: 200, test: 100, step: 50 }),
      walkForward({ train: '6M', test: '1M', step: '4w' }),
    ]
    for (const overlapping of steps) {
      await expect(run({}, { method: overlapping })).rejects.toThrow(/bars would be in two tests/)
    }
  })

  test('an option that does not exist', async () => {
    await expect(run({}, { worker: 2 })).rejects.toThrow('Unknown option "worker" of validate. Did you mean "workers"?')
  })

  test('the store of a run', async () => {
    const store = `json:${scratchFolder()}/run`
    await runSweep(sweep, { store, workers: 'none' })
    await expect(run({}, { store })).rejects.toThrow(/holds the run of a sweep/)
  })

  test('to go on without a chosen set that fails on its test', async () => {
    const failing = {
      ...sweep.strategy,
      signals: (context: { bars: { length: number } }, parameters: { set: number }) => {
        if (context.bars.length === 300) throw new Error('no such day')
        return (sweep.strategy as { signals: (...given: unknown[]) => object }).signals(context, parameters)
      },
    }
    const found = run({ strategy: failing }, { continueOnError: true })
    await expect(found).rejects.toThrow(/no such day/)
  })
})
