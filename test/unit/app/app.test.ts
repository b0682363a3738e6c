import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createApp } from '../../../src/app/app.ts'
import type { Backtest } from '../../../src/app/backtest.ts'
import type { BacktestDateRange } from '../../../src/app/backtest-date-range.ts'
import type { OptimizedVectorBacktestOptions } from '../../../src/app/run-options.ts'
import { SnapshotInterval } from '../../../src/app/snapshot-interval.ts'
import { TradingStrategy } from '../../../src/app/trading-strategy.ts'
import { percentCommission, percentSlippage } from '../../../src/simulation/model/costs.ts'
import { defineSweep } from '../../../src/sweep/plan/sweep.ts'
import { summarize } from '../../../src/sweep/run/filters.ts'
import { runBacktest } from '../../../src/sweep/run/run-backtest.ts'
import { backtestDateRanges, bars, exported, freshFolder, options, strategies, testApp } from './runs.ts'
import { breakout, cross, hooks } from './strategies.ts'

afterEach(() => {
  hooks.before = () => {}
  delete process.env.CROSS_FAILS_AT
})

/** `false` runs the plain form. */
function run(optimized: OptimizedVectorBacktestOptions | false, given: OptimizedVectorBacktestOptions = options) {
  return optimized === false
    ? testApp().runVectorBacktestsWithCheckpoints(given)
    : testApp().runVectorBacktestsWithCheckpointsOptimized({ ...given, ...optimized })
}

const fast: Omit<OptimizedVectorBacktestOptions, 'strategies' | 'backtestDateRanges'> = { batchSize: 7, nWorkers: 2 }
const inBatches = fast as OptimizedVectorBacktestOptions
const ids = (backtests: readonly Backtest[]) => backtests.map(({ strategyId }) => strategyId)

