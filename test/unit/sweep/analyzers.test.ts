import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { smaCross } from '../../../examples/sma-cross/sma-cross.ts'
import {
  type AnalyzerInput,
  analyzers,
  defineSweep,
  type FinishedBacktest,
  openStore,
  type RunOptions,
  runEventBacktest,
  runSweep,
  Strategy,
  type Sweep,
} from '../../../src/index.ts'
import { analyzerRequests } from '../../../src/simulation/event/analyzers/request.ts'
import { percentCommission } from '../../../src/simulation/model/costs.ts'
import { plain } from '../../../src/sweep/store/analyses.ts'
import { decodeDetails } from '../../../src/sweep/store/details.ts'
import { TrendRider } from '../../support/trend-rider.ts'
import { smallSweep, swingingBars } from './small-sweep.ts'

const every: AnalyzerInput[] = [
  ...(['account', 'returns', 'drawdown', 'tradeAnalyzer', 'sharpe', 'sqn', 'vwr', 'calmar'] as const),
  ...(['transactions', 'positions', 'grossLeverage'] as const),
  { name: 'timeReturns', options: { timeframe: '1M' } },
  { name: 'periodStats', options: { timeframe: '1M' } },
]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-analyzers-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** The backtests of a run, as it hands them out. */
async function backtestsOf<P extends object>(sweep: Sweep<P>, options: RunOptions): Promise<FinishedBacktest[]> {
  const found: FinishedBacktest[] = []
  await runSweep(sweep, { ...options, onBacktest: (one) => found.push(one) })
  return found
}

const given = {
  name: 'events',
  strategy: TrendRider,
  data: swingingBars(),
  commission: percentCommission(0.001),
  periodsPerYear: 365,
}
const events = defineSweep({ ...given, parameters: { fast: [2, 3, 5], slow: [8, 13] } })

describe('runSweep(sweep, { analyzers })', () => {
  test('keeps what the analyzers find of an event-driven backtest', async () => {
    const found = await backtestsOf(events, { workers: 'none', analyzers: every })
    expect(found.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5])
    for (const one of found) {
      const { finished, finalCash, finalValue } = runEventBacktest({
        strategy: TrendRider,
        parameters: one.parameters,
        feeds: swingingBars(),
        broker: { commission: percentCommission(0.001) },
      })
      const { analyses } = one.details()!
      expect(analyses.drawdown).toEqual(analyzers.drawdown(finished))
      expect(analyses.tradeAnalyzer).toEqual(plain(analyzers.tradeAnalyzer(finished)))
      expect(analyses.tradeAnalyzer?.closed).toBeGreaterThan(3)
      expect(analyses.sharpe).toBe(analyzers.sharpe(finished, { periodsPerYear: 365 }))
      expect(analyses.sqn).toBe(analyzers.sqn(finished))
      expect(analyses.vwr).toBe(analyzers.vwr(finished, { periodsPerYear: 365 }))
      expect(analyses.returns).toEqual(analyzers.returns(finished, 365))
      expect(analyses.calmar).toBe(analyzers.calmar(finished, 365))
      expect(analyses.transactions).toEqual(analyzers.transactions(finished))
      expect(analyses.positions?.[0].values).toEqual([...analyzers.positions(finished)[0].values])
      expect(analyses.grossLeverage).toEqual([...analyzers.grossLeverage(finished)])
      expect(analyses.timeReturns).toEqual(analyzers.timeReturns(finished, '1M'))
      expect(analyses.periodStats).toEqual(analyzers.periodStats(finished, '1M'))
      expect(analyses.account).toMatchObject({ cash: finalCash, value: finalValue })
    }
  })

  test('keeps what they find of a vector backtest on a date range', async () => {
    const ranges = [{ name: 'later', start: '2020-06-01', end: '2020-12-01' }]
    const [one] = await backtestsOf(smallSweep({ dateRanges: ranges }), { workers: 'none', analyzers: every })
    const { drawdown, account, transactions, grossLeverage } = one.details()!.analyses
    expect(drawdown?.maxDrawdown).toBeCloseTo(Number(one.row().metrics.maxDrawdown), 12)
    expect(account?.value).toBe(one.row().metrics.finalValue)
    expect(transactions?.length).toBeGreaterThan(2)
    expect(transactions?.[0].time).toBeGreaterThan(Date.UTC(2020, 5))
    expect(grossLeverage).toHaveLength(183)
  })

  test('writes numbers that JSON does not have as rows do', async () => {
    class Idle extends Strategy {}
    const idle = defineSweep({ name: 'idle', strategy: Idle, parameters: {}, data: swingingBars(30) })
    const [one] = await backtestsOf(idle, { workers: 'none', analyzers: ['sharpe', 'calmar', 'tradeAnalyzer'] })
    const { sharpe, calmar, tradeAnalyzer } = one.details()!.analyses
    expect([sharpe, calmar, tradeAnalyzer?.averageNetPnl]).toEqual([null, null, null])
    class Winner extends Strategy {
      override next(): void {
        if (this.data.bar === 0) this.buy()
      }
    }
    const rising = swingingBars(6)
    expect(analyzers.calmar(runEventBacktest({ strategy: Winner, feeds: rising }).finished, 365)).toBe(Infinity)
    const winner = defineSweep({ name: 'winner', strategy: Winner, parameters: {}, data: rising })
    const [won] = await backtestsOf(winner, { workers: 'none', analyzers: ['calmar'] })
    expect(won.details()!.analyses).toEqual({ calmar: 'Infinity' })
  })

  test('gives the same bytes with no worker, one and two, and in every store', async () => {
    const vector = smallSweep({ strategy: smaCross })
    const runs = [
      (options: RunOptions) => backtestsOf(events, options),
      (options: RunOptions) => backtestsOf(vector, options),
    ]
    for (const run of runs) {
      const wanted = await run({ workers: 'none', analyzers: every })
      for (const [i, store] of ['memory:', `json:${folder}/run`, `sqlite:${folder}/run.db`].entries()) {
        const options = { store, workers: i === 0 ? 2 : 1, analyzers: every, keepTrades: false, fresh: true } as const
        const found = await run(options)
        expect(found.map((one) => [one.row(), one.details()])).toEqual(wanted.map((one) => [one.row(), one.details()]))
        if (store === 'memory:') continue
        const reader = await openStore(store)
        for (const one of wanted) expect(await reader.details(one.number)).toEqual(one.details())
        await reader.close()
      }
    }
  })

  test('hands on sets that a strategy skips as rows that say so, and goes on', async () => {
    const sweep = defineSweep({ ...given, parameters: { fast: [2, 9], slow: [8, 13] } })
    for (const workers of ['none', 1] as const) {
      const found = await backtestsOf(sweep, { workers, analyzers: ['sqn'] })
      expect(found.map(({ error }) => error ?? 'complete')).toEqual([
        'complete',
        'complete',
        'TrendRider skips this parameter set: fast is 9, slow 8',
        'complete',
      ])
      expect(found.map((one) => one.details() === null)).toEqual([false, false, true, false])
    }
  })

  test('is part of what a backtest is: another analyzer or option runs it again, the same does not', async () => {
    const run = async (analyzers: readonly AnalyzerInput[]) => {
      const store = `json:${folder}/run`
      const { notices } = await runSweep(events, { store, workers: 'none', resume: true, analyzers })
      return notices.join(' ')
    }
    await run(['drawdown', { name: 'sharpe', options: { sample: false, riskFreeRate: 0.01 } }])
    const same = await run(['drawdown', { name: 'sharpe', options: { riskFreeRate: 0.01, sample: false } }])
    expect(same).not.toContain('changed')
    const other = await run(['drawdown', { name: 'sharpe', options: { riskFreeRate: 0.02, sample: false } }])
    expect(other).toContain('what is kept of a backtest changed')
  })
})

