import { existsSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { smaCross } from '../../../examples/sma-cross/sma-cross.ts'
import { Random } from '../../../src/base/random.ts'
import {
  Bars,
  differentialEvolution,
  percentCommission,
  range,
  runSweep,
  type SweepOptions,
} from '../../../src/index.ts'
import { prepareSweep } from '../../../src/sweep/run/prepare.ts'
import { rerun, writeReturns } from '../../../src/verdict/rerun.ts'
import { type Verdict, verdict, verdictOfStore } from '../../../src/verdict/verdict.ts'
import { scratchFolder } from '../../support/faulty/sweeps.ts'
import { type CrossParameters, cross, day, firstDay, smallSweep, swingingBars } from '../sweep/small-sweep.ts'

const folder = scratchFolder()
let n = 0
const place = (kind: string) => `${kind}:${folder}/run-${++n}${kind === 'sqlite' ? '.db' : ''}`

async function judged(options: Partial<SweepOptions<CrossParameters>> = {}, more: object = {}): Promise<Verdict> {
  const sweep = smallSweep(options)
  const store = await runSweep(sweep, { workers: 'none', continueOnError: true })
  return verdict(sweep, { store, ...more })
}

/** Daily bars without any order in them. */
function noisyBars(symbol = 'NOISE', seed = 1, count = 600): Bars {
  const random = Random.from(seed)
  let last = 100
  const close = Float64Array.from({ length: count }, () => {
    last *= Math.exp(0.01 * random.normal())
    return last
  })
  const time = close.map((_, t) => firstDay + t * day)
  return Bars.from({ symbol, timeframe: '1d', time, open: close, high: close, low: close, close })
}

describe('verdict', () => {
  test('judges the returns of the winner: their Sharpe ratio is the stored one', async () => {
    const { winner, stored, judgement, trials, rankBy } = await judged()
    expect(rankBy).toBe('sharpe')
    expect(trials).toBe(10)
    expect(judgement?.winner?.sharpe).toBeCloseTo(Number(winner?.value), 10)
    expect(stored?.sharpe).toBe(winner?.value)
    expect(judgement?.winner?.probabilistic2012).toBeCloseTo(stored!.probabilistic2012, 10)
    expect(judgement?.expectedBest).toBeCloseTo(stored!.expectedBest, 10)
    expect(judgement).toMatchObject({ judged: 10, compared: 10, observations: 400 })
  })

  test.each(['json', 'sqlite'])('is the same of a run in %s: as of one in memory', async (kind) => {
    const sweep = smallSweep()
    const store = place(kind)
    await runSweep(sweep, { store, workers: 'none' })
    expect({ ...(await verdict(sweep, { store })), store: '' }).toEqual({ ...(await judged()), store: '' })
    const alone = await verdictOfStore(store)
    expect(alone).toMatchObject({ judgement: null, plateau: null, trials: 10 })
    expect(alone.stored).toEqual((await judged()).stored)
  })

  test('knows the plateau of a grid, and none of a list', async () => {
    const grid = await judged()
    expect(grid.plateau?.slices.map(({ parameter }) => parameter)).toEqual(['fast', 'slow'])
    const list = await judged({
      parameters: [
        { fast: 2, slow: 8 },
        { fast: 3, slow: 8 },
      ],
      where: undefined,
    })
    expect(list.plateau).toBeNull()
    expect(list.judgement?.judged).toBe(2)
  })

  test('counts the trials of earlier runs, also when these are removed', async () => {
    const store = place('json')
    await runSweep(smallSweep({ commission: percentCommission(0.002) }), { store, workers: 'none' })
    const sweep = smallSweep()
    await runSweep(sweep, { store, workers: 'none', fresh: true })
    const aside = `${store.slice('json:'.length)}.1`
    expect(existsSync(aside)).toBe(true)
    rmSync(aside, { recursive: true })
    const { trials, judgement } = await verdict(sweep, { store })
    expect(trials).toBe(20)
    expect(judgement).toMatchObject({ trials: 20, judged: 10 })
    expect(judgement!.cash!.forAllTrials).toBeCloseTo(1 - (1 - judgement!.cash!.winner) ** 2, 12)
  })

  test.each([
    ['commission', { commission: percentCommission(0.002) }, 'commission changed'],
    ['data', { data: noisyBars('SWING', 1, 400) }, 'the data of date range "all" changed'],
    ['plan', { parameters: { fast: range(2, 5), slow: range(4, 13, 4) } }, 'the parameter sets or date ranges changed'],
    ['name', { name: 'other' }, 'it holds the sweep "small", not "other"'],
    ['code', { strategy: { ...cross, signals: () => ({ enterLong: [] }) } }, "the strategy's code changed"],
  ])('refuses a sweep whose %s is not that of the run', async (_, changed, message) => {
    const store = place('json')
    await runSweep(smallSweep(), { store, workers: 'none' })
    const judging = verdict(smallSweep(changed as never), { store })
    await expect(judging).rejects.toMatchObject({ code: 'store-differs', message: expect.stringContaining(message) })
  })

  test('refuses a strategy that does something else when it is run again', async () => {
    let calls = 0
    const moody = {
      ...cross,
      signals: () => {
        const enterLong = new Uint8Array(400)
        enterLong[++calls] = 1
        return { enterLong }
      },
    }
    await expect(judged({ strategy: moody })).rejects.toMatchObject({
      code: 'store-differs',
      message: expect.stringContaining('when it is run again'),
    })
  })

  test('lets failed and idle backtests count as trials and change nothing else', async () => {
    const some: Partial<SweepOptions<CrossParameters>> = {
      parameters: { fast: [2, 3], slow: [8, 12] },
      where: undefined,
    }
    const picky = {
      ...cross,
      signals: (context: never, parameters: CrossParameters) => {
        if (parameters.fast === 99) throw new Error('not this one')
        return parameters.fast === 98 ? { enterLong: new Uint8Array(400) } : cross.signals(context, parameters)
      },
    }
    const before = await judged({ ...some, strategy: picky as never })
    const after = await judged({
      ...some,
      strategy: picky as never,
      parameters: { fast: [99, 2, 98, 3], slow: [8, 12] },
    })
    expect(after).toMatchObject({ trials: 8, failed: 2, judgement: { judged: 8, compared: 4 } })
    expect(after.winner).toEqual(before.winner)
    expect({ ...after.judgement?.winner, trial: 0 }).toEqual({ ...before.judgement?.winner, trial: 0 })
    for (const test of ['cash', 'holding'] as const) {
      expect({ ...after.judgement?.[test], forAllTrials: 0 }).toEqual({ ...before.judgement?.[test], forAllTrials: 0 })
    }
    expect(after.judgement?.overfitting).toEqual(before.judgement?.overfitting)
  })

  test('judges the date range that the winner is of, and counts the trials of all', async () => {
    const dateRanges = [
      { name: 'early', start: '2020-01-01', end: '2020-06-01' },
      { name: 'late', start: '2020-06-01', end: '2021-02-04' },
    ]
    const { winner, ranges, trials, judgement } = await judged({ dateRanges })
    const bars = { early: 152, late: 248 }[winner!.range.name]
    expect({ ranges, trials }).toEqual({ ranges: 2, trials: 20 })
    expect(judgement).toMatchObject({ judged: 10, trials: 20, observations: bars })
    expect(judgement?.winner?.sharpe).toBeCloseTo(Number(winner?.value), 10)
  })

  test('tests the Sharpe ratio of a winner by another metric', async () => {
    const found = await judged({ rankBy: 'totalReturn' })
    const { winner, judgement, stored } = found
    const best = await runSweep(smallSweep({ rankBy: 'totalReturn' }), { workers: 'none' })
    expect(winner).toMatchObject({ parameters: best.top(1)[0].parameters, value: best.top(1)[0].metrics.totalReturn })
    expect(judgement?.winner?.sharpe).toBeCloseTo(stored!.sharpe, 10)
  })

  test('compares with the benchmark of the sweep, and with holding where there is none', async () => {
    const usual = await judged()
    expect(usual.judgement?.holding).not.toBeNull()
    const named = await judged({ benchmark: 'buy-and-hold', metrics: 'default' })
    expect(named.judgement?.holding).toEqual(usual.judgement?.holding)
    const riskFree = await judged({ benchmark: 'risk-free', metrics: 'default' })
    expect(riskFree.judgement?.holding).toBeNull()
  })

  test('judges a portfolio', async () => {
    const data = [swingingBars(), noisyBars('OTHER', 3, 380)]
    const { judgement, winner } = await judged({ data })
    expect(judgement).toMatchObject({ judged: 10, observations: 400 })
    expect(judgement?.winner?.sharpe).toBeCloseTo(Number(winner?.value), 10)
    expect(judgement?.holding).not.toBeNull()
  })

  test('leaves cash flows out of the returns, and holding out where prices are not adjusted', async () => {
    const flows = await judged({ cashFlows: [{ amount: 5000, at: '2020-07-01' }] })
    expect(flows.judgement?.winner?.sharpe).toBeCloseTo(Number(flows.winner?.value), 10)
    const split = await judged({ corporateActions: [{ symbol: 'SWING', at: '2020-07-01', split: 2 }] })
    expect(split.judgement?.holding).toBeNull()
  })

  test('judges a search that learns, which runs anew on permuted bars', async () => {
    const search = differentialEvolution({ trials: 24 })
    const parameters = { fast: range(2, 12), slow: range(12, 30) }
    const found = await judged({ parameters, where: undefined, search }, { permutations: 3, workers: 'none' })
    expect(found).toMatchObject({ trials: 24, judgement: { judged: 24 } })
    expect(found.judgement?.winner?.sharpe).toBeCloseTo(Number(found.winner?.value), 10)
    expect(found.permuted?.best.every(Number.isFinite)).toBe(true)
    expect(found.plateau?.slices).toHaveLength(2)
  })

  test('has no winner where no backtest has the metric', async () => {
    const idle = { ...cross, signals: () => ({ enterLong: new Uint8Array(400) }) }
    const found = await judged({ strategy: idle as never })
    expect(found).toMatchObject({ winner: null, judgement: null, stored: null, trials: 10 })
  })

  test('is given up when there is no time for it', async () => {
    const slow = {
      ...cross,
      signals: (context: never, parameters: CrossParameters) => {
        const end = performance.now() + 60
        while (performance.now() < end);
        return cross.signals(context, parameters)
      },
    }
    const found = await judged({ strategy: slow as never }, { budget: 100 })
    expect(found.judgement).toBeNull()
    expect(found.stored).not.toBeNull()
  })

  test('refuses a number of permutations that is none', async () => {
    for (const permutations of [-1, 1.5, NaN]) {
      await expect(judged({}, { permutations })).rejects.toMatchObject({ code: 'option-invalid' })
    }
  })
})

describe('permutations', () => {
  test('find the order of bars that swing', async () => {
    const { permuted, judgement } = await judged({}, { permutations: 19, seed: 3 })
    expect(permuted).toMatchObject({ pValue: 0.05, movable: 1 })
    expect(judgement?.permutationP).toBe(0.05)
    expect(judgement?.opinions).toContainEqual({ method: 'permutation', says: 'skill' })
  })

  test('find none in noise', async () => {
    const { permuted, judgement } = await judged({ data: noisyBars() }, { permutations: 9 })
    expect(permuted!.pValue).toBeGreaterThan(0.05)
    expect(judgement!.conclusion).not.toBe('skill')
  })

  test('are the same for a seed, however many there are and whatever runs them', async () => {
    const best = async (more: object) =>
      (await judged({ strategy: smaCross }, { permutations: 3, ...more })).permuted?.best
    const wanted = await best({ workers: 'none' })
    expect(await best({ workers: 2 })).toEqual(wanted)
    expect(await best({ workers: 'none', permutations: 2 })).toEqual(wanted?.slice(0, 2))
    expect(await best({ workers: 'none', seed: 2 })).not.toEqual(wanted)
  })

  test('compare best with best where lower is better', async () => {
    const { permuted, winner } = await judged({ rankBy: 'maxDrawdown' }, { permutations: 9 })
    const better = permuted!.best.filter((value) => value <= Number(winner?.value)).length
    expect(permuted?.pValue).toBe((1 + better) / 10)
  })

  test('move all symbols of a portfolio alike', async () => {
    const { permuted } = await judged({ data: [swingingBars(), noisyBars('OTHER', 3, 400)] }, { permutations: 2 })
    expect(permuted).toMatchObject({ movable: 1 })
    expect(permuted?.best.every(Number.isFinite)).toBe(true)
  })
})

test('rerun keeps returns over several bars where those of each would be too many', async () => {
  const sweep = smallSweep()
  const prepared = await prepareSweep(sweep)
  const rows = async () => (await runSweep(sweep, { workers: 'none' })).backtests()
  const [range] = prepared.plan.ranges
  const each = await rerun(prepared, range, await rows(), 10)
  const some = await rerun(prepared, range, await rows(), 10, { returns: 1400 })
  expect(each).toMatchObject({ barsPerObservation: 1, matrix: { observations: 400 } })
  expect(some).toMatchObject({ barsPerObservation: 3, matrix: { observations: 133 } })
  for (const [of, over] of [
    [each!.matrix.row(4), some!.matrix.row(4)],
    [each!.holding!, some!.holding!],
  ]) {
    const joined = Array.from(
      over,
      (_, i) => of.slice(1 + 3 * i, 4 + 3 * i).reduce((grown, r) => grown * (1 + r), 1) - 1,
    )
    over.forEach((value, i) => {
      expect(value).toBeCloseTo(joined[i], 12)
    })
  }
})

describe('writeReturns', () => {
  test('writes a return for each bar, the first from the initial amount', () => {
    const out = new Float64Array(3)
    writeReturns([110, 99, 99], 100, 1, out)
    expect([...out]).toEqual([110 / 100 - 1, 99 / 110 - 1, 0])
  })

  test('writes those of several bars, and leaves out what is over at the start', () => {
    const out = new Float64Array(2)
    writeReturns([100, 110, 120, 132, 66], 50, 2, out)
    expect([...out]).toEqual([120 / 100 - 1, 66 / 120 - 1])
  })

  test('has returns of 0 after a ruin, as the metrics do', () => {
    const out = new Float64Array(3)
    writeReturns([-5, 3, 6], 100, 1, out)
    expect([...out]).toEqual([-1.05, 0, 1])
  })
})