describe('runVectorBacktestsWithCheckpoints(options)', () => {
  test('gives for each strategy, in order, what runBacktest gives', async () => {
    const backtests = await run(false)
    expect(ids(backtests)).toEqual(strategies.map(({ id }) => id))

    const sweep = defineSweep({
      name: 'test',
      strategy: cross,
      parameters: {},
      data: bars,
      dateRanges: backtestDateRanges.map(({ name, startDate, endDate }) => ({ name, start: startDate, end: endDate })),
      commission: percentCommission(0.001),
      slippage: percentSlippage(0.0005),
      riskFreeRate: 0.02,
    })
    for (const [i, { parameters, metrics, summary, errors }] of backtests.entries()) {
      expect(parameters).toEqual(strategies[i].parameters)
      expect(Object.keys(metrics)).toEqual(['first', 'second'])
      const wanted = []
      for (const range of ['first', 'second']) {
        const one = await runBacktest(sweep, parameters as { fast: number; slow: number }, { range })
        wanted.push(one.metrics)
        for (const [name, value] of Object.entries(one.metrics)) {
          expect(metrics[range][name as 'sharpe'], `${name} of ${range}`).toBe(value === null ? NaN : Number(value))
        }
      }
      expect(summary).toEqual(summarize(wanted))
      expect(errors).toEqual({})
    }
  })

  test('writes the number of a backtest as soon as it is done', async () => {
    const directory = freshFolder()
    await run(false, { ...options, strategies: strategies.slice(0, 3), backtestStorageDirectory: directory })
    const lines = readFileSync(join(directory, 'results.jsonl'), 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).number)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('keeps daily snapshots and trades in the directory, nothing with SnapshotInterval.NONE', async () => {
    const few = { ...options, strategies: strategies.slice(0, 1) }
    const [daily, none] = [freshFolder(), freshFolder()]
    await run(false, { ...few, backtestStorageDirectory: daily })
    await run(false, { ...few, backtestStorageDirectory: none, snapshotInterval: SnapshotInterval.NONE })
    const [first] = (await exported(daily)).details
    expect(first!.equity.length).toBe(bars.between(Date.UTC(2001, 0, 1), Date.UTC(2005, 0, 1)).length)
    expect(first!.trades.length).toBeGreaterThan(0)
    expect((await exported(none)).details).toEqual([null, null])
  })

  test('starts in a folder that is there and empty', async () => {
    const directory = freshFolder()
    mkdirSync(directory)
    const few = { ...options, strategies: strategies.slice(0, 2), backtestStorageDirectory: directory }
    expect(await run(false, few)).toHaveLength(2)
    expect(existsSync(`${directory}.1`)).toBe(false)
  })
})

describe('runVectorBacktestsWithCheckpointsOptimized(options)', () => {
  test.each<[string, Partial<OptimizedVectorBacktestOptions>]>([
    ['as it is', {}],
    ['nWorkers 1, batchSize 1', { nWorkers: 1, batchSize: 1 }],
    ['nWorkers 2, batchSize 3, checkpointBatchSize 5', { nWorkers: 2, batchSize: 3, checkpointBatchSize: 5 }],
    ['nWorkers -1, batchSize 1000, checkpointBatchSize 1', { nWorkers: -1, batchSize: 1000, checkpointBatchSize: 1 }],
  ])('%s gives the result and the store of the plain form', async (_, how) => {
    const [a, b] = [freshFolder(), freshFolder()]
    const plain = await run(false, { ...options, backtestStorageDirectory: a })
    const optimized = await run({ ...options, ...how, backtestStorageDirectory: b })
    expect(optimized).toEqual(plain)
    expect(await exported(b)).toEqual(await exported(a))
  })
})

describe('a run that was stopped', () => {
  test.each([
    ['the plain form', false, 'the optimized', inBatches],
    ['the optimized', inBatches, 'the plain form', false],
  ] as const)('by a signal in %s goes on in %s', async (_, first, __, second) => {
    const whole = freshFolder()
    const uninterrupted = await run(false, { ...options, backtestStorageDirectory: whole })

    const directory = freshFolder()
    const controller = new AbortController()
    const stopping = {
      ...options,
      backtestStorageDirectory: directory,
      signal: controller.signal,
      windowFilterFunction: (backtests: readonly Backtest[]) => {
        controller.abort(new Error('enough'))
        return backtests
      },
    }
    await expect(run(first && { ...first, ...stopping }, stopping)).rejects.toThrow('enough')
    expect((await exported(directory)).backtests).toHaveLength(strategies.length)

    let ran = 0
    hooks.before = () => ran++
    const again = { ...options, backtestStorageDirectory: directory }
    expect(await run(second && { ...second, ...again }, again)).toEqual(uninterrupted)
    if (second === false) expect(ran).toBe(strategies.length) // the second range only
    expect(await exported(directory)).toEqual(await exported(whole))
  })

  test('in the middle of a range keeps what was done', async () => {
    const directory = freshFolder()
    const controller = new AbortController()
    let ran = 0
    hooks.before = () => {
      if (++ran === 5) controller.abort()
    }
    const stopping = { ...options, backtestStorageDirectory: directory, signal: controller.signal }
    await expect(run(false, stopping)).rejects.toMatchObject({ name: 'AbortError' })
    const { rows } = await exported(directory)
    expect(rows.length).toBeGreaterThanOrEqual(5)
    expect(rows.length).toBeLessThan(24)

    ran = 0
    await run({ ...options, backtestStorageDirectory: directory })
    expect(ran).toBe(48 - rows.length)
  })

  test.each([
    ['the plain form', false, inBatches],
    ['the optimized', inBatches, false],
  ] as const)('by a failing strategy in %s goes on in the other, which runs it again', async (_, first, second) => {
    const whole = freshFolder()
    const uninterrupted = await run(false, { ...options, backtestStorageDirectory: whole })

    const directory = freshFolder()
    const given = { ...options, backtestStorageDirectory: directory }
    process.env.CROSS_FAILS_AT = String(strategies[16].parameters.slow)
    await expect(run(first && { ...first, ...given }, given)).rejects.toMatchObject({ code: 'strategy-failed' })
    expect((await exported(directory)).backtests.filter(Boolean)).toHaveLength(17)

    delete process.env.CROSS_FAILS_AT
    expect(await run(second && { ...second, ...given }, given)).toEqual(uninterrupted)
    expect(await exported(directory)).toEqual(await exported(whole))
  })
})

test('useCheckpoints: false starts over and keeps the run that was there aside', async () => {
  const directory = freshFolder()
  const given = { ...options, strategies: strategies.slice(0, 4), backtestStorageDirectory: directory }
  await run(false, given)
  let ran = 0
  hooks.before = () => ran++
  await run(false, given)
  expect(ran).toBe(0)
  await run(false, { ...given, useCheckpoints: false })
  expect(ran).toBe(8)
  expect((await exported(`${directory}.1`)).rows).toEqual((await exported(directory)).rows)
})

test('a strategy added to the list is the only one that runs', async () => {
  const directory = freshFolder()
  await run(false, { ...options, strategies: strategies.slice(0, 4), backtestStorageDirectory: directory })
  let ran = 0
  hooks.before = () => ran++
  const backtests = await run(false, {
    ...options,
    strategies: strategies.slice(0, 5).toReversed(),
    backtestStorageDirectory: directory,
  })
  expect(ran).toBe(2)
  expect(backtests.map(({ parameters }) => parameters)).toEqual(
    strategies
      .slice(0, 5)
      .toReversed()
      .map(({ parameters }) => parameters),
  )
})

test('continueOnError records what fails, with its error, and runs it again the next time', async () => {
  const directory = freshFolder()
  const failing = strategies[3]
  process.env.CROSS_FAILS_AT = String(failing.parameters.slow)
  const given = { ...options, backtestStorageDirectory: directory, continueOnError: true }
  const backtests = await run(false, given)
  expect(ids(backtests)).toEqual(ids(await run({ ...inBatches, ...given })))
  const failed = backtests.filter(({ errors }) => Object.keys(errors).length > 0)
  expect(ids(failed)).toEqual([failing.id])
  expect(failed[0].errors).toEqual({
    first: expect.stringContaining(`no window of ${failing.parameters.slow}`),
    second: expect.stringContaining(`no window of ${failing.parameters.slow}`),
  })
  expect(failed[0].metrics).toEqual({})
  expect(Object.values(failed[0].summary).every(Number.isNaN)).toBe(true)

  delete process.env.CROSS_FAILS_AT
  expect(await run(false, given)).toEqual(await run(false))
})

describe('filters', () => {
  const windowFilterFunction = (backtests: readonly Backtest[], { name }: BacktestDateRange) =>
    backtests
      .toSorted((a, b) => b.metrics[name].totalReturn - a.metrics[name].totalReturn)
      .slice(0, name === 'first' ? 10 : 6)
  const finalFilterFunction = (backtests: readonly Backtest[]) =>
    backtests.filter(({ summary }) => summary.compoundedReturn > 0.1)
  const filtering = { ...options, windowFilterFunction, finalFilterFunction }

  test('keep the strategies that they say, in the order of the strategies', async () => {
    const all = await run(false)
    const best = all.toSorted((a, b) => b.metrics.first.totalReturn - a.metrics.first.totalReturn).slice(0, 10)
    const then = best.toSorted((a, b) => b.metrics.second.totalReturn - a.metrics.second.totalReturn).slice(0, 6)
    const last = then.filter(({ summary }) => summary.compoundedReturn > 0.1)
    expect(last.length).toBeGreaterThan(0)
    expect(last.length).toBeLessThan(6)

    const kept = await run(false, filtering)
    expect(kept).toEqual(all.filter((backtest) => last.includes(backtest)))
    expect(await run({ ...inBatches, ...filtering })).toEqual(kept)
  })

  test('see the date range and what was computed, also in a run that goes on', async () => {
    const directory = freshFolder()
    const seen: string[] = []
    const given = {
      ...options,
      backtestStorageDirectory: directory,
      windowFilterFunction: (backtests: readonly Backtest[], range: BacktestDateRange) => {
        seen.push(`${range.name} ${range.startDate} ${backtests.length}`)
        return windowFilterFunction(backtests, range)
      },
    }
    const kept = await run(false, given)
    const before = await exported(directory)
    expect(seen).toEqual([`first ${Date.UTC(2001, 0, 1)} 24`, `second ${Date.UTC(2005, 0, 1)} 10`])
    expect(await run({ ...inBatches, ...given })).toEqual(kept)
    expect(seen.slice(2)).toEqual(seen.slice(0, 2))
    expect(await exported(directory)).toEqual(before)
  })

  test.each([
    ['a strict filter and then a lenient one', (backtests: readonly Backtest[]) => backtests],
    ['a filter and then none', undefined],
  ])('%s give what was never filtered', async (_, second) => {
    const directory = freshFolder()
    await run(false, { ...filtering, backtestStorageDirectory: directory })
    const again = { ...options, backtestStorageDirectory: directory, windowFilterFunction: second }
    expect(await run(false, again)).toEqual(await run(false))
  })

  test('do not see what failed, and it is not among what they kept', async () => {
    process.env.CROSS_FAILS_AT = String(strategies[0].parameters.slow)
    const failing = strategies.filter(({ parameters }) => parameters.slow === strategies[0].parameters.slow)
    const kept = await run(false, { ...options, continueOnError: true, finalFilterFunction: (backtests) => backtests })
    expect(kept).toHaveLength(strategies.length - failing.length)
  })

  test.each<[unknown, string]>([
    [undefined, 'returned undefined'],
    [[{}], 'returned something that is not one of its rows'],
  ])('that return %j are an error', async (returned, message) => {
    const wrong = { ...options, windowFilterFunction: () => returned as Backtest[] }
    await expect(run(false, wrong)).rejects.toThrow(message)
  })
})

describe('strategies of several vector strategies', () => {
  const mixed = [
    strategies[0],
    new TradingStrategy({ strategy: breakout, parameters: { period: 30 } }),
    strategies[1],
    new TradingStrategy({ strategy: breakout, id: 'quick breakout', parameters: { period: 5 } }),
  ]

  test('run one after the other and come back in the order given', async () => {
    const directory = freshFolder()
    const given = { ...options, strategies: mixed, backtestStorageDirectory: directory }
    const backtests = await run(false, given)
    expect(ids(backtests)).toEqual(mixed.map(({ id }) => id))
    expect(backtests.map(({ strategy }) => strategy)).toEqual(['cross', 'breakout', 'cross', 'breakout'])
    expect(backtests[0]).toEqual((await run(false, { ...options, strategies: [strategies[0]] }))[0])
    expect((await exported(join(directory, 'breakout'))).rows).toHaveLength(4)
    expect(await run({ ...inBatches, ...given })).toEqual(backtests)
  })

  test('cannot be filtered together', async () => {
    const given = { ...options, strategies: mixed, finalFilterFunction: (backtests: readonly Backtest[]) => backtests }
    await expect(run(false, given)).rejects.toThrow('these are of cross, breakout')
  })
})

describe('the app', () => {
  const few = { ...options, strategies: strategies.slice(0, 1) }

  test('takes percentages for what they are: 0.7 is the fraction 0.007', async () => {
    const app = createApp({ name: 'test' }).addData(bars)
    app.addMarket({ market: 'NYSE', tradingSymbol: 'USD', feePercentage: 0.7 })
    const directory = freshFolder()
    await app.runVectorBacktestsWithCheckpoints({ ...few, initialAmount: 500, backtestStorageDirectory: directory })
    expect((await exported(directory)).header.settings).toMatchObject({
      initialAmount: 500,
      commission: percentCommission(0.007),
      slippage: percentSlippage(0),
    })
  })

  test('takes the market that the run names, whatever its case', async () => {
    const app = testApp().addMarket({ market: 'NYSE', tradingSymbol: 'EUR', initialBalance: 77 })
    const directory = freshFolder()
    const given = { ...few, market: 'nyse', tradingSymbol: 'eur', backtestStorageDirectory: directory }
    await app.runVectorBacktestsWithCheckpoints(given)
    expect((await exported(directory)).header.settings).toMatchObject({ initialAmount: 77 })
    await expect(app.runVectorBacktestsWithCheckpoints(few)).rejects.toThrow(
      'several markets that fit, NYSE USD, NYSE EUR',
    )
  })

  test.each<[string, () => unknown, string]>([
    ['createApp with a space', () => createApp({ name: 'my app' }), 'createApp: name is "my app"'],
    ['createApp without a name', () => createApp({} as never), 'createApp: name is missing'],
    ['createApp of nothing', () => createApp(undefined as never), 'createApp: name is missing'],
    [
      'createApp with config',
      () => createApp({ name: 'a', config: 1 } as never),
      'Unknown option "config" of createApp',
    ],
    [
      'a negative fee',
      () => testApp().addMarket({ market: 'A', tradingSymbol: 'B', feePercentage: -1 }),
      'feePercentage is -1',
    ],
    ['a fee of 100', () => testApp().addMarket({ market: 'A', tradingSymbol: 'B', feePercentage: 100 }), 'below 100'],
    [
      'a slippage of text',
      () => testApp().addMarket({ market: 'A', tradingSymbol: 'B', slippagePercentage: 'x' as never }),
      'slippagePercentage is x',
    ],
    [
      'no balance',
      () => testApp().addMarket({ market: 'A', tradingSymbol: 'B', initialBalance: 0 }),
      'initialBalance is 0',
    ],
    ['no trading symbol', () => testApp().addMarket({ market: 'A' } as never), 'tradingSymbol is undefined'],
    [
      'a misspelled fee',
      () => testApp().addMarket({ market: 'A', tradingSymbol: 'B', feePercent: 1 } as never),
      'Did you mean "feePercentage"?',
    ],
    ['a market twice', () => testApp().addMarket({ market: 'nyse', tradingSymbol: 'usd' }), 'is there already'],
    ['data twice', () => testApp().addData(bars), 'has data already'],
    [
      'a path as data',
      () => createApp({ name: 'a' }).addData('a.csv' as never),
      'give Bars, csv(path) or iafCsv(path)',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message)
  })

  test('says that it has no data, no amount, no such market', async () => {
    const bare = createApp({ name: 'bare' })
    const call = (given: object) => bare.runVectorBacktestsWithCheckpoints({ ...few, ...given })
    await expect(call({ initialAmount: 5 })).rejects.toThrow('The app "bare" has no data: call addData(bars) first.')
    bare.addData(bars)
    await expect(call({})).rejects.toThrow('initialAmount is missing')
    await expect(call({ market: 'NYSE' })).rejects.toThrow('Unknown market "NYSE" (addMarket adds one). Known: none.')
    bare.addMarket({ market: 'NASDAQ', tradingSymbol: 'USD' })
    await expect(call({ market: 'NASDAK' })).rejects.toThrow('Did you mean "NASDAQ"?')
    await expect(call({ market: 'nasdaq', tradingSymbol: 'USDT' })).rejects.toThrow('Did you mean "USD"?')
  })
})

describe('wrong options', () => {
  type Wrong = Record<string, unknown>
  const wrong: [Wrong, string][] = [
    [{ strategies: undefined }, 'strategies is missing: give a list of TradingStrategy'],
    [{ strategies: [] }, 'strategies is an empty list'],
    [{ strategies: [cross] }, 'strategies is a list with something else in it'],
    [{ backtestDateRanges: undefined }, 'backtestDateRanges is missing'],
    [{ backtestDateRanges: [] }, 'backtestDateRanges is an empty list'],
    [{ backtestDateRanges: [{ startDate: '2001-01-01' }] }, 'The endDate of a BacktestDateRange is undefined'],
    [{ backtestDateRanges: [{ startDate: '2031-01-01', endDate: '2032-01-01' }] }, 'holds no bars'],
    [
      {
        backtestDateRanges: [...backtestDateRanges, { name: 'first', startDate: '2006-01-01', endDate: '2007-01-01' }],
      },
      'Two date ranges are called "first"',
    ],
    [{ initialAmount: 0 }, 'initialAmount is 0: give an amount of money above 0'],
    [{ initialAmount: '1000' }, 'initialAmount is "1000"'],
    [{ market: 5 }, 'market is 5'],
    [{ market: 'NISE' }, 'Unknown market "NISE" (addMarket adds one). Did you mean "NYSE"?'],
    [{ tradingSymbol: '' }, 'tradingSymbol is ""'],
    [{ riskFreeRate: 2.7 }, 'riskFreeRate is 2.7: give a fraction: 0.027 is 2.7 % a year'],
    [{ snapshotInterval: 'DAILY' }, 'snapshotInterval is "DAILY": give SnapshotInterval.DAILY'],
    [{ backtestStorageDirectory: '' }, 'backtestStorageDirectory is ""'],
    [{ useCheckpoints: 1 }, 'useCheckpoints is 1: give true or false'],
    [{ useCheckpoints: true }, 'useCheckpoints is true without a backtestStorageDirectory'],
    [{ showProgress: 'no' }, 'showProgress is "no"'],
    [{ continueOnError: null }, 'continueOnError is null'],
    [{ windowFilterFunction: {} }, 'windowFilterFunction is an object'],
    [{ finalFilterFunction: [] }, 'finalFilterFunction is an empty list'],
    [{ signal: new AbortController() }, 'signal is an object: give the signal of an AbortController'],
    [{ stategies: [] }, 'Unknown option "stategies"'],
    [{ window_filter_function: () => [] }, 'Did you mean "windowFilterFunction" or'],
  ]
  const onlyOptimized: [Wrong, string][] = [
    [{ batchSize: 0 }, 'batchSize is 0: give a whole number from 1'],
    [{ checkpointBatchSize: 1.5 }, 'checkpointBatchSize is 1.5'],
    [{ nWorkers: 0 }, 'nWorkers is 0: give null or 1 for this process, -1 for all cores'],
    [{ nWorkers: -2 }, 'nWorkers is -2'],
  ]

  test.each(wrong)('%o is refused by both forms', async (given, message) => {
    await expect(run(false, { ...options, ...given })).rejects.toThrow(message)
    await expect(run({ ...options, ...given })).rejects.toThrow(message)
  })

  test.each(onlyOptimized)(
    '%o is refused by the optimized form and unknown to the plain one',
    async (given, message) => {
      await expect(run({ ...options, ...given })).rejects.toThrow(message)
      const [name] = Object.keys(given)
      await expect(run(false, { ...options, ...given })).rejects.toThrow(
        `Unknown option "${name}" of runVectorBacktests`,
      )
    },
  )
})

test('showProgress tells the end on stderr, on one line', async () => {
  const written: string[] = []
  const { write } = process.stderr
  process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write
  try {
    await run(false, { ...options, showProgress: true })
  } finally {
    process.stderr.write = write
  }
  const last = written.join('').split('\r').at(-1)
  expect(last).toBe('test: 48 of 48 backtests\n')
})
