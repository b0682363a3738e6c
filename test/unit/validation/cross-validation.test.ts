import { describe, expect, test } from 'vitest'
import { combinatorial, kFold, runBacktest, validate } from '../../../src/index.ts'
import { returnShape } from '../../../src/robustness/return-shape.ts'
import { barReturns } from '../../../src/validation/bar-returns.ts'
import { scratchFolder } from '../../support/faulty/sweeps.ts'
import { length, peeked, peeker, plantedBars, plantedSweep, sets, timeOf } from './planted.ts'

const sweep = plantedSweep()
const everySet = await returnsOfAll()

/** Bar returns of every set on all bars. */
async function returnsOfAll(): Promise<Float64Array[]> {
  const all = Array.from({ length: sets }, (_, set) => runBacktest(sweep, { set }))
  return (await Promise.all(all)).map(({ equity }) => barReturns(equity, 10_000))
}

/** The plain way: which set has the highest Sharpe ratio on the bars for which `trains` is true. */
function bestOn(trains: (bar: number) => boolean): { set: number } {
  const sharpes = everySet.map((returns) => returnShape(returns.filter((_, bar) => trains(bar))).sharpe)
  return { set: sharpes.indexOf(Math.max(...sharpes)) }
}

describe('validate(kFold({ folds: 6, purge: 10, embargo: 5 }))', async () => {
  const method = kFold({ folds: 6, purge: 10, embargo: 5 })
  const result = await validate(sweep, { method, workers: 'none' })
  const folds = Array.from({ length: 6 }, (_, k) => [100 * k, 100 * (k + 1)])

  test('chooses in each fold by the Sharpe ratio of all other bars, less purge and embargo', () => {
    const wanted = folds.map(([from, to]) => bestOn((bar) => bar < from - 10 || bar >= to + 15))
    expect(result.folds.map(({ parameters }) => parameters)).toEqual(wanted)
    expect(new Set(wanted.map(({ set }) => set)).size).toBeGreaterThan(1)
    expect(result.folds[2].train.map(({ bars }) => bars)).toEqual([190, 285])
  })

  test('makes one path of the test bars, with the returns that the chosen sets have on them', () => {
    expect(result.paths).toHaveLength(1)
    expect(result.distribution).toBeNull()
    const [path] = result.paths
    const returns = folds.flatMap(([from, to], k) => [
      ...everySet[(result.folds[k].parameters as { set: number }).set].subarray(from, to),
    ])
    let value = 10_000
    returns.forEach((change, bar) => {
      value *= 1 + change
      expect(path.equity[bar] / value).toBeCloseTo(1, 12)
    })
    expect([path.bars, path.time[0], path.time[length - 1]]).toEqual([length, timeOf(0), timeOf(length - 1)])
    expect(path.sharpe).toBeCloseTo(returnShape(returns).sharpe * Math.sqrt(365), 9)
    expect(path.trades).toBe(result.folds.reduce((sum, { outOfSample }) => sum + outOfSample.trades, 0))
  })

  test('does not choose the set that is best in the test part alone, though it is the best there', () => {
    const there = everySet.map((returns) => returnShape(returns.subarray(...peeked)).sharpe)
    expect(there.indexOf(Math.max(...there))).toBe(peeker)
    expect(result.folds[3].parameters).not.toEqual({ set: peeker })
  })

  test('chooses the same when the bars of the test are others', async () => {
    const data = plantedBars([300, 400])
    const other = await validate(plantedSweep({ data }), { method, workers: 'none' })
    expect(other.folds[3].parameters).toEqual(result.folds[3].parameters)
    expect(other.folds[3].inSample!.sharpe).toBeCloseTo(result.folds[3].inSample!.sharpe!, 9)
    expect(other.folds[3].outOfSample.sharpe).not.toBeCloseTo(result.folds[3].outOfSample.sharpe!, 2)
  })

  test('gives the same in stores on disk, resumed from them too', async () => {
    const module = new URL('./planted.ts', import.meta.url).href
    const loadable = plantedSweep({ strategy: { ...sweep.strategy, module } as never })
    for (const kind of ['json', 'sqlite']) {
      const options = { method, workers: 'none', store: `${kind}:${scratchFolder()}/k-fold` } as const
      const stored = await validate(loadable, options)
      const { store: _, ...found } = stored
      expect(result).toMatchObject(found)
      const resumed = await validate(loadable, { ...options, resume: true })
      expect(resumed.paths).toEqual(stored.paths)
      expect(resumed.notices).toEqual(['Resumed: 12 of 12 backtests are done, 0 to do.'])
    }
  })
})

