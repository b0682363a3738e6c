import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type BacktestRow,
  Cerebro,
  type CerebroOptions,
  type CerebroResult,
  type Combination,
  defineSweep,
  fixedSlippage,
  fixedUnits,
  percentCommission,
  percentSlippage,
  perUnitCommission,
  range,
  runEventBacktest,
  runSweep,
  Strategy,
} from '../../../src/index.ts'
import { Mistaken } from '../../support/event-strategies.ts'
import { TrendRider } from '../../support/trend-rider.ts'
import { swingingBars } from '../sweep/small-sweep.ts'

const bars = swingingBars(200)
const grid = { fast: range(2, 5), slow: [8, 13] }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-cerebro-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function optimizing(options: CerebroOptions = {}) {
  return new Cerebro({ maxCpus: 1, ...options })
    .addData(bars)
    .optStrategy(TrendRider, grid)
    .addAnalyzer('drawdown')
    .addAnalyzer('transactions')
}

/** All that a result says, as plain data. */
function told(results: readonly Combination<object>[]) {
  return results.map(([one]) => ({
    strategy: one.strategy,
    parameters: one.parameters,
    error: one.error,
    metrics: one.metrics,
    analyzers: one.analyzers,
    money: [one.finalCash, one.finalValue],
  }))
}

describe('cerebro.run()', () => {
  test('with optStrategy gives a list of one result for every combination, the last parameter fastest', async () => {
    const results = await optimizing().run()
    expect(results.map((list) => list.length)).toEqual([1, 1, 1, 1, 1, 1])
    expect(results.map(([{ parameters }]) => [parameters.fast, parameters.slow, parameters.stop])).toEqual([
      [2, 8, 0.05],
      [2, 13, 0.05],
      [3, 8, 0.05],
      [3, 13, 0.05],
      [4, 8, 0.05],
      [4, 13, 0.05],
    ])
    const turned = new Cerebro({ maxCpus: 1 }).addData(bars).optStrategy(TrendRider, { slow: [8, 13], fast: [2, 3] })
    const order = (await turned.run()).map(([{ parameters }]) => [parameters.slow, parameters.fast])
    expect(order).toEqual([
      [8, 2],
      [8, 3],
      [13, 2],
      [13, 3],
    ])
  })

  test('with addStrategy gives the list of its one result', async () => {
    const cerebro = new Cerebro().addData(bars).addStrategy(TrendRider, { fast: 2 })
    const results = await cerebro.run()
    expect(results).toHaveLength(1)
    const [{ strategy, parameters, error, finalValue, finalCash, analyzers }] = results
    const alone = runEventBacktest({ strategy: TrendRider, parameters: { fast: 2 }, feeds: bars })
    expect([strategy, parameters, error]).toEqual(['TrendRider', { fast: 2, slow: 10, stop: 0.05 }, null])
    expect([finalValue, finalCash]).toEqual([alone.finalValue, alone.finalCash])
    expect(Object.keys(analyzers)).toEqual(['account'])
  })

  test('gives the rows of the sweep that says the same', async () => {
    const cerebro = optimizing({ periodsPerYear: 252, riskFreeRate: 0.01 })
    cerebro.broker.setCash(50_000).setCommission({ commission: 0.002 }).setSlippage(percentSlippage(0.001))
    cerebro.broker.setOptions({ cheatOnClose: true })
    const sweep = defineSweep({
      name: 'same',
      strategy: TrendRider,
      parameters: grid,
      data: bars,
      initialAmount: 50_000,
      commission: percentCommission(0.002),
      slippage: percentSlippage(0.001),
      broker: { cheatOnClose: true },
      periodsPerYear: 252,
      riskFreeRate: 0.01,
    })
    const rows: BacktestRow[] = []
    for await (const row of (await runSweep(sweep, { workers: 'none' })).backtests()) rows.push(row)
    const found = (await cerebro.run()).map(([{ strategy, parameters, metrics }]) => ({
      strategy,
      parameters,
      metrics,
    }))
    expect(found).toEqual(rows.map(({ strategy, parameters, metrics }) => ({ strategy, parameters, metrics })))
    expect(Number(found[0].metrics.trades)).toBeGreaterThan(2)
  })

  test.each([null, 2, 3])('gives the same results with maxCpus: %j as in this process', async (maxCpus) => {
    expect(told(await optimizing({ maxCpus }).run())).toEqual(told(await optimizing().run()))
  })

  test.each(['json:', 'sqlite:'])(
    'gives the same results from a %s store, and again when it is resumed',
    async (kind) => {
      const store = `${kind}${folder}/run`
      const wanted = told(await optimizing().run())
      expect(told(await optimizing({ store }).run())).toEqual(wanted)

      const heard: unknown[] = []
      const more = new Cerebro({ maxCpus: 1, store, resume: true })
        .addData(bars)
        .optStrategy(TrendRider, { ...grid, slow: [5, 8, 13] })
        .addAnalyzer('drawdown')
        .addAnalyzer('transactions')
        .optCallback(([{ parameters }]) => heard.push(parameters.slow))
      const results = told(await more.run())
      expect(results).toHaveLength(9)
      expect(results.filter(({ parameters }) => (parameters as { slow: number }).slow > 5)).toEqual(wanted)
      expect(heard).toEqual([5, 5, 5])
    },
  )

  test('rejects with the reason of the signal that stopped it', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(optimizing({ signal }).run()).rejects.toThrow('enough')
  })
})

