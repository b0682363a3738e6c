import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type BacktestRow,
  defineSweep,
  fractionOfCash,
  openStore,
  percentCommission,
  range,
  runBacktest,
  runSweep,
} from '../../../src/index.ts'
import { expectClose } from '../../support/close-to.ts'
import { Mistaken, OrderedCross } from '../../support/event-strategies.ts'
import { sp500 } from '../../support/sp500.ts'
import { smallSweep } from './small-sweep.ts'

const golden: { rows: number[][] } = JSON.parse(
  readFileSync(new URL('../../golden/event-sweep.json', import.meta.url), 'utf8'),
)
const sweep = defineSweep({
  name: 'ordered-cross',
  strategy: OrderedCross,
  parameters: { fast: range(5, 30), slow: range(30, 96, 5) },
  data: sp500,
  initialAmount: 100_000,
  commission: percentCommission(0.001),
  periodsPerYear: 252,
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backsweep-event-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function rowsOf(rows: AsyncIterable<BacktestRow>): Promise<BacktestRow[]> {
  const found: BacktestRow[] = []
  for await (const row of rows) found.push(row)
  return found
}

describe('a sweep of an event-driven strategy', () => {
  test("gives backtrader's 350 rows", async () => {
    const rows = await rowsOf((await runSweep(sweep, { workers: 'none' })).backtests())
    expect(rows.map(({ parameters }) => [parameters.fast, parameters.slow])).toEqual(
      golden.rows.map(([fast, slow]) => [fast, slow]),
    )
    for (const [i, [fast, slow, value, , trades, , , , drawdown, , sharpe]] of golden.rows.entries()) {
      const { metrics } = rows[i]
      const name = `of ${fast} and ${slow}`
      expectClose(metrics.finalValue as number, value, `final value ${name}`)
      expect(metrics.trades, name).toBe(trades)
      expectClose((metrics.maxDrawdown as number) * 100, drawdown, `drawdown ${name}`)
      expectClose(metrics.sharpe as number, sharpe, `Sharpe ratio ${name}`)
    }
  })

  test('gives the same rows on workers, in every store and when resumed', async () => {
    const wanted = await rowsOf((await runSweep(sweep, { workers: 'none' })).backtests())
    for (const store of [`json:${folder}/run`, `sqlite:${folder}/run.db`]) {
      const stop = new AbortController()
      const onProgress = ({ done }: { done: number }) => done > 50 && stop.abort()
      await runSweep(sweep, { workers: 2, store, signal: stop.signal, onProgress, checkpointBatchSize: 10 })
      const result = await runSweep(sweep, { workers: 1, store, resume: true })
      expect(result.complete).toBe(350)
      const reader = await openStore(store)
      expect(await rowsOf(reader.rows())).toEqual(wanted)
      await reader.close()
    }
  })

  test('runs one backtest whole, with its trades and its equity', async () => {
    const { trades, equity, metrics } = await runBacktest(sweep, { fast: 5, slow: 30 })
    expect(trades.length).toBe(metrics.trades)
    expect(equity.at(-1)).toBe(metrics.finalValue)
    expect(trades[0]).toMatchObject({ side: 'long', status: 'closed' })
  })

  test('costs a mistaken backtest only itself, and says bar and strategy', async () => {
    const mistakes = defineSweep({
      name: 'mistakes',
      strategy: Mistaken,
      parameters: { mistake: range(0, 6) },
      data: sp500,
    })
    for (const workers of ['none', 2] as const) {
      const { complete, failed, backtests } = await runSweep(mistakes, { workers, continueOnError: true })
      expect({ complete, failed }).toEqual({ complete: 1, failed: 5 })
      const [right, ...wrong] = await rowsOf(backtests())
      expect(right).toMatchObject({ status: 'complete', metrics: { trades: 1 } })
      for (const { error } of wrong) expect(error).toMatch(/Mistaken .*bar 7/)
    }
  })
})

describe('options of the other engine are refused', () => {
  const options = { name: 'refused', strategy: OrderedCross, parameters: {}, data: sp500 }
  test.each(['fillAt', 'scaling', 'stopReference', 'stopSlippage', 'compatibility'] as const)('%s', (option) => {
    const value = {
      fillAt: 'close',
      scaling: 'in',
      stopReference: 'close',
      stopSlippage: 'all',
      compatibility: 'vectorbt',
    }
    expect(() => defineSweep({ ...options, [option]: value[option] })).toThrow(
      `defineSweep: ${option} is for vector strategies; an event-driven one sends orders, see broker: leave it out.`,
    )
  })

  test('broker and sizings of orders, for a vector strategy', () => {
    const { strategy } = smallSweep()
    const vector = { name: 'refused', strategy, parameters: {}, data: sp500 }
    expect(() => defineSweep({ ...vector, broker: { slipOpen: false } })).toThrow(
      'defineSweep: broker is for event-driven strategies: leave it out.',
    )
    expect(() => defineSweep({ ...vector, sizing: fractionOfCash(0.5) })).toThrow(
      'defineSweep: sizing of kind cash is for event-driven strategies: leave it out.',
    )
  })

  test('a broker option that does not exist', () => {
    // @ts-expect-error misspelled
    expect(() => defineSweep({ ...options, broker: { slipopen: false } })).toThrow(/Unknown broker option "slipopen"/)
  })
})