describe('validate(combinatorial({ folds: 6, testFolds: 2, purge: 10 }))', async () => {
  const method = combinatorial({ folds: 6, testFolds: 2, purge: 10 })
  const result = await validate(sweep, { method, workers: 'none' })

  test('chooses in each of the 15 splits on the 4 other folds', () => {
    const pairs = [0, 1, 2, 3, 4, 5].flatMap((a) => [0, 1, 2, 3, 4, 5].filter((b) => b > a).map((b) => [a, b]))
    const near = (bar: number, fold: number) => bar >= 100 * fold - 10 && bar < 100 * fold + 110
    const wanted = pairs.map((pair) => bestOn((bar) => !pair.some((fold) => near(bar, fold))))
    expect(result.folds.map(({ parameters }) => parameters)).toEqual(wanted)
    expect(result.folds.map(({ test }) => test.map(({ start }) => start))).toEqual(
      pairs.map((pair) => pair.map((fold) => new Date(timeOf(100 * fold)).toISOString().slice(0, 10))),
    )
  })

  test('makes 5 paths, each of which has every test of a split once', () => {
    expect(result.paths).toHaveLength(5)
    const endOf = (set: number, fold: number) =>
      everySet[set].subarray(100 * fold, 100 * fold + 100).reduce((product, change) => product * (1 + change), 1)
    const ofPaths = result.paths.flatMap(({ equity }) =>
      [0, 1, 2, 3, 4, 5].map((fold) => equity[100 * fold + 99] / (fold === 0 ? 10_000 : equity[100 * fold - 1])),
    )
    const ofSplits = result.folds.flatMap(({ parameters, test }) =>
      test.map(({ start }) =>
        endOf((parameters as { set: number }).set, (Date.parse(start) - timeOf(0)) / 8_640_000_000),
      ),
    )
    const sorted = (values: number[]) => values.sort((a, b) => a - b)
    sorted(ofSplits).forEach((value, i) => {
      expect(sorted(ofPaths)[i]).toBeCloseTo(value, 12)
    })
  })

  test('tells how the paths are distributed', () => {
    const sharpes = result.paths.map(({ sharpe }) => sharpe!).sort((a, b) => a - b)
    const { paths, sharpe, losing } = result.distribution!
    expect(paths).toBe(5)
    expect(sharpe).toMatchObject({ defined: 5, least: sharpes[0], median: sharpes[2], most: sharpes[4] })
    expect(sharpe.low5).toBeCloseTo(sharpes[0] + 0.2 * (sharpes[1] - sharpes[0]), 12)
    expect(sharpe.mean).toBeCloseTo(sharpes.reduce((a, b) => a + b, 0) / 5, 12)
    expect(losing).toBe(result.paths.filter(({ totalReturn }) => totalReturn! < 0).length / 5)
  })
})

describe('validate by cross-validation', () => {
  const method = kFold({ folds: 4 })

  test('chooses by growth where rankBy is totalReturn or cagr', async () => {
    const growth = everySet.map((returns) =>
      returns.reduce((sum, change, bar) => sum + (bar < 450 ? Math.log1p(change) : 0), 0),
    )
    for (const rankBy of ['totalReturn', 'cagr'] as const) {
      const { folds } = await validate(plantedSweep({ rankBy }), { method, workers: 'none' })
      expect(folds[3].parameters).toEqual({ set: growth.indexOf(Math.max(...growth)) })
    }
  })

  test('refuses to choose by a metric that needs bars in a row', async () => {
    const run = validate(plantedSweep({ rankBy: 'maxDrawdown' }), { method })
    await expect(run).rejects.toThrow('rankBy is "maxDrawdown": rank by sharpe, totalReturn or cagr')
  })

  test('refuses a purge that leaves nothing to train on', async () => {
    const run = validate(sweep, { method: kFold({ folds: 2, purge: 300 }) })
    await expect(run).rejects.toThrow('k-fold leaves nothing to train on when fold 1 of 600 bars is the test')
  })

  test('keeps failed sets out of the choice', async () => {
    const { signals } = sweep.strategy as unknown as { signals: (...given: unknown[]) => object }
    const failing = {
      ...sweep.strategy,
      signals: (context: object, parameters: { set: number }) => {
        if (parameters.set < 6) throw new Error('not this one')
        return signals(context, parameters)
      },
    }
    const options = { method, workers: 'none', continueOnError: true } as const
    const result = await validate(plantedSweep({ strategy: failing as never }), options)
    expect(result.failed).toBe(6)
    for (const { parameters } of result.folds) expect((parameters as { set: number }).set).toBeGreaterThanOrEqual(6)
  })
})
