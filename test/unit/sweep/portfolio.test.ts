import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Bars,
  bestOf,
  defineStrategy,
  defineSweep,
  openStore,
  percentCommission,
  resample,
  runBacktest,
  runSweep,
} from 'backsweep'
import { afterAll, expect, test } from 'vitest'
import crypto from '../../../examples/portfolio/crypto.ts'
import { momentum } from '../../../examples/portfolio/momentum.ts'
import { stocks } from '../../../examples/portfolio/stocks.ts'
import momentumStocks from '../../../examples/portfolio/sweep.ts'
import trendStocks from '../../../examples/portfolio/trend-rules.ts'
import { expectClose } from '../../support/close-to.ts'

const folder = mkdtempSync(join(tmpdir(), 'backsweep-portfolio-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function rowsOf(address: string): Promise<string[]> {
  const store = await openStore(address)
  const rows: string[] = []
  for await (const row of store.rows()) rows.push(JSON.stringify(row))
  await store.close()
  return rows
}

test('a sweep over several symbols gives the same rows in process, on threads, in every store and resumed', async () => {
  for (const sweep of [momentumStocks, trendStocks]) {
    const runs = [
      { workers: 'none', store: 'json:' },
      { workers: 2, store: 'sqlite:' },
      { workers: 2, store: 'json:' },
    ] as const
    const results: string[][] = []
    for (const [k, { workers, store }] of runs.entries()) {
      const address = `${store}${folder}/${sweep.name}-${k}`
      const { notices } = await runSweep(sweep as never, { workers, store: address, batchSize: 7 })
      expect(notices).toEqual([])
      const again = await runSweep(sweep as never, { workers, store: address, resume: true })
      expect(again.complete).toBe(results[0]?.length ?? again.complete)
      results.push(await rowsOf(address))
    }
    expect(results[0].length).toBeGreaterThan(8)
    for (const rows of results) expect(rows).toEqual(results[0])
  }
})

test('runBacktest(sweep of several symbols) names the symbol of every fill and trade, and its equity replays', async () => {
  const { fills, trades, equity, time, metrics } = await runBacktest(momentumStocks, { lookback: 9, hold: 2 })
  expect(new Set(fills.map(({ symbol }) => symbol)).size).toBeGreaterThan(3)
  expect(new Set(trades.map(({ symbol }) => symbol))).toEqual(new Set(fills.map(({ symbol }) => symbol)))
  const goog = stocks.find(({ symbol }) => symbol === 'GOOG')!
  expect(fills.filter(({ symbol, time }) => symbol === 'GOOG' && time < goog.time[0])).toEqual([])

  let cash = momentumStocks.execution.initialAmount
  const units = new Map<string, number>()
  const closes = new Map<string, number>()
  let k = 0
  let grown = 1
  let before = cash
  for (let t = 0; t < time.length; t++) {
    const deposit = new Date(time[t]).getUTCMonth() === 0 && t > 0 ? 100 : 0
    cash += t === 0 ? 100 : deposit // the first bar is a January, too
    const base = before + (t === 0 ? 100 : deposit)
    for (; k < fills.length && fills[k].bar === t; k++) {
      cash -= fills[k].units * fills[k].price + fills[k].fee
      units.set(fills[k].symbol, (units.get(fills[k].symbol) ?? 0) + fills[k].units)
    }
    let worth = cash
    for (const bars of stocks) {
      const bar = bars.indexAt(time[t])
      if (bars.time[bar] === time[t]) closes.set(bars.symbol, bars.close[bar])
      worth += (units.get(bars.symbol) ?? 0) * (closes.get(bars.symbol) ?? 0)
    }
    expectClose(equity[t], worth, `equity of bar ${t}`)
    grown *= worth / base
    before = worth
  }
  expectClose(metrics.totalReturn as number, grown - 1, 'time-weighted return')
})

test('kept trades name their symbols in every store', async () => {
  const kept: unknown[] = []
  for (const store of ['memory:', `json:${folder}/kept`, `sqlite:${folder}/kept.db`]) {
    const details: unknown[] = []
    const sweep = { ...momentumStocks, parameters: { lookback: 9, hold: 2 } } as typeof momentumStocks
    await runSweep(sweep, {
      store,
      keepTrades: true,
      snapshotInterval: 'bar',
      onBacktest: (backtest) => details.push(backtest.details()),
    })
    kept.push(details)
    if (store === 'memory:') continue
    const reader = await openStore(store)
    expect(await reader.details(0)).toEqual((kept[0] as unknown[])[0])
    await reader.close()
  }
  expect(kept[1]).toEqual(kept[0])
  const [{ trades, equity }] = kept[0] as [{ trades: { symbol: string }[]; equity: Float64Array }]
  const { trades: wanted, equity: column } = await runBacktest(momentumStocks, { lookback: 9, hold: 2 })
  expect(trades.map(({ symbol }) => symbol)).toEqual(wanted.map(({ symbol }) => symbol))
  expect(Array.from(equity)).toEqual(Array.from(column))
})

test('a change of rules, costs, cash flows or corporate actions is another run', async () => {
  const store = `json:${folder}/changed`
  await runSweep(trendStocks, { store })
  const changes = [
    [{ costs: { IBM: { commission: { fraction: 0.01, perUnit: 0, perOrder: 0 } } } }, 'costs changed'],
    [{ cashFlows: [{ amount: 50, every: '12M' }] }, 'cashFlows changed'],
    [{ corporateActions: [{ symbol: 'IBM', at: '2005-05-01', dividend: 1 }] }, 'corporateActions changed'],
    [{ sizing: { kind: 'fraction', fraction: 0.1 } }, 'sizing changed'],
  ] as const
  for (const [change, said] of changes) {
    const changed = defineSweep({ ...trendOptions, ...change } as never)
    const { notices } = await runSweep(changed as never, { store, resume: true })
    expect(notices.join(' ')).toContain(said)
    await runSweep(trendStocks, { store, fresh: true })
  }
})
const { name, strategy, parameters, data } = trendStocks
const trendOptions = { name, strategy, parameters, data, commission: percentCommission(0.001) }

test('defineSweep and runSweep say what goes wrong with several symbols', async () => {
  const [first, second] = stocks
  const other = resample(second, '3M')
  const sweepOf = (change: object) =>
    defineSweep({ name: 'p', strategy: momentum, parameters: {}, data: stocks, ...change } as never)
  const cases: [object, string][] = [
    [{ data: [first, first] }, 'data has "MSFT" twice: give each symbol its own name'],
    [{ data: [first, other] }, 'data has MSFT in 1M and AMZN in 3M: give bars of one timeframe'],
    [{ costs: { IBN: {} } }, 'Did you mean "IBM"?'],
    [{ corporateActions: [{ symbol: 'MFST', at: '2003-02-18', split: 2 }] }, 'Did you mean "MSFT"?'],
    [{ compatibility: 'vectorbt' }, 'compatibility is "vectorbt" for a portfolio'],
  ]
  for (const [change, message] of cases) await expect(runSweep(sweepOf(change))).rejects.toThrow(message)
  await expect(runSweep(sweepOf({}), { analyzers: ['sqn'] })).rejects.toThrow('analyzers are asked for of a portfolio')
})

test('a strategy that returns wrong weights or rules fails with what is wrong', async () => {
  const failing = async (strategy: object) => {
    const sweep = defineSweep({ name: 'p', strategy, parameters: {}, data: stocks } as never)
    const result = await runSweep(sweep, { continueOnError: true, workers: 'none' })
    for await (const { error } of result.backtests()) return error
    return undefined
  }
  const weights = (returned: unknown) => ({ name: 'w', parameters: {}, weights: () => returned })
  expect(await failing(weights([]))).toContain('weights() returned 0 columns for 5 symbols')
  expect(await failing(weights(stocks.map(() => [1])))).toContain(
    'weights() has 1 values for MSFT and the portfolio has 123 bars',
  )
  expect(await failing(weights(stocks.map(() => new Float64Array(123).fill(Infinity))))).toContain(
    'A weight is Infinity on bar 0',
  )
  const rules = (returned: unknown) => ({
    name: 'r',
    parameters: {},
    signals: ({ bars }: { bars: Bars }) => ({ enterLong: new Uint8Array(bars.length) }),
    rules: () => returned,
  })
  expect(await failing(rules({ stopLoss: { at: -1 } }))).toContain('stopLoss.at is -1: give a fraction such as 0.05')
  expect(await failing(rules({ maxEntry: 2 }))).toContain('Did you mean "maxEntries"?')
  expect(await failing(rules({ sizing: { kind: 'risk', fraction: 0.01 } }))).toContain(
    'riskOfEquity without a stop loss',
  )
  expect(await failing(rules({ cooldowns: [{ after: 'loss', bars: 2 }] }))).toContain('allowed are entry, exit, stop')
  expect(await failing(rules(null))).toContain('rules() is null')
})

test('bestOf(context, scores, options) holds the best, in equal parts or by the inverse of a column', () => {
  const time = Float64Array.of(0, 1, 2, 3)
  const context = { time, symbols: [] }
  const scores = [Float64Array.of(1, 2, NaN, 1), Float64Array.of(3, 2, 1, 0), Float64Array.of(2, -1, NaN, 2)]
  const rounded = (weights: Float64Array[]) => weights.map((column) => Array.from(column))
  expect(rounded(bestOf(context, scores, { hold: 2 }))).toEqual([
    [0, 0.5, 0, 0.5],
    [0.5, 0.5, 0.5, 0],
    [0.5, 0, 0, 0.5],
  ])
  expect(rounded(bestOf(context, scores, { hold: 1, every: 2, above: 1, invested: 0.6 }))).toEqual([
    [0, NaN, 0, NaN],
    [0.6, NaN, 0, NaN],
    [0, NaN, 0, NaN],
  ])
  const inverse = [1, 2, 4].map((value) => new Float64Array(4).fill(value))
  expect(rounded(bestOf(context, scores, { hold: 3, inverse })).map(([first]) => first)).toEqual([4 / 7, 2 / 7, 1 / 7])
  expect(() => bestOf(context, scores, { hold: 0 })).toThrow('hold is 0')
  expect(() => bestOf(context, scores, { hold: 1, every: 0 })).toThrow('every is 0')
})

test('engine: event gives a portfolio the same results, on threads too', async () => {
  for (const { name, strategy, parameters, data, ...rest } of [momentumStocks, trendStocks]) {
    const cashFlows = name === 'momentum-stocks' ? [{ amount: 100, every: '12M' }] : []
    const given = { name, strategy, parameters, data, commission: rest.execution.commission, cashFlows }
    const vector = await runSweep(defineSweep({ ...given, engine: 'vector' } as never), { workers: 'none' })
    const event = await runSweep(defineSweep({ ...given, engine: 'event' } as never), { workers: 2 })
    expect(event.header.settings.engine).toBe('event')
    const wanted = vector.backtests()[Symbol.asyncIterator]()
    for await (const { parameters, metrics } of event.backtests()) {
      const { value } = await wanted.next()
      expect(parameters).toEqual(value.parameters)
      for (const [metric, number] of Object.entries(metrics)) {
        expectClose(Number(number), Number(value.metrics[metric]), metric)
      }
    }
  }
})

test('one symbol with rules is a portfolio of one: without rules its results are the same', async () => {
  const strategy = defineStrategy({
    name: 'one',
    parameters: {},
    signals: ({ bars, ta }) => ({
      enterLong: Array.from(bars.close, (close, t) => close > ta.sma(bars.close, 5)[t]),
      exitLong: [...bars.close].map((_, t) => t % 7 === 0),
    }),
  })
  const withRules = { ...strategy, rules: () => ({}) }
  const [bars] = stocks
  const [plain, ruled] = await Promise.all(
    [strategy, withRules].map((one) =>
      runBacktest(defineSweep({ name: 'one', strategy: one, parameters: {}, data: bars })),
    ),
  )
  expect(ruled.fills).toEqual(plain.fills)
  for (const [name, value] of Object.entries(plain.metrics))
    expectClose(Number(ruled.metrics[name]), Number(value), name)
})

test.skipIf(!existsSync('../shared/data'))('examples/portfolio/crypto.ts runs where the price files are', async () => {
  const result = await runSweep({ ...crypto, parameters: { lookback: 672, hold: 3, every: '1w' } })
  expect(result.header.data.symbols).toEqual(['BTC-EUR', 'ETH-EUR', 'ADA-EUR', 'LTC-EUR', 'XRP-EUR'])
  expect(result.top(1)[0].metrics.trades).toBeGreaterThan(50)
})

test('benchmark compares every backtest, on threads and in stores alike, and is part of the identity', async () => {
  const given = { name, strategy, parameters, data }
  const index = resample(stocks[2], '3M')
  for (const benchmark of ['equal-weight', 'buy-and-hold', 'risk-free', { symbol: 'IBM' }, index] as const) {
    const sweep = defineSweep({ ...given, benchmark, rankBy: 'informationRatio' })
    const here = (await runSweep(sweep, { workers: 'none' })).top(9)
    if (benchmark !== 'risk-free') expect(here[0].metrics.beta).toBeTypeOf('number')
    expect(here[0].metrics.beatRate).toBeGreaterThan(0)
    expect((await runSweep(sweep, { workers: 2 })).top(9)).toEqual(here)
  }
  const store = `json:${folder}/benchmark`
  await runSweep(defineSweep({ ...given, benchmark: index }), { store })
  const other = defineSweep({ ...given, benchmark: resample(stocks[1], '3M') })
  expect((await runSweep(other, { store, resume: true })).notices.join()).toContain('benchmark changed')

  expect(() => defineSweep({ ...given, metrics: ['alpha', 'sharpe'] })).toThrow('there is no benchmark')
  await expect(runSweep(defineSweep({ ...given, benchmark: { symbol: 'IBN' } }))).rejects.toThrow('Did you mean "IBM"?')
  const split = [{ symbol: 'IBM', at: '2005-05-01', split: 2 }]
  const unadjusted = defineSweep({ ...given, benchmark: 'equal-weight', corporateActions: split })
  await expect(runSweep(unadjusted)).rejects.toThrow('give bars of an adjusted price')
})