test('cerebro.optCallback(callback) is called once for every combination, in order, with what run() gives', async () => {
  for (const maxCpus of [1, 2]) {
    const heard: Combination[] = []
    const cerebro = optimizing({ maxCpus }).optCallback((results) => heard.push(results))
    const results = await cerebro.run()
    expect(heard).toHaveLength(6)
    for (const [i, one] of heard.entries()) expect(one).toBe(results[i])
  }
})

test('cerebro.optCallback(callback) is not called with addStrategy', async () => {
  const heard: unknown[] = []
  const cerebro = new Cerebro().addData(bars).addStrategy(TrendRider)
  await cerebro.optCallback((results) => heard.push(results)).run()
  expect(heard).toEqual([])
})

describe('SkipStrategy', () => {
  const skipping = (options: CerebroOptions) =>
    new Cerebro(options).addData(bars).optStrategy(TrendRider, { fast: [3, 9], slow: [8, 13] })

  test('leaves the combination out, of results and callbacks, also when resumed', async () => {
    const sets = async (options: CerebroOptions) => {
      const heard: unknown[] = []
      const cerebro = skipping(options).optCallback(([{ parameters }]) =>
        heard.push([parameters.fast, parameters.slow]),
      )
      const results = (await cerebro.run()).map(([{ parameters }]) => [parameters.fast, parameters.slow])
      return { results, heard }
    }
    const results = [
      [3, 8],
      [3, 13],
      [9, 13],
    ]
    expect(await sets({ maxCpus: 1 })).toEqual({ results, heard: results })
    expect(await sets({ maxCpus: 2 })).toEqual({ results, heard: results })
    const store = `json:${folder}/run`
    expect(await sets({ maxCpus: 1, store })).toEqual({ results, heard: results })
    expect(await sets({ maxCpus: 1, store, resume: true })).toEqual({ results, heard: [] })
  })

  test('gives an empty list with addStrategy', async () => {
    expect(await new Cerebro().addData(bars).addStrategy(TrendRider, { fast: 20 }).run()).toEqual([])
  })
})

describe('a combination that fails', () => {
  const mistaken = (options: CerebroOptions) =>
    new Cerebro(options).addData(bars).optStrategy(Mistaken, { mistake: [0, 1, 2, 3, 4, 5, 6] })

  test.each([1, 2])(
    'costs only itself with continueOnError, and says strategy and bar; maxCpus: %i',
    async (maxCpus) => {
      const results = await mistaken({ maxCpus, continueOnError: true }).run()
      expect(results.map(([{ parameters }]) => parameters.mistake)).toEqual([0, 1, 2, 3, 4, 5, 6])
      const errors = results.map(([{ error }]) => error)
      const whys = [null, 'at(1)', 'size -3', 'NaN', '"nowhere"', 'by itself', null]
      for (const [i, why] of whys.entries()) {
        if (why === null) expect(errors[i]).toBeNull()
        else expect(errors[i]).toMatch(/Mistaken .*bar 7/)
        expect(errors[i] ?? '').toContain(why ?? '')
      }
      const [[good], [bad]] = results
      expect(good.finalValue).toBeGreaterThan(0)
      expect([bad.finalCash, bad.finalValue, bad.metrics, bad.analyzers]).toEqual([NaN, NaN, {}, {}])
    },
  )

  test('ends the run without', async () => {
    await expect(mistaken({ maxCpus: 1 }).run()).rejects.toMatchObject({ code: 'look-ahead' })
  })
})