describe('analyzerRequests(inputs) refuses', () => {
  const refused = (input: unknown) => () => analyzerRequests(input as AnalyzerInput[])

  test('names that do not exist, and names the nearest', () => {
    expect(refused(['drawdwn'])).toThrow('Unknown analyzer "drawdwn". Did you mean "drawdown"?')
    expect(refused([{ name: 'sharpe', options: { riskfreerate: 0 } }])).toThrow('Did you mean "riskFreeRate"?')
    expect(refused([{ name: 'sqn', option: {} }])).toThrow('Did you mean "options"?')
    expect(refused([null])).toThrow('Unknown analyzer "undefined"')
  })

  test('values that an option does not take', () => {
    const wrong = [
      ['sharpe', { periodsPerYear: 0 }],
      ['sharpe', { riskFreeRate: 5 }],
      ['sharpe', { sample: 1 }],
      ['vwr', { tau: NaN }],
      ['timeReturns', { timeframe: 'year' }],
    ] as const
    for (const [name, options] of wrong) {
      const [[option]] = Object.entries(options)
      expect(refused([{ name, options }])).toThrow(`The analyzer option ${name}.${option} is `)
    }
    expect(refused([{ name: 'sharpe', options: 252 }])).toThrow('sharpe is 252: give an object with its options')
    expect(refused('drawdown')).toThrow("give a list such as ['drawdown', 'sharpe']")
    expect(refused([{ name: 'sqn', as: '' }])).toThrow('give a name')
  })

  test('to guess what cannot be guessed', () => {
    expect(refused(['timeReturns'])).toThrow('timeReturns.timeframe is missing')
    expect(refused(['periodStats'])).toThrow('periodStats.timeframe is missing')
    const yearly = { name: 'sharpe', options: { timeframe: '12M' } }
    expect(refused([yearly])).toThrow('sharpe.periodsPerYear is missing')
    expect(refused([{ ...yearly, options: { ...yearly.options, periodsPerYear: 1 } }])).not.toThrow()
  })

  test('two results of one name', () => {
    expect(refused(['sqn', { name: 'sqn', options: { sample: true } }])).toThrow('sqn: it is there twice')
    const both = analyzerRequests(['sqn', { name: 'sqn', options: { sample: true }, as: 'ofSample' }])
    expect(both.map(({ as }) => as)).toEqual(['sqn', 'ofSample'])
  })
})

test('decodeDetails(bytes) reads equity, trades and analyses that were kept together', async () => {
  const [one] = await backtestsOf(events, {
    workers: 'none',
    analyzers: ['sqn'],
    keepTrades: true,
    snapshotInterval: 'weekly',
  })
  const { equity, trades, analyses } = one.details()!
  expect([equity.length, trades.length > 3, typeof analyses.sqn]).toEqual([58, true, 'number'])
  const empty = decodeDetails(new Uint8Array(new Float64Array([0, 0]).buffer), {
    symbol: 'X',
    timeframe: '1d',
    bars: 0,
    fingerprint: '',
  })
  expect(empty).toEqual({ equity: new Float64Array(0), trades: [], analyses: {} })
})