describe('cerebro.broker', () => {
  const { broker } = new Cerebro()

  test('takes commissions of backsweep and in the terms of backtrader', () => {
    broker.setCommission([percentCommission(0.001), perUnitCommission(2)])
    expect(broker.options.commission).toEqual({ fraction: 0.001, perUnit: 2, perOrder: 0 })
    broker.setCommission({ commission: 2, margin: 1000, multiplier: 10 })
    expect(broker.options).toMatchObject({
      commission: { fraction: 0, perUnit: 2, perOrder: 0 },
      contract: { margin: 1000, multiplier: 10 },
    })
    broker.setCommission({ commission: 0.001, interest: 0.05 })
    expect(broker.options).toMatchObject({ commission: percentCommission(0.001), borrowRate: 0.05 })
    expect(broker.options.contract).toBeUndefined()
  })

  test('takes cash, slippage and all other options', () => {
    broker.setCash(500).setSlippage(fixedSlippage(0.1), { slipOpen: false }).setOptions({ shortMargin: 0.5 })
    expect(broker.options).toMatchObject({
      initialAmount: 500,
      slippage: { perUnit: 0.1 },
      slipOpen: false,
      shortMargin: 0.5,
    })
  })

  test('refuses what does not exist or cannot be, at once, and stays as it was', () => {
    const before = broker.options
    expect(() => broker.setCash(-1)).toThrow('initialAmount is -1')
    expect(() => broker.setCommission({ comission: 1 } as object)).toThrow('Did you mean "commission"?')
    expect(() => broker.setCommission({ commission: 0.1, multiplier: 10 })).toThrow('without a margin')
    expect(() => broker.setSlippage(fixedSlippage(1), { slipOpn: true } as object)).toThrow('Did you mean "slipOpen"')
    expect(() => broker.setOptions({ cheatOnOpn: true } as object)).toThrow('Did you mean "cheatOnOpen"')
    expect(broker.options).toBe(before)
  })

  test('and addSizer change how a strategy trades', async () => {
    class Once extends Strategy {
      override next(): void {
        if (this.data.bar === 0) this.buy()
      }
    }
    const cerebro = new Cerebro().addData(bars).addStrategy(Once).addSizer(fixedUnits(7)).addAnalyzer('transactions')
    cerebro.broker.setCommission({ commission: 1, margin: 50, multiplier: 3 })
    const [{ analyzers, finalCash, finalValue }] = await cerebro.run()
    expect(analyzers.transactions).toMatchObject([{ units: 21, fee: 7 }])
    expect(finalCash).toBeCloseTo(finalValue - 7 * 50, 8)
  })
})

describe('Cerebro refuses', () => {
  class Other extends Strategy {}
  const cerebro = () => new Cerebro()

  test('options and names that do not exist', () => {
    expect(() => new Cerebro({ maxcpus: 1 } as object)).toThrow('Did you mean "maxCpus"?')
    for (const maxCpus of [0, -1, 1.5, NaN]) expect(() => new Cerebro({ maxCpus })).toThrow(`maxCpus is ${maxCpus}`)
    expect(() => cerebro().addAnalyzer('drawDwn' as 'drawdown')).toThrow('Did you mean "drawdown"?')
    expect(() => cerebro().addAnalyzer('sqn').addAnalyzer('sqn')).toThrow('it is there twice')
  })

  test('what a Cerebro of backtrader does with several feeds and strategies', () => {
    expect(() => cerebro().addData(bars).addData(bars)).toThrow('for several use runEventBacktest')
    expect(() => cerebro().addStrategy(Other).optStrategy(Other, {})).toThrow('there is the strategy Other already')
    expect(() => cerebro().addData({} as typeof bars)).toThrow('give Bars or csv(path)')
    expect(() => cerebro().addStrategy(class {} as unknown as typeof Mistaken)).toThrow('extends Strategy')
    const mistake = [0] as unknown as number
    expect(() => cerebro().addStrategy(Mistaken, { mistake })).toThrow('mistake is a list')
  })

  test('to run without data or strategy, or with a parameter that does not exist', async () => {
    await expect(cerebro().run()).rejects.toThrow('call addData first')
    await expect(cerebro().addData(bars).run()).rejects.toThrow('call addStrategy or optStrategy first')
    const wrong = { mistakes: [0] } as object
    await expect(cerebro().addData(bars).optStrategy(Mistaken, wrong).run()).rejects.toThrow('Did you mean "mistake"?')
  })

  test('to send a strategy without a module to threads', async () => {
    const run = new Cerebro({ maxCpus: 2 }).addData(bars).optStrategy(Other, {}).run()
    await expect(run).rejects.toMatchObject({ code: 'strategy-unloadable' })
  })
})

test('a result lists metrics that were asked for, ranked by none', async () => {
  const [[one]]: readonly Combination<object>[] = await new Cerebro({ maxCpus: 1, metrics: ['totalReturn', 'trades'] })
    .addData(bars)
    .optStrategy(TrendRider, { fast: 2 })
    .run()
  expect(Object.keys((one as CerebroResult<object>).metrics)).toEqual(['totalReturn', 'trades'])
})
